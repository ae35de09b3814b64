"""What a complaint and a suggestion have in common: a tenant's words, who sent them, and the secret link."""

import secrets
from collections.abc import Callable
from typing import Any

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from complaints.choices import Channel


def new_track_code() -> str:
    """Return a secret of 192 random bits for the link that follows a case (invariant C13)."""
    return secrets.token_urlsafe(24)


def in_words(field: str, choices: type[models.TextChoices]) -> Callable[[Any], str]:
    """Return `get_<field>_display` for a list: Django's own looks through all choices for each row."""

    def display(row: Any) -> str:
        return str(choices(getattr(row, field)).label)

    return display


class Voice(models.Model):
    """Words of a tenant as they were received; never edited afterwards (invariant C9)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    received_at = models.DateTimeField(_("received"))
    channel = models.CharField(_("channel"), max_length=16, choices=Channel)
    received_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("received by")
    )
    contact = models.ForeignKey(
        "complaints.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="%(class)ss",
        verbose_name=_("visit or call"),
    )
    sender_name = models.CharField(_("name"), max_length=60, blank=True)
    sender_title = models.CharField(_("form of address"), max_length=2, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=8, default="zh-hans")
    anonymous = models.BooleanField(_("anonymous"), default=False)
    building = models.ForeignKey("parks.Building", models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey("estate.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    customer = models.ForeignKey("estate.Customer", models.PROTECT, null=True, blank=True, related_name="+")
    sent_by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+")
    sent_for = models.ForeignKey("estate.Customer", models.PROTECT, null=True, blank=True, related_name="+")
    content = models.TextField(_("what happened"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="%(class)ss", verbose_name=_("responsible officer")
    )
    track_code = models.CharField(max_length=48, unique=True, default=new_track_code, editable=False)
    consent_version = models.CharField(max_length=16, blank=True)
    held = models.BooleanField(_("held for a look"), default=False)
    source_address = models.GenericIPAddressField(null=True, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return self.number

    @property
    def salutation(self) -> str:
        """The sender as one speaks to them: 王女士, 林先生, or the whole name where no form of address is known."""
        titles = {"mr": "先生", "ms": "女士"} if self.language != "en" else {"mr": "Mr", "ms": "Ms"}
        word = titles.get(self.sender_title, "")
        if not self.sender_name or not word:
            return self.sender_name
        if self.language == "en":
            return f"{word} {self.sender_name.split()[-1]}"
        return f"{surname(self.sender_name)}{word}"


DOUBLE_SURNAMES = ("欧阳", "司马", "上官", "诸葛", "东方", "皇甫", "尉迟", "公孙", "慕容", "令狐", "司徒", "夏侯")


def surname(name: str) -> str:
    """Return the family name of a Chinese name; a name in Latin letters is returned whole."""
    if not name or name[0].isascii():
        return name
    return name[:2] if name.startswith(DOUBLE_SURNAMES) and len(name) > 2 else name[0]
