"""Forms of the carry-over: the file with its check total."""

from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from fees.opening.models import ListName
from parkservice.estate.imports.forms import TableForm
from parkservice.kit.money import AmountField

ZERO = Decimal("0.00")
MOST_ROWS = 5_000


class BookForm(TableForm):
    """The workbook or single list, and for each list the rows and the sum that the former system prints."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        file: Any = self.fields["file"]
        file.label, file.help_text = (
            _("Filled-in template, Excel or CSV"),
            _("At most 5 MB, and 5,000 rows in each list. A CSV file holds one list."),
        )
        for name in ListName:
            rows = forms.IntegerField(min_value=0, max_value=MOST_ROWS, required=False, label=_("Rows"))
            self.fields[f"{name}_rows"] = rows
            self.fields[f"{name}_sum"] = AmountField(required=False, label=_("Sum in yuan"))

    def lists(self) -> list[dict[str, Any]]:
        """The pairs of fields, list by list."""
        return [{"label": name.label, "rows": self[f"{name}_rows"], "sum": self[f"{name}_sum"]} for name in ListName]

    def clean(self) -> dict[str, Any]:
        """A check total is needed; rows without a sum, or a sum without rows, are none."""
        said = super().clean() or self.cleaned_data
        found = {name: (said.get(f"{name}_rows") or 0, said.get(f"{name}_sum") or ZERO) for name in ListName}
        for name, (rows, amount) in found.items():
            if bool(rows) != bool(amount) and not {f"{name}_rows", f"{name}_sum"} & set(self.errors):
                missing = f"{name}_sum" if rows else f"{name}_rows"
                self.add_error(missing, ValidationError(_("Rows and sum belong together.")))
        if not self.errors and not any(rows for rows, _amount in found.values()):
            self.add_error("opening_rows", ValidationError(_("Write the check total that the former system prints.")))
        return {**said, "expected": {str(name): pair for name, pair in found.items()}}
