"""Answers that are given again and again: written once, found while somebody asks (D11, O9)."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.kit.text import fold


class ReadyAnswerQuerySet(models.QuerySet["ReadyAnswer"]):
    """Which ready answers."""

    def visible_to(self, user: User) -> "ReadyAnswerQuerySet":
        """Those of the parks where this person takes visits and calls."""
        return self.filter(park_id__in=scope(user, "contacts.record").parks)

    def matching(self, text: str) -> "ReadyAnswerQuerySet":
        """Those that hold every word of a text in question or answer, the most used first."""
        rows = self.filter(is_active=True)
        for word in fold(text).split()[:5]:
            rows = rows.filter(Q(question__icontains=word) | Q(answer__icontains=word))
        return rows.order_by("-used", "question")


class ReadyAnswer(models.Model):
    """One question with the answer that every colleague may give."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    question = models.CharField(_("question"), max_length=120)
    answer = models.TextField(_("answer"))
    used = models.PositiveIntegerField(_("times given"), default=0)
    is_active = models.BooleanField(_("offered"), default=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )
    changed_at = models.DateTimeField(_("changed"))

    objects = ReadyAnswerQuerySet.as_manager()

    class Meta:
        ordering = ["-used", "question"]
        constraints = [
            models.UniqueConstraint(
                fields=["park", "question"],
                name="ready_answer_once_per_question",
                violation_error_message=_("This question has an answer already. Change that one."),
            )
        ]

    def __str__(self) -> str:
        return self.question
