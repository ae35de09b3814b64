"""Forms of counts and differences."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from fees.cashdesk.forms import ActForm, NotesForm, WordsForm, witness_field
from fees.cashdesk.models import Drawer
from fees.counting.models import SHORTAGES, WATCHED, Difference, Outcome, Purpose
from parkservice.kit.text import TextField
from parkservice.ui.forms import Segments


class WatchedForm(NotesForm):
    """A count that somebody else watches."""

    purpose = forms.ChoiceField(
        label=_("Occasion"), choices=[(each.value, each.label) for each in WATCHED], widget=Segments
    )

    def __init__(self, *args: Any, drawer: Drawer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["witness"] = witness_field(drawer)
        self.fields["purpose"].initial = Purpose.MONTH_END


class RaiseForm(WordsForm):
    """What is known about a difference, and who saw it."""

    def __init__(self, *args: Any, drawer: Drawer, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What is known about it")
        self.fields["witness"] = witness_field(drawer)


class ExplainForm(ActForm):
    """The cause."""

    explanation = TextField(label=_("What the cause was"), max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))


class DecideForm(ActForm):
    """What a difference becomes."""

    outcome = forms.ChoiceField(label=_("Decision"), choices=Outcome, widget=Segments)
    remark = TextField(label=_("Remark"), required=False, max_length=500, widget=forms.Textarea(attrs={"rows": 2}))

    def __init__(self, *args: Any, row: Difference, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fitting = [each for each in Outcome if (each in SHORTAGES) == row.is_shortage]
        field: Any = self.fields["outcome"]
        field.choices = [(each.value, each.label) for each in fitting]
