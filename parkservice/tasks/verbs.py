"""Sentences of the journal and the inbox for tasks, in the reader's language.

A journal sentence follows the name of the person who acted. An inbox sentence (`inbox.…`) stands alone. `task.…` are
the lines that come back to the history of the source.
"""

from datetime import date

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.roles import Role
from parkservice.journal.verbs import Verb, register
from parkservice.parks.models import speaks_english
from parkservice.ui.words import day_text

_DEPARTMENT = {"department": lambda names: names[1] if names[1] and speaks_english() else names[0]}
_DAYS = {"due": lambda day: day_text(date.fromisoformat(day)), "former": lambda day: day_text(date.fromisoformat(day))}
_ROLE = {"role": lambda code: Role(code).label}

# The history of a source: what was asked of others, and what came back.
register(
    Verb("task.ordered", _("ordered work from %(department)s: %(number)s"), "wrench", "go", words=_DEPARTMENT),
    Verb("task.done", _("reported the work done: %(number)s"), "wrench", "done"),
    Verb("task.asked", _("asked %(department)s: %(number)s"), "swap", "go", words=_DEPARTMENT),
    Verb("task.answered", _("answered for %(department)s: %(number)s"), "swap", "done", words=_DEPARTMENT),
    Verb("task.referred", _("asked the next level (%(role)s): %(number)s"), "rise", "rise", words=_ROLE),
    Verb("task.planned", _("planned a rectification with %(steps)s steps, owner %(owner)s: %(number)s"), "task", "go"),
    Verb("task.verified", _("verified the rectification: %(number)s"), "task", "done"),
    Verb("task.advised", _("answered the question to the next level: %(number)s"), "scale", "done"),
)


def _timed(kind: str, overdue: Promise) -> tuple[Verb, Verb]:
    """The two lines that the clock writes into the history of a task."""
    return (
        Verb(f"{kind}.reminded", _("A reminder went out: most of the time has passed."), "bell", "due"),
        Verb(f"{kind}.overdue", overdue, "miss", "miss"),
    )


def _answered(kind: str, icon: str, overdue: Promise) -> tuple[Verb, ...]:
    """What is said of whatever waits for an answer: a question to a department, one to the next level."""
    return (
        Verb(f"{kind}.answered", _("gave the answer"), icon, "done"),
        Verb(f"{kind}.withdrawn", _("withdrew the question"), "close"),
        *_timed(kind, overdue),
        Verb(f"inbox.{kind}_withdrawn", _("Question %(number)s is withdrawn: %(reason)s"), "close"),
        Verb(f"inbox.{kind}_reminder", _("The answer to %(number)s is due soon: %(matter)s"), "bell", "due"),
        Verb(f"inbox.{kind}_overdue", _("The answer to %(number)s is overdue: %(matter)s"), "miss", "miss"),
    )


register(
    *_timed("workorder", _("The time has passed; the asker and the manager were told.")),
    Verb("workorder.ordered", _("ordered the work from %(department)s"), "wrench", "go", words=_DEPARTMENT),
    Verb("workorder.taken", _("took it"), "person", "go"),
    Verb("workorder.passed_on", _("gave it to %(name)s"), "swap"),
    Verb("workorder.done", _("did it"), "done", "rise"),
    Verb("workorder.accepted", _("accepted the work"), "done", "done"),
    Verb("workorder.returned", _("returned it to be done again"), "undo", "due"),
    Verb("workorder.withdrawn", _("withdrew the order"), "close"),
    Verb("inbox.workorder", _("Work order %(number)s for you: %(matter)s"), "wrench", "due"),
    Verb("inbox.workorder_taken", _("%(name)s does work order %(number)s: %(matter)s"), "wrench", "go"),
    Verb("inbox.workorder_done", _("Done, please accept %(number)s: %(matter)s"), "wrench", "rise"),
    Verb("inbox.workorder_accepted", _("Work order %(number)s is accepted: %(matter)s"), "done", "done"),
    Verb("inbox.workorder_returned", _("Work order %(number)s came back: %(reason)s"), "undo", "due"),
    Verb("inbox.workorder_withdrawn", _("Work order %(number)s is withdrawn: %(reason)s"), "close"),
    Verb("inbox.workorder_reminder", _("Work order %(number)s is due soon: %(matter)s"), "bell", "due"),
    Verb("inbox.workorder_untaken", _("Nobody has taken work order %(number)s yet: %(matter)s"), "bell", "due"),
    Verb("inbox.workorder_overdue", _("Work order %(number)s is overdue: %(matter)s"), "miss", "miss"),
)
register(
    *_answered("question", "swap", _("The answer date has passed; the asker and the manager were told.")),
    Verb("question.asked", _("asked %(department)s"), "swap", "go", words=_DEPARTMENT),
    Verb("question.asked_again", _("asked again"), "undo", "due"),
    Verb("inbox.question", _("%(name)s asks your department (%(number)s): %(matter)s"), "swap", "due"),
    Verb("inbox.question_answered", _("Answer to %(number)s: %(answer)s"), "swap", "done"),
    Verb("inbox.question_again", _("%(number)s is asked again: %(reason)s"), "undo", "due"),
)
register(
    *_answered("referral", "scale", _("The answer date has passed; asker and next level were told.")),
    Verb("referral.asked", _("asked the next level: %(role)s"), "rise", "rise", words=_ROLE),
    Verb("referral.acted", _("acted on the answer"), "done", "done"),
    Verb("inbox.referral", _("%(name)s asks you (%(number)s): %(matter)s"), "rise", "rise"),
    Verb("inbox.referral_answered", _("Answer to your question %(number)s: %(answer)s"), "scale", "done"),
    Verb("inbox.referral_acted", _("Your answer to %(number)s was acted on: %(done)s"), "done", "done"),
)
register(
    Verb(
        "rectification.planned", _("planned it with %(steps)s steps, owner %(owner)s, by %(due)s"), "task", words=_DAYS
    ),
    Verb("rectification.begun", _("began"), "go", "go"),
    Verb("rectification.step_done", _("did step %(place)s: %(what)s"), "check", "done"),
    Verb("rectification.progress", _("wrote how it goes"), "edit"),
    Verb("rectification.moved", _("moved the whole from %(former)s to %(due)s"), "calendar", "due", words=_DAYS),
    Verb(
        "rectification.step_moved",
        _("moved step %(place)s from %(former)s to %(due)s"),
        "calendar",
        "due",
        words=_DAYS,
    ),
    Verb("rectification.done", _("reported all as done"), "done", "rise"),
    Verb("rectification.returned", _("found that it is not done yet"), "undo", "due"),
    Verb("rectification.verified", _("verified the effect"), "eye", "done"),
    Verb("rectification.reminded", _("A reminder went out: it is due today."), "bell", "due"),
    Verb("rectification.overdue", _("The day has passed; owner and planner were told."), "miss", "miss"),
    Verb("rectification.step_reminded", _("A reminder went out: step %(place)s is due today."), "bell", "due"),
    Verb(
        "rectification.step_overdue", _("The day of step %(place)s has passed; the owners were told."), "miss", "miss"
    ),
    Verb("inbox.rectification", _("You own rectification %(number)s: %(matter)s"), "task", "due"),
    Verb("inbox.rectification_step", _("You own a step of rectification %(number)s: %(matter)s"), "task", "due"),
    Verb("inbox.rectification_steps_done", _("All steps of %(number)s are done: %(matter)s"), "task", "go"),
    Verb("inbox.rectification_moved", _("%(number)s has a new date, %(due)s: %(reason)s"), "calendar", words=_DAYS),
    Verb("inbox.rectification_done", _("Please verify rectification %(number)s: %(matter)s"), "task", "rise"),
    Verb("inbox.rectification_returned", _("Rectification %(number)s came back: %(reason)s"), "undo", "due"),
    Verb("inbox.rectification_verified", _("Rectification %(number)s is verified: %(matter)s"), "task", "done"),
    Verb("inbox.rectification_due", _("Rectification %(number)s is due today: %(matter)s"), "bell", "due"),
    Verb("inbox.rectification_overdue", _("Rectification %(number)s is overdue: %(matter)s"), "miss", "miss"),
    Verb("inbox.step_due", _("Your step of %(number)s is due today: %(what)s"), "bell", "due"),
    Verb("inbox.step_overdue", _("A step of %(number)s is overdue: %(what)s"), "miss", "miss"),
)
