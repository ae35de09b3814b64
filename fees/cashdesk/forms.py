"""Forms of the cash desk: counting by denomination, and the acts of the drawer."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BoundField
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.models import FLOAT, Drawer, Safe
from fees.cashdesk.sheet import DENOMINATIONS, ZERO
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_of, people_with
from parkservice.accounts.roles import Role
from parkservice.kit.clock import today
from parkservice.kit.money import AmountField
from parkservice.kit.text import LineField, TextField, narrow
from parkservice.parks.models import Park
from parkservice.ui.forms import Form, FormIdMixin

#: The most pieces of one denomination that a person counts.
MOST = 9_999


class ActForm(FormIdMixin, Form):
    """An act of a cash page; `given` is what its service takes."""

    @property
    def pieces(self) -> list[BoundField]:
        """The fields of notes and coins, which stand side by side."""
        return []

    @property
    def others(self) -> list[BoundField]:
        """All other fields."""
        apart = {bound.name for bound in self.pieces}
        return [bound for bound in self if bound.name not in apart]

    @property
    def given(self) -> dict[str, Any]:
        """What was filled in, without the number of the form."""
        return {name: value for name, value in self.cleaned_data.items() if name != "form_id"}


class PiecesField(forms.Field):
    """How many pieces there are of one note or coin; full-width digits are read as digits, an empty field is None."""

    widget = forms.TextInput

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for their digits; a number field of the browser would send nothing for what it can't read."""
        return {**super().widget_attrs(widget), "inputmode": "numeric", "autocomplete": "off"}

    def to_python(self, value: Any) -> int | None:
        """Return the pieces typed. Raises ValidationError for anything but a whole number from 0 to `MOST`."""
        text = narrow("" if value is None else str(value)).strip()
        if not text:
            return None
        digits = text.lstrip("0") or "0"
        if not (digits.isascii() and digits.isdigit() and len(digits) <= len(str(MOST))):
            raise ValidationError(_("Write a whole number from 0 to 9,999."), code="invalid")
        return int(digits)


class NotesForm(ActForm):
    """How many there are of each note and coin; the sum is made by the server, the book figure is nowhere.

    An empty field is none of that piece, but a form in which nothing was written is no count.
    """

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for value in DENOMINATIONS:
            self.fields[f"n{value}"] = PiecesField(label=f"¥{value}", required=False)

    @property
    def pieces(self) -> list[BoundField]:
        """One field for each note and coin."""
        return [self[f"n{value}"] for value in DENOMINATIONS]

    @property
    def given(self) -> dict[str, Any]:
        """The notes as one mapping, and the rest."""
        found = super().given
        notes = {f"{value}": found.pop(f"n{value}") or 0 for value in DENOMINATIONS}
        return {**found, "notes": notes}

    def clean(self) -> dict[str, Any]:
        """At least one field is filled in: nobody counts by sending an empty list."""
        said: dict[str, Any] = super().clean() or self.cleaned_data
        if all(said.get(f"n{value}") is None and f"n{value}" not in self.errors for value in DENOMINATIONS):
            raise ValidationError(_("Count first; write 0 where there is none."), code="not_counted")
        return said


def witness_field(drawer: Drawer) -> forms.ModelChoiceField:
    """A colleague of the park who is not the officer."""
    return forms.ModelChoiceField(
        label=_("Witness"), queryset=people_of(drawer.park).exclude(pk=drawer.officer_id), empty_label="—"
    )


class DrawerForm(ActForm):
    """To whom a float is handed out, and in which safe the drawer stands at night."""

    officer = forms.ModelChoiceField(label=_("Officer"), queryset=User.objects.none(), empty_label="—")
    safe = forms.ModelChoiceField(label=_("Safe"), queryset=Safe.objects.none(), empty_label="—")
    float_amount = AmountField(label=_("Float in yuan"), min_value=ZERO, initial=FLOAT)

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        kept = Drawer.objects.current(today()).filter(park=park).values("officer_id")
        fields["officer"].queryset = people_with(park, Role.OFFICER).exclude(pk__in=kept)
        fields["safe"].queryset = Safe.objects.filter(park=park, is_active=True)


class RefillForm(ActForm):
    """Which refund the float is refilled for."""

    number = LineField(label=_("Document of the refund"), max_length=24, help_text=_("For example TK-2026-000004"))
    amount = AmountField(label=_("Amount in yuan"))


class ReturnForm(ActForm):
    """The watched count with which a drawer is taken back."""

    number = LineField(label=_("Number of the count"), max_length=24, help_text=_("For example PD-2026-000012"))


class WordsForm(ActForm):
    """An act that needs a reason in words."""

    reason = TextField(label=_("Reason"), max_length=500, widget=forms.Textarea(attrs={"rows": 2}))
