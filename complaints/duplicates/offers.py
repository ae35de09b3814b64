"""Likely duplicates as choices of a form: what somebody at the counter may know of each (design section 4)."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from complaints.casework.models import Complaint
from parkservice.accounts.models import User
from parkservice.ui.words import when_text

#: The choice that makes a complaint of its own.
NEW = "new"


def offers(rows: Iterable[Complaint], user: User) -> tuple[list[tuple[str, str]], dict[str, str]]:
    """Return the choices and their explanations; the words of a complaint only for those who may read it."""
    shown = list(rows)
    ids = [row.pk for row in shown]
    readable = set(Complaint.objects.visible_to(user).filter(pk__in=ids).values_list("pk", flat=True)) if ids else set()
    choices = [(str(row.pk), _label(row, readable=row.pk in readable)) for row in shown]
    explained = {str(row.pk): _standing(row) for row in shown}
    explained[NEW] = _("It gets a number and limits of its own.")
    return [*choices, (NEW, _("A new matter"))], explained


def _label(row: Complaint, *, readable: bool) -> str:
    what = row.matter if readable else str(row.get_category_display())
    return _("Same matter as %(number)s: %(what)s") % {"number": row.number, "what": what}


def _standing(row: Complaint) -> str:
    words = {
        "unit": row.unit.code if row.unit else _("no unit named"),
        "when": when_text(row.received_at),
        "state": row.get_state_display(),
        "officer": row.officer.display_name,
    }
    return _("%(unit)s, received %(when)s, %(state)s, %(officer)s. Counts one mention more.") % words
