"""Forms of the reconciliation: which days and whose drawer, and the notes of a signature."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fees.cashdesk.forms import ActForm
from fees.cashdesk.models import Drawer
from fees.reconciliation.comparing import title_of
from fees.reconciliation.weeks import Matter
from parkservice.accounts.models import User
from parkservice.kit.clock import today
from parkservice.kit.money import yuan
from parkservice.kit.text import TextField
from parkservice.parks.models import Park
from parkservice.ui.forms import Form

#: The first day that is asked for; nothing older is ever looked through.
OLDEST = date(2000, 1, 1)
#: A year and a day: what one page adds up.
MOST_DAYS = 366


class SpanForm(Form):
    """From which day to which, and whose drawer."""

    first = forms.DateField(label=pgettext_lazy("days", "From"))
    last = forms.DateField(label=pgettext_lazy("days", "To"))
    officer = forms.ModelChoiceField(
        label=gettext_lazy("Drawer of"),
        queryset=User.objects.none(),
        required=False,
        empty_label=gettext_lazy("All officers"),
    )

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        keepers = Drawer.objects.filter(park=park).values("officer_id")
        fields["officer"].queryset = User.objects.filter(pk__in=keepers).order_by("pk")

    def clean_first(self) -> date:
        """Nothing before the year 2000."""
        return max(self.cleaned_data["first"], OLDEST)

    def clean_last(self) -> date:
        """Nothing after today."""
        return min(self.cleaned_data["last"], today())

    def clean(self) -> dict[str, Any]:
        """The days in their order, and no more than a year of them."""
        said = super().clean() or {}
        first, last = said.get("first"), said.get("last")
        if first and last and first > last:
            self.add_error("first", _("The first day is not after the last one, and not after today."))
        elif first and last and (last - first).days >= MOST_DAYS:
            self.add_error("first", _("At most a year at a time."))
        return said


class SignForm(ActForm):
    """A note for each thing that is open; without any there is nothing to fill in."""

    def __init__(self, *args: Any, open_now: Sequence[Matter] = (), **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.names = {f"note_{matter.code}": matter.code for matter in open_now}
        for name, matter in zip(self.names, open_now, strict=True):
            self.fields[name] = TextField(
                label=_("%(title)s: %(amount)s") % {"title": title_of(matter.code), "amount": yuan(matter.amount)},
                max_length=500,
                help_text=_("What is known, and who does what by when"),
                widget=forms.Textarea(attrs={"rows": 2}),
            )

    @property
    def given(self) -> dict[str, Any]:
        """The notes by what they are about."""
        return {"notes": {code: self.cleaned_data[name] for name, code in self.names.items()}}
