"""Forms of questions to departments: the question itself, and its acts."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parkservice.kit.text import LineField
from parkservice.parks.models import Department, Park
from parkservice.tasks import people
from parkservice.tasks.coordination.services import Asking
from parkservice.tasks.forms import ActForm, DueField, ReasonForm, in_days, photos_field, words_field
from parkservice.tasks.sources import About
from parkservice.ui.forms import Form, FormIdMixin

#: Working days that are proposed for an answer.
USUAL_DAYS = 1


class QuestionForm(FormIdMixin, Form):
    """What is asked, of which department, and by when."""

    matter = LineField(label=_("Matter in short"), max_length=80, min_length=2)
    question = words_field(
        _("Your question"),
        rows=4,
        help_text=_("Write all that they need: they do not see the record it comes from."),
    )
    department = forms.ModelChoiceField(label=_("Department"), queryset=Department.objects.none(), empty_label="—")
    due = DueField(label=_("Answer by"))
    photos = photos_field()

    def __init__(self, *args: Any, park: Park, about: About | None = None, **kwargs: Any) -> None:
        proposed: dict[str, Any] = {"due": in_days(park, USUAL_DAYS)}
        if about is not None:
            proposed["matter"] = about.matter
        super().__init__(*args, initial={**proposed, **kwargs.pop("initial", {})}, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["department"].queryset = people.departments(park)

    def asking(self) -> Asking:
        """What the service takes."""
        return Asking(**{name: self.cleaned_data[name] for name in ("matter", "question", "department", "due")})


class AnswerForm(ActForm):
    """The answer of the department."""

    answer = words_field(_("Answer"), rows=4)
    photos = photos_field()


class AskAgainForm(ReasonForm):
    """What is missing, and by when."""

    due = DueField(label=_("Answer by"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["reason"].label = _("What is missing")
        self.initial.setdefault("due", in_days(self.row.park, USUAL_DAYS))
