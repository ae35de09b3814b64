"""What is written when a price is proposed or decided."""

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _

from fees.billing.charges import Tier, check_tiers
from fees.tariffs.models import Basis, FeeItem, PartMonth, PricingForm, Tariff
from parkservice.accounts.models import User
from parkservice.estate.lookup import find_units, matching_customers
from parkservice.estate.models import Customer, Unit
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import AmountField
from parkservice.kit.text import LineField, TextField
from parkservice.parks.models import Park, SpaceKind
from parkservice.ui.forms import Form, FormIdMixin, PickField

#: How many steps a price may have: limits of the first ones, the last has none.
STEPS = 4
HIGHEST = Decimal("9999999")
#: The national line for complaints about prices; the number it had before is out of use (domain 7, L2).
HOTLINE = "12315"


def price_field(label: Any, **kwargs: Any) -> AmountField:
    """A price with four places."""
    return AmountField(label=label, places=4, min_value=Decimal(0), max_value=HIGHEST, required=False, **kwargs)


class TariffForm(FormIdMixin, Form):
    """A price of an item: for whom, how much, from when, and what the price board says about it."""

    item = forms.ModelChoiceField(label=_("Fee item"), queryset=FeeItem.objects.none(), empty_label=None)
    unit_kind = forms.ChoiceField(
        label=_("For which space"), choices=[("", _("For every kind")), *SpaceKind.choices], required=False
    )
    price = price_field(_("Price in yuan"), help_text=_("For each unit and month, or for each unit read."))
    policy = forms.ChoiceField(label=_("Part of a month"), choices=PartMonth, initial=PartMonth.DAILY)
    valid_from = forms.DateField(label=_("Valid from"))
    valid_to = forms.DateField(label=_("Last day, when it is known"), required=False)
    payers = LineField(label=_("Who pays"), max_length=100)
    service = LineField(label=_("What is done for it"), max_length=300)
    standard = LineField(label=_("Standard of the service"), max_length=200, required=False)
    pricing_form = forms.ChoiceField(label=_("Form of the price"), choices=PricingForm)
    basis_document = LineField(
        label=_("Basis"), max_length=200, help_text=_("The document that the price comes from, with its number.")
    )
    hotline = LineField(label=_("Price hotline"), max_length=30, initial=HOTLINE)
    reason = TextField(label=_("Why is it changed?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, park: Park, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.park, self.user = park, user
        fields: dict[str, Any] = self.fields
        fields["item"].queryset = FeeItem.objects.filter(park=park, is_active=True).exclude(basis=Basis.MANUAL)
        fields["customer"] = PickField(
            label=_("Only for this customer, by contract"),
            required=False,
            find=self._customers,
            url=reverse_lazy("estate:customer_options"),
        )
        fields["unit"] = PickField(
            label=_("Only in this unit"),
            required=False,
            find=lambda text: find_units(park, text),
            url=reverse_lazy("estate:unit_options"),
        )
        for place in range(1, STEPS + 1):
            if place < STEPS:
                fields[f"upto{place}"] = price_field(_("Step %(n)d up to") % {"n": place})
            fields[f"price{place}"] = price_field(_("Step %(n)d price") % {"n": place})

    def _customers(self, text: str) -> list[Customer]:
        return list(matching_customers(self.park, text).visible_to(self.user)[:10])

    def steps(self) -> list[tuple[Any, Any]]:
        """The inputs of the steps, limit and price side by side; the last has no limit."""
        names = [(f"upto{place}", f"price{place}") for place in range(1, STEPS + 1)]
        return [(self[upto] if upto in self.fields else None, self[price]) for upto, price in names]

    def clean(self) -> dict[str, Any]:
        """One price or steps; a unit needs its customer, a contract names no kind of space."""
        said = super().clean() or self.cleaned_data
        said["tiers"] = self._tiers()
        if "price" not in self.errors and (said.get("price") is None) != bool(said["tiers"]):
            self.add_error("price", _("Give one price, or steps; not both."))
        if said.get("unit") and not said.get("customer") and "customer" not in self.errors:
            self.add_error("customer", _("A price for one unit is a contract. Choose its customer too."))
        if said.get("customer") and said.get("unit_kind"):
            self.add_error("unit_kind", _("A price by contract names its customer, and no kind of space."))
        first, last = said.get("valid_from"), said.get("valid_to")
        if first and last and last < first:
            self.add_error("valid_to", _("The last day lies before the first day."))
        return said

    def _tiers(self) -> tuple[Tier, ...]:
        """The steps that have a price; the last of them is open."""
        said = self.cleaned_data
        rows = [(said.get(f"upto{place}"), said.get(f"price{place}")) for place in range(1, STEPS + 1)]
        tiers = tuple(Tier(upto, price) for upto, price in rows if price is not None)
        if tiers:
            try:
                check_tiers(tiers)
            except RuleViolation as refusal:
                self.add_error("price1", str(refusal))
        return tiers

    def offer(self) -> dict[str, Any]:
        """What the service takes."""
        steps = {f"{name}{place}" for name in ("upto", "price") for place in range(1, STEPS + 1)}
        return {name: value for name, value in self.cleaned_data.items() if name not in {*steps, "form_id"}}


def initial_of(tariff: Tariff) -> dict[str, Any]:
    """A price as the beginning of the one that takes over from it."""
    names = ("item", "unit_kind", "price", "policy", "payers", "service", "standard", "pricing_form")
    held = {name: getattr(tariff, name) for name in (*names, "basis_document", "hotline")}
    for place, tier in enumerate(tariff.steps, start=1):
        held |= {f"upto{place}": tier.upto, f"price{place}": tier.price}
    return {**held, "customer": tariff.customer, "unit": _code(tariff.unit)}


def _code(unit: Unit | None) -> str:
    return unit.code if unit else ""


class NoteForm(Form):
    """What is wrong about a price."""

    note = TextField(label=_("What is wrong about it?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))
