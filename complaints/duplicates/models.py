"""The same matter told by somebody else: a visit or call that counts as a mention of a complaint (domain 2.1)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parkservice.kit import appendonly


class Mention(models.Model):
    """One more person who told the same matter; never edited. Their words stand in an internal note (C9, C12)."""

    complaint = models.ForeignKey(
        "complaints.Complaint", models.PROTECT, related_name="mentioned", verbose_name=_("complaint")
    )
    contact = models.OneToOneField(
        "complaints.Contact", models.PROTECT, related_name="mention", verbose_name=_("visit or call")
    )
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("received by"))

    class Meta:
        ordering = ["at", "id"]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.at:%Y-%m-%d %H:%M}"


appendonly.protect("complaints_mention")
