"""Forms of questions to the next level."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parkservice.kit.text import LineField
from parkservice.parks.models import Park
from parkservice.tasks.forms import ActForm, DueField, in_days, words_field
from parkservice.tasks.referrals.services import Problem
from parkservice.tasks.sources import About
from parkservice.ui.forms import Form, FormIdMixin

#: Working days that are proposed for an answer.
USUAL_DAYS = 1


class ReferralForm(FormIdMixin, Form):
    """Problem and opinion: who asks says what they would do."""

    matter = LineField(label=_("Matter in short"), max_length=80, min_length=2)
    problem = words_field(_("Problem"), help_text=_("What happened, what you tried, why it can't be solved here."))
    opinion = words_field(_("Your opinion"), help_text=_("What you would do, and what it would take."))
    due = DueField(label=_("Answer needed by"))

    def __init__(self, *args: Any, park: Park, about: About | None = None, **kwargs: Any) -> None:
        proposed: dict[str, Any] = {"due": in_days(park, USUAL_DAYS)}
        if about is not None:
            proposed["matter"] = about.matter
        super().__init__(*args, initial={**proposed, **kwargs.pop("initial", {})}, **kwargs)

    def put(self) -> Problem:
        """What the service takes."""
        return Problem(**{name: self.cleaned_data[name] for name in ("matter", "problem", "opinion", "due")})


class AnswerForm(ActForm):
    """The answer of the next level."""

    answer = words_field(_("Answer"), rows=4)


class ActedForm(ActForm):
    """What was done with the answer."""

    done = words_field(_("What you did"))
