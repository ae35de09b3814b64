"""What is charged for, and at which price (O2, O4, O5; domain 2.4).

A price is proposed by one person and released by another. It is never edited: a later one supersedes it from its first
day on, and the database refuses two that count for the same key on one day.
"""

from decimal import Decimal
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy
from django_fsm import FSMField, transition

from fees.billing.charges import Policy, Tier
from fees.tariffs import rules
from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.estate.models import Customer, Unit
from parkservice.kit import appendonly, clock
from parkservice.kit.money import QtyField
from parkservice.parks.models import Park, SpaceKind, speaks_english


class Period(models.TextChoices):
    """How often an item is billed (O2, O4, O5)."""

    MONTH = "month", _("Monthly")
    QUARTER = "quarter", _("Quarterly")
    YEAR = "year", _("Yearly")
    ONCE = "once", _("Once")


class Basis(models.TextChoices):
    """What an amount is computed from (domain 2.4)."""

    AREA = "area", _("Floor area")
    METER = "meter", _("Meter")
    TIER = "tier", _("Meter, in steps")
    FIXED = "fixed", _("Fixed amount")
    PER_TERMINAL = "per_terminal", _("Per terminal")
    MANUAL = "manual", _("Typed or imported")


class Account(models.TextChoices):
    """Whether what is collected is ours or owed to a supplier (domain 2.4)."""

    INCOME = "income", _("Income")
    LIABILITY = "liability", _("Collected for a supplier")


class FeeItem(models.Model):
    """One thing that a park charges for; reference data with a stable code (domain 2.4)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    code = models.CharField(_("code"), max_length=24)
    name_zh = models.CharField(_("name in Chinese"), max_length=40)
    name_en = models.CharField(_("name in English"), max_length=60)
    period = models.CharField(_("billed"), max_length=8, choices=Period)
    basis = models.CharField(_("computed from"), max_length=12, choices=Basis)
    third_party = models.BooleanField(_("collected for a supplier"), default=False)
    account = models.CharField(_("income or liability"), max_length=10, choices=Account, default=Account.INCOME)
    tax_rate = QtyField(_("tax rate in percent"), null=True, blank=True)  # type: ignore[misc]
    order = models.PositiveSmallIntegerField(_("place in lists"), default=100)
    is_active = models.BooleanField(_("in use"), default=True)

    class Meta:
        ordering = ["park", "order", "code"]
        verbose_name = _("fee item")
        verbose_name_plural = _("fee items")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "code"],
                name="fee_item_code_once_per_park",
                violation_error_message=_("This park already has a fee item with this code."),
            ),
            models.CheckConstraint(
                condition=Q(third_party=False) | Q(account=Account.LIABILITY),
                name="fee_item_of_supplier_is_owed",
                violation_error_message=_("What is collected for a supplier is owed to them, it is no income."),
            ),
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """The name in the language of the moment."""
        return self.name_en if speaks_english() else self.name_zh


may_release: Any = rules.may_release
may_return: Any = rules.may_return
may_withdraw: Any = rules.may_withdraw


class PricingForm(models.TextChoices):
    """Who sets a price, as the price board has to say (domain 2.4, L2)."""

    MARKET = "market", _("Market price")
    GUIDED = "guided", _("Government-guided price")
    FIXED = "fixed", _("Government-set price")
    AGREED = "agreed", _("Agreed by contract")


class PartMonth(models.TextChoices):
    """How a month is charged that an occupancy does not fill (domain 3.1)."""

    DAILY = Policy.DAILY.value, _("By day")
    HALF_MONTH = Policy.HALF_MONTH.value, _("By half months")


class TariffState(models.TextChoices):
    """How far a price is."""

    PROPOSED = "proposed", _("waits for its release")
    RELEASED = "released", pgettext_lazy("price", "released")
    RETURNED = "returned", pgettext_lazy("price", "returned")
    WITHDRAWN = "withdrawn", pgettext_lazy("price", "withdrawn")


TARIFF_TONES = {TariffState.PROPOSED: "rise", TariffState.RELEASED: "done"}


class TariffQuerySet(models.QuerySet["Tariff"]):
    """Which prices."""

    def visible_to(self, user: User) -> "TariffQuerySet":
        """Prices of the parks in which this person reads them."""
        return self.filter(park_id__in=scope(user, "tariffs.view").parks)

    def counting(self) -> "TariffQuerySet":
        """Released ones, also those that are over or still to come."""
        return self.filter(counts=True)

    def public(self) -> "TariffQuerySet":
        """Released ones for everybody; what a contract says is nobody else's business."""
        return self.counting().filter(customer__isnull=True)


class Tariff(models.Model):
    """One price of an item from a day on: for all, for a kind of space, or for a customer by contract (domain 2.4).

    `scope_key` names for whom it is, so that the database can tell two prices of the same key apart; `counts` is true
    while it is released. `valid_to` moves when a later price takes over, `planned_to` stays. `tiers` are
    [limit or null, price] in rising order; either they or `price` are given.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    item = models.ForeignKey(FeeItem, models.PROTECT, related_name="tariffs", verbose_name=_("fee item"))
    unit_kind = models.CharField(_("use of space"), max_length=10, choices=SpaceKind, blank=True)
    customer = models.ForeignKey(Customer, models.PROTECT, null=True, blank=True, related_name="+")
    unit = models.ForeignKey(Unit, models.PROTECT, null=True, blank=True, related_name="+")
    scope_key = models.CharField(max_length=48, blank=True, editable=False)
    price = QtyField(_("price in yuan"), null=True, blank=True)  # type: ignore[misc]
    tiers = models.JSONField(_("steps"), null=True, blank=True)
    policy = models.CharField(_("part of a month"), max_length=12, choices=PartMonth, default=PartMonth.DAILY)
    valid_from = models.DateField(_("valid from"))
    valid_to = models.DateField(_("valid to"), null=True, blank=True)
    planned_to = models.DateField(null=True, blank=True, editable=False)
    payers = models.CharField(_("who pays"), max_length=100)
    service = models.CharField(_("what is done for it"), max_length=300)
    standard = models.CharField(_("standard of the service"), max_length=200, blank=True)
    pricing_form = models.CharField(_("form of the price"), max_length=8, choices=PricingForm)
    basis_document = models.CharField(_("basis"), max_length=200)
    hotline = models.CharField(_("price hotline"), max_length=30)
    reason = models.TextField(_("reason"))
    state = FSMField(_("state"), max_length=10, choices=TariffState, default=TariffState.PROPOSED, protected=True)
    counts = models.BooleanField(default=False, editable=False)
    proposed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("proposed by")
    )
    proposed_at = models.DateTimeField(_("proposed"))
    decided_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("decided by")
    )
    decided_at = models.DateTimeField(_("decided"), null=True, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = TariffQuerySet.as_manager()

    class Meta:
        ordering = ["item", "scope_key", "-valid_from", "-id"]
        verbose_name = _("price")
        verbose_name_plural = _("prices")
        constraints = [
            models.UniqueConstraint(
                fields=["item", "scope_key"],
                condition=Q(state=TariffState.PROPOSED),
                name="tariff_one_proposal_per_key",
                violation_error_message=_("A proposal waits already. It has to be released or returned first."),
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=False, tiers__isnull=True) | Q(price__isnull=True, tiers__isnull=False),
                name="tariff_price_or_steps",
                violation_error_message=_("Give one price, or steps; not both."),
            ),
            models.CheckConstraint(
                condition=Q(price__isnull=True) | Q(price__gte=Decimal(0)), name="tariff_price_not_below_zero"
            ),
            models.CheckConstraint(
                condition=Q(valid_to__isnull=True) | Q(valid_to__gte=F("valid_from")),
                name="tariff_ends_after_start",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=Q(customer__isnull=True, unit__isnull=True) | Q(customer__isnull=False, unit_kind=""),
                name="tariff_of_contract_names_customer",
                violation_error_message=_("A price by contract names its customer, and no kind of space."),
            ),
            models.CheckConstraint(
                condition=Q(counts=True, state=TariffState.RELEASED)
                | (Q(counts=False) & ~Q(state=TariffState.RELEASED)),
                name="tariff_counts_while_released",
            ),
            models.CheckConstraint(
                condition=Q(state=TariffState.PROPOSED, decided_by__isnull=True, decided_at__isnull=True)
                | (~Q(state=TariffState.PROPOSED) & Q(decided_by__isnull=False, decided_at__isnull=False)),
                name="tariff_decision_whole",
            ),
            models.CheckConstraint(
                condition=~Q(state=TariffState.RELEASED) | ~Q(decided_by=F("proposed_by")),
                name="tariff_released_by_another",
                violation_error_message=_("Nobody releases their own proposal."),
            ),
        ]
        indexes = [
            models.Index(fields=["park", "-proposed_at", "-id"], name="tariff_by_time"),
            models.Index(fields=["item", "valid_from"], condition=Q(counts=True), name="tariff_counting"),
        ]

    def __str__(self) -> str:
        return f"{self.item} · {self.whose}"

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:tariff", args=[self.pk])

    @property
    def tone(self) -> str:
        """The tone of the state on a page."""
        return "" if self.is_over else TARIFF_TONES.get(TariffState(self.state), "")

    @property
    def is_over(self) -> bool:
        """Whether its last day has passed."""
        return self.valid_to is not None and self.valid_to < clock.today()

    @property
    def whose(self) -> str:
        """For whom it is, in words."""
        if self.customer is not None:
            return f"{self.customer.display_name} · {self.unit}" if self.unit else self.customer.display_name
        return str(self.get_unit_kind_display() or _("everybody"))

    @property
    def steps(self) -> tuple[Tier, ...]:
        """The steps of the price; empty for one price."""
        rows = self.tiers or []
        return tuple(Tier(Decimal(limit) if limit else None, Decimal(price)) for limit, price in rows)

    # Transitions: who may stands in tariffs.rules.

    @transition(state, source=TariffState.PROPOSED, target=TariffState.RELEASED, permission=may_release)
    def release(self) -> None:
        """The second person releases it."""
        self.counts = True

    @transition(state, source=TariffState.PROPOSED, target=TariffState.RETURNED, permission=may_return)
    def send_back(self) -> None:
        """The second person returns it, or the proposer takes it back."""

    @transition(
        state,
        source=TariffState.RELEASED,
        target=TariffState.WITHDRAWN,
        permission=may_withdraw,
        conditions=[rules.lies_ahead],
    )
    def withdraw(self) -> None:
        """Another person than the one who released it takes it back before its first day."""
        self.counts = False


appendonly.protect("fees_tariff", mutable=["state", "counts", "valid_to", "decided_by_id", "decided_at", "note"])
appendonly.no_overlap("fees_tariff", ["item_id", "scope_key"], starts="valid_from", ends="valid_to", condition="counts")
