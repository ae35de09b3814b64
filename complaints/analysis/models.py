"""The analysis of one month: what the manager makes of the figures, and when it was printed (A6)."""

from django.conf import settings
from django.db import models
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.kit import appendonly


class AnalysisQuerySet(models.QuerySet["MonthAnalysis"]):
    """Which analyses."""

    def visible_to(self, user: User) -> "AnalysisQuerySet":
        """Analyses of the parks whose figures this person may read."""
        return self.filter(park_id__in=scope(user, "complaints.analysis").parks)


class MonthAnalysis(models.Model):
    """What was concluded from one month of complaints; the figures are computed from the records each time (A6)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    month = models.DateField(_("month"))
    causes = models.TextField(_("causes that stand out"), blank=True)
    measures = models.TextField(_("what we do about them"), blank=True)
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    printed_at = models.DateTimeField(_("printed"), null=True, blank=True)

    objects = AnalysisQuerySet.as_manager()

    class Meta:
        ordering = ["-month"]
        constraints = [
            models.UniqueConstraint(fields=["park", "month"], name="analysis_once_per_month"),
        ]

    def __str__(self) -> str:
        return f"{self.month:%Y-%m}"


appendonly.protect("complaints_monthanalysis", mutable=["causes", "measures", "by_id", "printed_at"])
