"""Forms of the bank: account, file, columns, and what a line is."""

from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse_lazy
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.bank.models import AsideKind, BankAccount
from fees.bank.services import choice_of
from fees.bank.sheets import COLUMNS, refuse_columns
from fees.till.queries import find_payers
from parkservice.estate.imports.forms import TableForm
from parkservice.estate.models import Customer
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import LineField
from parkservice.parks.models import Park
from parkservice.tasks.forms import ActForm
from parkservice.ui.forms import Form, FormIdMixin, PickField


class RenameForm(Form):
    """The name of an account."""

    name = LineField(label=gettext_lazy("Name of the account"), max_length=40)


class AccountForm(RenameForm):
    """An account of the park."""

    last4 = forms.RegexField(
        r"^[0-9]{4}$",
        label=gettext_lazy("Last four digits"),
        error_messages={"invalid": gettext_lazy("Enter the last four digits, such as 6688.")},
        widget=forms.TextInput(attrs={"inputmode": "numeric", "maxlength": "4", "autocomplete": "off"}),
    )


class StatementForm(TableForm):
    """A file of the bank, and whose account it is."""

    account = forms.ModelChoiceField(
        label=gettext_lazy("Bank account"), queryset=BankAccount.objects.none(), empty_label=None
    )
    field_order = ("account", "file")

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["account"].queryset = BankAccount.objects.open().filter(park=park).select_related("park")
        fields["file"].help_text = _("As the bank gives it, at most 5 MB and 5,000 rows.")
        fields["file"].error_messages["required"] = _("No file is chosen yet. Choose the statement of the bank.")


class ColumnsForm(Form):
    """Which column of the file means what."""

    def __init__(self, *args: Any, headings: Sequence[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.headings = list(headings)
        offered = [(heading, heading) for heading in dict.fromkeys(headings) if heading]
        none = [("", _("not in the file"))]
        for column in COLUMNS:
            self.fields[column.key] = forms.ChoiceField(
                label=column.label,
                choices=none + offered,
                required=column.required,
                error_messages={"required": _("Choose the column with the day.")},
            )

    def chosen(self) -> dict[str, str]:
        """The columns that are in the file."""
        return {column.key: said for column in COLUMNS if (said := self.cleaned_data.get(column.key))}

    def clean(self) -> dict[str, Any]:
        """Rows can be read with it."""
        said = super().clean() or self.cleaned_data
        if not self.errors:
            for key, words in refuse_columns(self.chosen(), self.headings).items():
                self.add_error(key, words)
        return said


class ConfirmForm(FormIdMixin, ActForm):
    """One proposal of the page."""

    choice = forms.CharField(widget=forms.HiddenInput, max_length=4000)


class ReturnForm(ActForm):
    """The receipt whose transfer came back."""

    receipt_id = forms.IntegerField(widget=forms.HiddenInput, min_value=1, max_value=10**15)


class TakeForm(FormIdMixin, ActForm):
    """Whose payment it is, where no proposal fits."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["customer"] = PickField(label=_("Customer"), find=self._find, url=reverse_lazy("fees:bank_payers"))

    def _find(self, text: str) -> list[Customer]:
        return [payer.customer for payer in find_payers(self.row.park, text)]


class LinkForm(FormIdMixin, ActForm):
    """Which document it is, where no proposal fits."""

    number = LineField(label=gettext_lazy("Number of the document"), max_length=24)

    def clean_number(self) -> str:
        """Some document at the bank has it."""
        number: str = self.cleaned_data["number"]
        try:
            choice_of(self.row.park_id, number)
        except RuleViolation as refusal:
            raise ValidationError(str(refusal)) from refusal
        return number


class AsideForm(ActForm):
    """Why a line has no document."""

    kind = forms.ChoiceField(label=gettext_lazy("Reason"), choices=[("", "—"), *AsideKind.choices])
    note = LineField(label=gettext_lazy("Note"), max_length=200, required=False)

    def clean(self) -> dict[str, Any]:
        """Something else is told in words."""
        said = super().clean() or self.cleaned_data
        if said.get("kind") == AsideKind.OTHER and not said.get("note") and "note" not in self.errors:
            self.add_error("note", _("Say why the line has no document."))
        return said
