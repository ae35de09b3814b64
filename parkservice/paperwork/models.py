"""Numbers, files and printed papers: everything that belongs to a record but is not the record itself.

A record of any app is named by `subject_kind` (the model's label, "complaints.complaint") and `subject_id`, so that
this floor never needs to know the apps above it. Stored files are kept once per content; attachments are the links
from a record to such a file. A paper is the proof that something was printed: its data are frozen when it is issued,
a reprint shows exactly the same text with a higher count.
"""

import secrets
import uuid
from typing import ClassVar

from django.apps import apps
from django.conf import settings
from django.core.files import File
from django.core.files.storage import default_storage
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parkservice.journal.models import subject_kind
from parkservice.kit import appendonly, clock
from parkservice.paperwork.exports.models import ExportJob  # noqa: F401 - the models of an app are found here

CODE_ALPHABET = "0123456789ABCDEFGHJKMNPQRSTVWXYZ"
CODE_LENGTH = 26


def new_code() -> str:
    """A verification code of 130 random bits, in letters and digits that cannot be mistaken for each other."""
    return "".join(secrets.choice(CODE_ALPHABET) for _position in range(CODE_LENGTH))


class NumberSeries(models.Model):
    """The last serial given for one park, kind of document and local year (domain.md section 0).

    `head` is the hash of the last row where the documents are chained (M18, `paperwork.chained`).
    """

    park = models.ForeignKey("parks.Park", models.PROTECT, verbose_name=_("park"))
    prefix = models.CharField(_("prefix"), max_length=4)
    year = models.PositiveSmallIntegerField(_("year"))
    last = models.PositiveIntegerField(_("last serial"), default=0)
    head = models.CharField(_("hash of the last row"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("number series")
        verbose_name_plural = _("number series")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["park", "prefix", "year"], name="numberseries_one_per_park_kind_year"),
        ]

    def __str__(self) -> str:
        return f"{self.prefix}-{self.year}: {self.last}"


class StoredFile(models.Model):
    """One content, kept once however often and under whatever name it was sent (reliability #14)."""

    sha256 = models.CharField(_("checksum"), max_length=64, unique=True)
    path = models.CharField(_("path in the file store"), max_length=120)
    thumb_path = models.CharField(_("path of the small picture"), max_length=120, blank=True)
    size = models.PositiveBigIntegerField(_("size in bytes"))
    content_type = models.CharField(_("content type"), max_length=40)
    width = models.PositiveIntegerField(_("width in pixels"), null=True, blank=True)
    height = models.PositiveIntegerField(_("height in pixels"), null=True, blank=True)
    scanned = models.BooleanField(_("checked for malware"), default=False)

    class Meta:
        verbose_name = _("stored file")
        verbose_name_plural = _("stored files")
        constraints: ClassVar = [
            models.CheckConstraint(condition=Q(size__gt=0), name="storedfile_not_empty"),
        ]

    def __str__(self) -> str:
        return f"{self.content_type} {self.sha256[:12]}"

    @property
    def is_image(self) -> bool:
        """True for pictures, which are shown in place and have a small version."""
        return self.content_type.startswith("image/")


class AttachmentQuerySet(models.QuerySet["Attachment"]):
    """Attachments by the record that they belong to."""

    def of(self, subject: models.Model) -> "AttachmentQuerySet":
        """The attachments of one record, oldest first, with their file in the same query."""
        return (
            self.filter(subject_kind=subject_kind(subject), subject_id=subject.pk).select_related("file").order_by("pk")
        )

    def public(self) -> "AttachmentQuerySet":
        """Those that the person who sent the request may see as well."""
        return self.filter(public=True)


class Attachment(models.Model):
    """A photo or document that belongs to a record. `public` means: the complainant or applicant may see it too."""

    uuid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    park = models.ForeignKey("parks.Park", models.PROTECT, verbose_name=_("park"))
    file = models.ForeignKey(StoredFile, models.PROTECT, verbose_name=_("file"))
    name = models.CharField(_("file name"), max_length=120)
    subject_kind = models.CharField(_("kind of record"), max_length=60)
    subject_id = models.PositiveBigIntegerField(_("record"))
    uploaded_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, verbose_name=_("sent by")
    )
    at = models.DateTimeField(_("sent at"), default=clock.now)
    public = models.BooleanField(_("visible to the sender of the request"), default=True)

    objects = AttachmentQuerySet.as_manager()

    class Meta:
        verbose_name = _("attachment")
        verbose_name_plural = _("attachments")
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_id"], name="attachment_subject")]

    def __str__(self) -> str:
        return self.name

    def get_absolute_url(self) -> str:
        """Where the file is served, after a rights check."""
        return reverse("paperwork:file", args=[self.uuid])

    @property
    def url(self) -> str:
        """The same, by the name that ui/photos.html asks for."""
        return self.get_absolute_url()

    @property
    def thumb(self) -> str:
        """Where the small picture is served; empty for a document."""
        return reverse("paperwork:thumb", args=[self.uuid]) if self.file.thumb_path else ""

    @property
    def image(self) -> bool:
        """True for a picture."""
        return self.file.is_image

    def open(self, thumb: bool = False) -> File:
        """The stored bytes as an open file. Raises OSError when the file store is not there."""
        return default_storage.open(self.file.thumb_path if thumb else self.file.path, "rb")


class PaperState(models.TextChoices):
    """What a verification says about a paper."""

    VALID = "valid", pgettext_lazy("paper", "Valid")
    EXPIRED = "expired", pgettext_lazy("paper", "Expired")
    REVOKED = "revoked", pgettext_lazy("paper", "Revoked")


class Paper(models.Model):
    """A printed document: number, verification code, frozen content, count of reprints (design section 5)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, verbose_name=_("park"))
    kind = models.CharField(_("kind of document"), max_length=40)
    number = models.CharField(_("number"), max_length=32)
    code = models.CharField(_("verification code"), max_length=32, unique=True, default=new_code)
    subject_kind = models.CharField(_("kind of record"), max_length=60)
    subject_id = models.PositiveBigIntegerField(_("record"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    data = models.JSONField(_("content"), default=dict)
    issued_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("issued by")
    )
    issued_at = models.DateTimeField(_("issued at"), default=clock.now)
    valid_until = models.DateField(_("valid until"), null=True, blank=True)
    revoked_at = models.DateTimeField(_("revoked at"), null=True, blank=True)
    revoked_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("revoked by")
    )
    reason = models.CharField(_("reason for revoking"), max_length=200, blank=True)
    reprints = models.PositiveIntegerField(_("reprints"), default=0)

    class Meta:
        verbose_name = _("paper")
        verbose_name_plural = _("papers")
        indexes: ClassVar = [models.Index(fields=["subject_kind", "subject_id", "kind"], name="paper_subject")]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="paper_revoked_with_reason",
                condition=Q(revoked_at__isnull=True, reason="") | (Q(revoked_at__isnull=False) & ~Q(reason="")),
                violation_error_message=_("Write why the paper is revoked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} ({self.kind})"

    @property
    def state(self) -> PaperState:
        """Valid, expired or revoked, as of today."""
        if self.revoked_at:
            return PaperState.REVOKED
        if self.valid_until and self.valid_until < clock.today():
            return PaperState.EXPIRED
        return PaperState.VALID

    @property
    def verify_url(self) -> str:
        """The full public address that the QR code opens."""
        return settings.SITE_URL.rstrip("/") + reverse("paperwork:verify", args=[self.code])

    @property
    def subject(self) -> models.Model:
        """The record that the paper was printed for."""
        model = apps.get_model(self.subject_kind)
        return model.objects.get(pk=self.subject_id)


appendonly.protect("paperwork_attachment", mutable=["public"])
appendonly.protect("paperwork_paper", mutable=["revoked_at", "revoked_by_id", "reason", "reprints"])
