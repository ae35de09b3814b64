"""Which document each line of the bank is, as a person confirmed it (O6).

A link that was undone, or whose receipt was taken back, keeps its row and tells by whom, when and why (domain 2.4).
"""

from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy

from fees.bank.documents import KINDS, Kind
from fees.bank.models import BankLine
from fees.deposits.models import Deposit, Refund
from fees.ledger.models import Receipt
from fees.paybacks.models import Payback
from parkservice.kit import appendonly


class MatchQuerySet(models.QuerySet["BankMatch"]):
    """Which links."""

    def live(self) -> "MatchQuerySet":
        """Links that count."""
        return self.filter(undone_at__isnull=True)

    def with_documents(self) -> "MatchQuerySet":
        """Each with its document and whose that is, in the same statement."""
        return self.select_related(*(f"{kind.name}__{kind.customer}" for kind in KINDS.values()))


def _one_document() -> Q:
    """Exactly one of the columns names a document."""
    names = {f"{name}__isnull": True for name in KINDS}
    return Q(*(Q(**{**names, f"{name}__isnull": False}) for name in KINDS), _connector=Q.OR)


def _document(model: type[models.Model], label: Any) -> Any:
    return models.ForeignKey(model, models.PROTECT, null=True, related_name="bank_matches", verbose_name=label)


class BankMatch(models.Model):
    """A line and the one document that it is; `taken` tells that a receipt was written for the line."""

    line = models.ForeignKey(BankLine, models.PROTECT, related_name="matches", verbose_name=gettext_lazy("line"))
    receipt = _document(Receipt, gettext_lazy("receipt"))
    deposit = _document(Deposit, gettext_lazy("deposit"))
    refund = _document(Refund, gettext_lazy("refund"))
    payback = _document(Payback, gettext_lazy("prepayment paid back"))
    taken = models.BooleanField(gettext_lazy("receipt written for the line"), default=False)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("confirmed by")
    )
    at = models.DateTimeField(gettext_lazy("confirmed"))
    undone_by = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="+",
        verbose_name=gettext_lazy("undone by"),
    )
    undone_at = models.DateTimeField(gettext_lazy("undone"), null=True, blank=True)
    undone_reason = models.CharField(gettext_lazy("why it was undone"), max_length=500, blank=True)

    objects = MatchQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = gettext_lazy("match")
        verbose_name_plural = gettext_lazy("matches")
        constraints = [
            *(
                models.UniqueConstraint(
                    fields=[name], condition=Q(undone_at__isnull=True), name=f"bank_match_one_of_a_{name}"
                )
                for name in ("line", *KINDS)
            ),
            models.CheckConstraint(condition=_one_document(), name="bank_match_one_document"),
            models.CheckConstraint(
                condition=Q(taken=False) | Q(receipt__isnull=False), name="bank_match_taken_receipt"
            ),
            models.CheckConstraint(
                condition=Q(undone_at__isnull=True, undone_by__isnull=True, undone_reason="")
                | Q(undone_at__isnull=False, undone_by__isnull=False) & ~Q(undone_reason=""),
                name="bank_match_undone_whole",
            ),
        ]

    def __str__(self) -> str:
        return f"{self.line_id} = {self.document}"

    @property
    def kind(self) -> Kind:
        """What kind of document it is."""
        return next(kind for name, kind in KINDS.items() if getattr(self, f"{name}_id") is not None)

    @property
    def document(self) -> Any:
        """The document."""
        return getattr(self, self.kind.name)

    @property
    def whose(self) -> str:
        """The customer who paid; for a deposit of somebody else, and for what went out, who paid or was paid."""
        kind, document = self.kind, self.document
        customer = kind.customer_of(document) if kind.comes_in else None
        return customer.display_name if customer is not None else kind.party_of(document)


appendonly.protect("fees_bankmatch", mutable=["undone_by_id", "undone_at", "undone_reason"])
