"""The register of visits, calls and letters (来访来电登记; A2, O9, D11)."""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.choices import Category, Channel, ContactOutcome, Topic
from complaints.voice import surname
from parkservice.accounts.models import Title, User
from parkservice.accounts.rights import parks_with, scope
from parkservice.kit import appendonly, clock
from parkservice.kit.text import mask_phone


class ContactQuerySet(models.QuerySet["Contact"]):
    """Which contacts."""

    def visible_to(self, user: User) -> "ContactQuerySet":
        """Contacts of my parks or buildings, and those that I took or that were passed to me.

        The words of a complaint are as secret here as there: none about me, and service attitude not by building (P3).
        """
        from complaints.casework.models import Complaint

        reach = scope(user, "contacts.view")
        # Who left the park reads nothing there any more.
        here = Q(park_id__in=parks_with(user, "contacts.record"))
        seen = Q(park_id__in=reach.parks) | here & (Q(received_by_id=user.pk) | Q(handed_to_id=user.pk))
        if reach.buildings:
            attitude = Complaint.objects.filter(category=Category.SERVICE_ATTITUDE)
            seen |= Q(building_id__in=reach.buildings) & ~_told_in(attitude)
        about = Complaint.objects.about(user)
        return self.filter(seen) if about.query.is_empty() else self.filter(seen).exclude(_told_in(about))

    def about(self, user: User) -> "ContactQuerySet":
        """Contacts that became a complaint about this person."""
        from complaints.casework.models import Complaint

        about = Complaint.objects.about(user)
        return self.none() if about.query.is_empty() else self.filter(_told_in(about))

    def open(self) -> "ContactQuerySet":
        """Contacts that still wait for an answer."""
        return self.filter(closed_at__isnull=True)


def _told_in(complaints: Any) -> Q:
    """Contacts that became one of some complaints, or were counted as a mention of one."""
    from complaints.duplicates.models import Mention

    became = complaints.filter(contact__isnull=False).values("contact_id")
    return Q(pk__in=became) | Q(pk__in=Mention.objects.filter(complaint__in=complaints).values("contact_id"))


class Contact(models.Model):
    """One visit, call or letter: who, about what, what was answered, whom it was passed to (A2)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    at = models.DateTimeField(_("time"))
    channel = models.CharField(_("channel"), max_length=16, choices=Channel)
    visitor = models.CharField(_("name"), max_length=60)
    title = models.CharField(_("form of address"), max_length=2, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    building = models.ForeignKey("parks.Building", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("estate.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    customer = models.ForeignKey("estate.Customer", models.PROTECT, null=True, blank=True, related_name="+")
    topic = models.CharField(_("topic"), max_length=16, choices=Topic)
    content = models.TextField(_("what was said"))
    answer = models.TextField(_("answer"), blank=True)
    answer_courtesy = models.JSONField(_("courtesy hints left open"), default=list)
    answer_courtesy_reason = models.CharField(_("reason for leaving out an apology"), max_length=200, blank=True)
    answered_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("answered by")
    )
    outcome = models.CharField(_("outcome"), max_length=16, choices=ContactOutcome, default=ContactOutcome.OPEN)
    article = models.ForeignKey(
        "complaints.Article", models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("rule explained")
    )
    handed_to = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=_("passed on to"),
    )
    notified_at = models.DateTimeField(_("colleague told"), null=True, blank=True)
    rings = models.PositiveSmallIntegerField(_("rings before it was answered"), null=True, blank=True)
    praised = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="praise",
        verbose_name=_("colleague praised"),
    )
    promised_by = models.DateTimeField(_("answer promised by"), null=True, blank=True)
    closed_at = models.DateTimeField(_("closed"), null=True, blank=True)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("received by")
    )

    #: Taken, and nobody wrote down how it ended (A2).
    LEFT = Q(outcome=ContactOutcome.OPEN)

    objects = ContactQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="contact_number_once_per_park"),
            models.CheckConstraint(
                condition=~Q(outcome=ContactOutcome.EXPLAINED) | Q(article__isnull=False),
                name="contact_explained_names_article",
                violation_error_message=_("Choose the article that you explained."),
            ),
            models.CheckConstraint(
                condition=~Q(outcome=ContactOutcome.PASSED_ON) | Q(handed_to__isnull=False),
                name="contact_passed_on_names_receiver",
                violation_error_message=_("Choose whom you passed it on to."),
            ),
            models.CheckConstraint(
                condition=Q(answer="", answered_by__isnull=True)
                | (~Q(answer="") & Q(answered_by__isnull=False, closed_at__isnull=False)),
                name="contact_answer_has_person",
            ),
        ]
        indexes = [
            models.Index(fields=["park", "-at", "-id"], name="contact_by_time"),
            models.Index(fields=["received_by", "at"], name="contact_by_receiver"),
            models.Index(fields=["answered_by", "closed_at"], name="contact_by_answer"),
            models.Index(fields=["phone"], name="contact_by_phone"),
            models.Index(fields=["park", "promised_by"], condition=Q(closed_at__isnull=True), name="contact_open"),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page of this line of the register."""
        return reverse("complaints:contact", args=[self.pk])

    @property
    def salutation(self) -> str:
        """The visitor as lists and pages name them: 王女士, or the family name alone where no title is known (P1)."""
        titles = {Title.MR: "先生", Title.MS: "女士"}
        return surname(self.visitor) + (titles[Title(self.title)] if self.title else "**")

    @property
    def is_left(self) -> bool:
        """Whether nobody wrote down how it ended (A2)."""
        return self.outcome == ContactOutcome.OPEN

    @property
    def tone(self) -> str:
        """The tone on a page: closed, waiting, or with a promise that was not kept."""
        if self.closed_at is not None:
            return "done"
        return "miss" if self.promised_by is not None and self.promised_by < clock.now() else "due"

    @property
    def masked_phone(self) -> str:
        """The phone as lists and pages show it (privacy rule P1)."""
        return mask_phone(self.phone)


appendonly.protect(
    "complaints_contact",
    mutable=[
        *("answer", "answer_courtesy", "answer_courtesy_reason", "answered_by_id", "outcome", "article_id"),
        *("handed_to_id", "notified_at", "promised_by", "closed_at"),
    ],
)
