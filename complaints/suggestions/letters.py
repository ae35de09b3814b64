"""Ready words: the answer to the proposer of a suggestion, by its decision (A4)."""

from django.utils import translation
from django.utils.translation import gettext as _

from complaints.suggestions.limits import kept_waiting
from complaints.suggestions.models import Decision, Suggestion
from parkservice.ui.words import day_text


def answer_text(suggestion: Suggestion) -> str:
    """Return the answer that the decision asks for, in the proposer's language; whoever sends it completes it."""
    with translation.override(suggestion.language or "zh-hans"):
        words = {
            Decision.ADOPT: _("we take your suggestion up and have made a plan for it."),
            Decision.ADOPT_PARTLY: _("we take up a part of your suggestion and have made a plan for it."),
            Decision.TRIAL: _("we try your suggestion out first and then decide."),
            Decision.DECLINE: _("we have looked at your suggestion carefully and cannot take it up."),
            Decision.LATER: _("your suggestion is good; we look at it again on %(day)s.")
            % {"day": day_text(suggestion.again_on, near=False)},
        }
        if suggestion.decision not in words:
            return ""
        name = _("%(name)s:") % {"name": suggestion.salutation} if suggestion.salutation else ""
        # Translators: at the end of a sentence, before another one begins.
        sorry = _("We are sorry that you had to wait. ") if kept_waiting(suggestion) else ""
        return _(
            "%(name)sHello! %(sorry)sThank you for %(number)s: %(decision)s %(reason)s Thank you for helping us!"
        ) % {
            "name": name,
            "sorry": sorry,
            "number": suggestion.number,
            "decision": words[Decision(suggestion.decision)],
            "reason": suggestion.reason,
        }
