"""What a visitor writes down, and the manager's quality check (domain 2.1)."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm, words_field
from complaints.returnvisits.models import Effect, Method, Result
from complaints.returnvisits.services import Heard
from parkservice.ui.forms import Choices, Form, FormIdMixin, Segments

#: What a visit that reached somebody says.
WANTED = ("quality", "effect", "satisfaction", "result")


def _figure(label: Any, **kwargs: Any) -> forms.TypedChoiceField:
    """A figure from 1 to 5."""
    steps = [(step, str(step)) for step in range(1, 6)]
    return forms.TypedChoiceField(
        label=label, choices=steps, coerce=int, empty_value=None, widget=Segments, required=False, **kwargs
    )


class VisitForm(FormIdMixin, Form):
    """What the complainant says, or that nobody was reached."""

    # Not "method": an input of that name would hide the form's own method from scripts.
    way = forms.ChoiceField(label=_("How you asked"), choices=Method, initial=Method.PHONE, widget=Segments)
    missed = forms.BooleanField(
        label=_("I did not reach them"),
        required=False,
        help_text=_("After enough attempts on different days it counts as a visit. Leave the answers empty then."),
    )
    satisfaction = _figure(_("How satisfied are they?"), help_text=_("1 is not at all, 5 is fully"))
    quality = _figure(_("How well was it handled?"), help_text=_("In the complainant's eyes"))
    effect = forms.ChoiceField(label=_("Is it settled?"), choices=Effect, widget=Segments, required=False)
    result = forms.ChoiceField(
        label=_("What follows"),
        choices=Result,
        required=False,
        widget=Choices(
            explanations={
                Result.OK: _("The case can be closed."),
                Result.REDO: _("The case is taken up again; officer and manager are told."),
            }
        ),
    )
    shortcomings = words_field(_("What is not in order"), rows=2, shortest=1, required=False)
    suggestion = words_field(_("What they suggest"), rows=2, shortest=1, required=False)
    note = words_field(_("Note"), rows=2, shortest=1, required=False)
    signed = forms.BooleanField(
        label=_("The complainant has signed the visit slip"),
        required=False,
        help_text=_("Needed at the door."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for name in (*WANTED, "shortcomings"):
            self.fields[name].mark_optional = False  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Ask for the answers of whoever was reached, and for nothing else."""
        said = super().clean() or self.cleaned_data
        if said.get("missed"):
            if said.get("way") == Method.LETTER:
                self.add_error("missed", _("Only a call or a visit can fail to reach somebody."))
            return said
        for name in WANTED:
            if not said.get(name) and name not in self.errors:
                self.add_error(name, _("Nothing is chosen yet. Please choose one."))
        if said.get("result") == Result.REDO and not said.get("shortcomings"):
            self.add_error("shortcomings", _("Say what is not in order before it is done again."))
        if said.get("way") == Method.DOOR and not said.get("signed"):
            self.add_error("signed", _("A visit at the door needs the complainant's signature."))
        return said

    def heard(self) -> Heard:
        """What is recorded; an attempt keeps its note only."""
        said = self.cleaned_data
        if said["missed"]:
            return Heard(method=said["way"], reached=False, note=said["note"])
        names = (*WANTED, "shortcomings", "suggestion", "note", "signed")
        return Heard(method=said["way"], **{name: said[name] for name in names})


class QualityForm(ActForm):
    """The manager's own judgement."""

    quality = forms.TypedChoiceField(
        label=_("How well was it handled?"),
        help_text=_("1 is poor, 5 is very good"),
        choices=[(step, str(step)) for step in range(1, 6)],
        coerce=int,
        widget=Segments,
    )
    remark = words_field(_("Remark"), help_text=_("What was good, and what should go better next time."))
