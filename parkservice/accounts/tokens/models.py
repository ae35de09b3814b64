"""A token by which a program acts for a posting; only its hash is kept."""

from typing import TYPE_CHECKING

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _

from parkservice.kit import clock

if TYPE_CHECKING:
    from parkservice.accounts.models import Person


class ApiTokenQuerySet(models.QuerySet["ApiToken"]):
    """Which tokens."""

    def of(self, user: "Person") -> "ApiTokenQuerySet":
        """Those that this person made."""
        return self.filter(posting__user_id=user.pk).select_related("posting__park")

    def living(self) -> "ApiTokenQuerySet":
        """Not withdrawn, and their last day has not passed; whether the posting counts is looked at on each use."""
        return self.filter(withdrawn_at__isnull=True, ends__gte=clock.today())


class ApiToken(models.Model):
    """A secret for one program, shown once when it is made. It ends with its day, its posting, or when withdrawn."""

    posting = models.ForeignKey(
        "accounts.Posting", models.PROTECT, related_name="tokens", verbose_name=_("posting that it acts for")
    )
    name = models.CharField(_("name of the program"), max_length=40)
    hash = models.CharField(max_length=64, unique=True)
    beginning = models.CharField(_("begins with"), max_length=8)
    made_at = models.DateTimeField(_("made"), default=clock.now)
    ends = models.DateField(_("last day"))
    last_used_at = models.DateTimeField(_("last used"), null=True, blank=True)
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)
    minute = models.DateTimeField(null=True, blank=True)
    in_minute = models.PositiveIntegerField(default=0)

    objects = ApiTokenQuerySet.as_manager()

    class Meta:
        ordering = ["-made_at", "-id"]
        verbose_name = _("token")
        verbose_name_plural = _("tokens")
        constraints = [
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(hash=""),
                name="api_token_has_name",
                violation_error_message=_("A token names the program that uses it."),
            ),
            models.CheckConstraint(
                condition=Q(withdrawn_at__isnull=True) | Q(withdrawn_at__gte=F("made_at")),
                name="api_token_withdrawn_after_made",
                violation_error_message=_("A token can't be withdrawn before it is made."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def state(self) -> str:
        """Whether it still opens anything: "on", "withdrawn", or "over"."""
        if self.withdrawn_at:
            return "withdrawn"
        return "on" if self.ends >= clock.today() and self.posting.is_current else "over"
