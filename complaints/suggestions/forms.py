"""What is written about a suggestion: the decision, the answer, the published outcome (A4)."""

from datetime import date
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from complaints.suggestions import limits
from complaints.suggestions.models import AnswerMethod, Decision, Suggestion
from complaints.suggestions.outgoing import ANSWER
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import TextField
from parkservice.messaging.wordbook.asking import CourtesyMixin
from parkservice.ui.forms import Choices, Form, FormIdMixin


class DecideForm(Form):
    """The manager's decision."""

    decision = forms.ChoiceField(
        label=_("Decision"),
        choices=Decision,
        widget=Choices(
            explanations={
                Decision.ADOPT: _("It is done, by a plan with steps, owners and dates."),
                Decision.ADOPT_PARTLY: _("Say below which part; it is done by a plan."),
                Decision.TRIAL: _("It is tried out first, by a plan."),
                Decision.DECLINE: _("Say why: the proposer reads it."),
                Decision.LATER: _("It is good, but not now; say when it is looked at again."),
            }
        ),
    )
    again_on = forms.DateField(
        label=_("Look at it again on"), required=False, help_text=_("Only for “Looked at later”: then it comes back.")
    )
    reason = TextField(label=_("Reason"), required=False, max_length=2000, widget=forms.Textarea(attrs={"rows": 3}))

    def __init__(self, *args: Any, suggestion: Suggestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestion = suggestion

    def clean(self) -> dict[str, Any]:
        """What is declined or put off has a reason (domain 2.2), what is put off a day."""
        said = super().clean() or self.cleaned_data
        if said.get("decision") in (Decision.DECLINE, Decision.LATER, Decision.ADOPT_PARTLY) and not said.get("reason"):
            self.add_error("reason", _("Give the reason: the proposer reads it."))
        if said.get("decision") != Decision.LATER:
            said["again_on"] = None
        elif "again_on" not in self.errors:
            self._check_again(said["again_on"])
        return said

    def _check_again(self, day: date | None) -> None:
        try:
            limits.check_again(self.suggestion.park, day)
        except RuleViolation as refusal:
            self.add_error("again_on", str(refusal))


class AnswerForm(CourtesyMixin, FormIdMixin, Form):
    """The word to the proposer, checked for courtesy before anything is written."""

    way = forms.ChoiceField(label=_("How"))
    text = TextField(label=_("Text"), min_length=4, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, suggestion: Suggestion, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.suggestion = suggestion
        ways = [AnswerMethod.TRACKING_PAGE] if suggestion.anonymous else list(AnswerMethod)
        ways = [way for way in ways if way != AnswerMethod.MAIL or suggestion.email]
        self.fields["way"].choices = [(way, way.label) for way in ways]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """Say it as the service does, after the courtesy check."""
        said = super().clean() or self.cleaned_data
        said["method"] = said.pop("way", "")
        self.check_courtesy(ANSWER, self.suggestion, said.get("text", ""))
        return said


class PublishForm(Form):
    """What everybody may read about it; no names."""

    outcome = TextField(
        label=_("What came of the suggestion"),
        min_length=4,
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Everybody reads it on the public page. Write no names."),
    )
