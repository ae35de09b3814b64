"""Forms of the vouchers: which days, and the accounts."""

from collections.abc import Mapping
from typing import Any

from django import forms
from django.forms import BoundField
from django.utils.translation import gettext as _
from django.utils.translation import pgettext_lazy

from fees.cashdesk.forms import ActForm
from fees.vouchers.accounts import Account
from fees.vouchers.models import NUMBER
from parkservice.kit.text import LineField
from parkservice.ui.forms import Form

#: A month: what one file holds.
MOST_DAYS = 31


class DaysForm(Form):
    """From which day to which."""

    first = forms.DateField(label=pgettext_lazy("days", "From"))
    last = forms.DateField(label=pgettext_lazy("days", "To"))

    def clean(self) -> dict[str, Any]:
        """The days in their order, and no more than a month of them."""
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and first > last:
            self.add_error("last", _("The last day is not before the first one."))
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("last", _("At most 31 days in one file."))
        return said


class AccountsForm(ActForm):
    """Number and name of every account, in the order of the list."""

    def __init__(self, *args: Any, chart: Mapping[str, Account], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.chart = chart
        for key, account in chart.items():
            said = {"label": str(account.label)}
            self.fields[f"number-{key}"] = LineField(
                label=_("%(label)s: account") % said, max_length=20, validators=[NUMBER], initial=account.number
            )
            self.fields[f"name-{key}"] = LineField(
                label=_("%(label)s: name") % said, max_length=60, initial=account.name
            )

    @property
    def rows(self) -> list[tuple[str, BoundField, BoundField]]:
        """What is booked on each account, and its two fields; their own labels name it where a fault is told."""
        return [(str(row.label), self[f"number-{key}"], self[f"name-{key}"]) for key, row in self.chart.items()]

    @property
    def given(self) -> dict[str, Any]:
        """Number and name by what is booked."""
        said = self.cleaned_data
        return {"chosen": {key: (said[f"number-{key}"], said[f"name-{key}"]) for key in self.chart}}
