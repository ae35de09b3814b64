"""What is written about bills: a run, a reversal, a line, a supplier's file, a single bill."""

from collections.abc import Iterator
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fees.billing import runs
from fees.billing.charges import Span
from fees.billing.due import DueField
from fees.billing.parts import MOST
from fees.billing.periods import after, before, period_of, period_text
from fees.ledger.reference import LATE_FEE
from fees.tariffs.models import Basis, FeeItem, Period
from parkservice.accounts.models import User
from parkservice.estate.imports.forms import TableForm
from parkservice.estate.lookup import find_units, matching_customers
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.kit.money import AmountField
from parkservice.kit.text import LineField, TextField
from parkservice.parks.models import Building, Park
from parkservice.ui.forms import Form, FormIdMixin, PickField

#: Periods that are offered before and after the one of today.
BACK, AHEAD = 4, 1
KINDS = (Period.QUARTER, Period.MONTH, Period.YEAR)


def periods(kind: str) -> Iterator[Span]:
    """The periods of a kind around today, the newest first."""
    found = [period_of(kind, clock.today())]
    for _step in range(BACK):
        found.insert(0, before(kind, found[0]))
    for _step in range(AHEAD):
        found.append(after(kind, found[-1]))
    yield from reversed(found)


def period_choices(kinds: tuple[str, ...] = KINDS) -> list[tuple[str, list[tuple[str, str]]]]:
    """The periods to choose from, by kind."""
    return [
        (
            str(Period(kind).label),
            [(f"{kind}:{span.first:%Y-%m-%d}", period_text(kind, span.first, span.last)) for span in periods(kind)],
        )
        for kind in kinds
    ]


class PeriodField(forms.ChoiceField):
    """A period by its kind and first day; the cleaned value is (kind, first day)."""

    def clean(self, value: Any) -> tuple[str, date]:
        """Take the choice apart."""
        kind, _colon, first = super().clean(value).partition(":")
        return kind, date.fromisoformat(first)


class WithPeriod(Form):
    """A form that names an item and a period of the kind in which it is billed."""

    def clean(self) -> dict[str, Any]:
        """Adds an error beside the period where its kind is another one."""
        said = super().clean() or self.cleaned_data
        item, period = said.get("item"), said.get("period")
        if item and period and item.period != period[0]:
            words = {"item": item.name, "how": item.get_period_display()}
            self.add_error("period", _("%(item)s is billed differently: %(how)s.") % words)
        return said


class RunForm(FormIdMixin, WithPeriod):
    """What a run bills: item, period, buildings, due day."""

    item = forms.ModelChoiceField(label=gettext_lazy("Fee item"), queryset=FeeItem.objects.none(), empty_label=None)
    period = PeriodField(label=gettext_lazy("Period"))
    buildings = forms.ModelMultipleChoiceField(
        label=gettext_lazy("Buildings"), queryset=Building.objects.none(), widget=forms.CheckboxSelectMultiple
    )
    due = DueField(label=gettext_lazy("Due day"))

    def __init__(self, *args: Any, park: Park, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        billed = FeeItem.objects.filter(park=park, is_active=True).exclude(period=Period.ONCE)
        fields["item"].queryset = billed.exclude(basis=Basis.MANUAL)
        fields["period"].choices = period_choices()
        mine = [building.pk for building in runs.billable(user, park)]
        fields["buildings"].queryset = Building.objects.filter(pk__in=mine)
        fields["buildings"].initial = mine
        fields["due"].initial = runs.usual_due(park)


class ReversalForm(FormIdMixin, Form):
    """Why a bill is wrong."""

    reason = TextField(
        label=gettext_lazy("What is wrong about it?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2})
    )


class RefusalForm(Form):
    """Why a bill stays."""

    note = TextField(label=gettext_lazy("Why does it stay?"), max_length=2000, widget=forms.Textarea(attrs={"rows": 2}))


class WithPlace(Form):
    """A form that names a unit and a customer of the park."""

    def __init__(self, *args: Any, park: Park, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.park, self.user = park, user
        fields: dict[str, Any] = self.fields
        fields["unit"] = PickField(
            label=_("Unit"), find=lambda text: find_units(park, text), url=reverse_lazy("estate:unit_options")
        )
        fields["customer"] = PickField(
            label=_("Customer"),
            required=False,
            help_text=_("Empty for the main occupant of the unit."),
            find=self._customers,
            url=reverse_lazy("estate:customer_options"),
        )

    def _customers(self, text: str) -> list[Customer]:
        return list(matching_customers(self.park, text).visible_to(self.user)[:10])

    def clean(self) -> dict[str, Any]:
        """Without a customer the main occupant of today is meant. Adds an error where there is none."""
        said = super().clean() or self.cleaned_data
        unit = said.get("unit")
        if unit and not said.get("customer") and "customer" not in self.errors:
            living = unit.occupancies.current().filter(main=True).select_related("customer").first()
            if living is None:
                self.add_error("customer", _("Nobody lives in this unit. Choose the customer."))
            else:
                said["customer"] = living.customer
        return said


class LineForm(FormIdMixin, WithPlace):
    """A line of service that begins."""

    item = forms.ModelChoiceField(label=gettext_lazy("Fee item"), queryset=FeeItem.objects.none(), empty_label=None)
    label = LineField(label=gettext_lazy("Number or name"), max_length=40)
    quantity = AmountField(label=gettext_lazy("How many"), places=4, min_value=Decimal("0.0001"), initial="1")
    starts = forms.DateField(label=gettext_lazy("Counts from"))

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, park=park, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["item"].queryset = lined(park)
        fields["starts"].initial = clock.today()


def lined(park: Park) -> Any:
    """The items that are charged by lines of service."""
    rows = FeeItem.objects.filter(park=park, is_active=True, basis__in=[Basis.FIXED, Basis.PER_TERMINAL])
    return rows.exclude(period=Period.ONCE)


class EndForm(Form):
    """The last day of a line."""

    ends = forms.DateField(label=gettext_lazy("Last day"))


class ShownForm(WithPeriod):
    """Of which item and period the amounts of a supplier are shown."""

    item = forms.ModelChoiceField(label=gettext_lazy("Fee item"), queryset=FeeItem.objects.none(), empty_label=None)
    period = PeriodField(label=gettext_lazy("Period"))

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["item"].queryset = lined(park)
        fields["period"].choices = period_choices((Period.MONTH, Period.QUARTER, Period.YEAR))


class AmountsForm(ShownForm, TableForm):
    """A supplier's file: number of the line in the first column, amount in the second."""

    field_order = ("item", "period", "file")


class SingleForm(FormIdMixin, WithPlace):
    """One thing that is billed once."""

    item = forms.ModelChoiceField(label=gettext_lazy("Fee item"), queryset=FeeItem.objects.none(), empty_label=None)
    quantity = AmountField(label=gettext_lazy("How many"), places=4, min_value=Decimal("0.0001"), initial="1")
    amount = AmountField(
        label=gettext_lazy("Amount in yuan"),
        min_value=Decimal("0.01"),
        max_value=MOST,
        required=False,
        help_text=gettext_lazy("Only for a charge without a price of its own."),
    )
    what = LineField(label=pgettext_lazy("bill", "What for"), max_length=200, required=False)
    due = DueField(label=gettext_lazy("Due day"))

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, park=park, **kwargs)
        fields: dict[str, Any] = self.fields
        once = FeeItem.objects.filter(park=park, is_active=True, period=Period.ONCE)
        fields["item"].queryset = once.exclude(code=LATE_FEE)
        fields["due"].initial = runs.usual_due(park)

    def clean(self) -> dict[str, Any]:
        """A charge without a price says how much and what for."""
        said = super().clean()
        item = said.get("item")
        if item and item.basis == Basis.MANUAL:
            for name in ("amount", "what"):
                if not said.get(name) and name not in self.errors:
                    self.add_error(name, _("This is still empty. Please fill it in."))
        elif said.get("amount") is not None:
            self.add_error("amount", _("This item has a price. Leave the amount empty."))
        return said


class StopForm(Form):
    """A customer asks to stop heating a unit."""

    season = PeriodField(label=gettext_lazy("Season"))
    reason = LineField(label=gettext_lazy("Reason"), max_length=200)

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["season"].choices = period_choices((Period.YEAR,))
        fields["unit"] = PickField(
            label=_("Unit"), find=lambda text: find_units(park, text), url=reverse_lazy("estate:unit_options")
        )


def files_error(form: forms.Form, error: ValidationError) -> None:
    """Show what is wrong with a file beside its field, each row by itself."""
    for message in error.messages:
        form.add_error("file", message)
