"""What the park office says about a result (A3, A5): acknowledged, or a comment; never edited."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parkservice.kit import appendonly


class OfficeWord(models.Model):
    """One answer of the park office to a reported result: read and acknowledged, with or without a comment."""

    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="office_words")
    report = models.ForeignKey("complaints.OfficeReport", models.PROTECT, related_name="+", verbose_name=_("report"))
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("by")
    )
    name = models.CharField(_("name"), max_length=60)
    acknowledged = models.BooleanField(_("acknowledged"), default=False)
    text = models.TextField(_("comment"), blank=True)

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["report"],
                condition=models.Q(acknowledged=True),
                name="office_acknowledges_once",
            ),
            models.CheckConstraint(
                condition=models.Q(acknowledged=True) | ~models.Q(text=""),
                name="office_word_says_something",
                violation_error_message=_("Write a comment, or acknowledge the result."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.name}"


appendonly.protect("complaints_officeword")
