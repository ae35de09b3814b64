"""How the lines of the bank stand, for the duty to reconcile (O6): read from the records, never ticked."""

from datetime import date, timedelta

from django.db.models import Count, Min
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from fees.bank.models import BankLine
from parkservice.accounts.duties import State, Status
from parkservice.kit import clock
from parkservice.parks import thresholds
from parkservice.parks.models import Park


def lines_matched(park: Park, day: date) -> Status:
    """No line waits / n wait / one of them for longer than the park allows."""
    url, days = reverse("fees:bank_lines"), thresholds.value(park, "bank_line_days", day)
    found = BankLine.objects.waiting().filter(park=park).aggregate(n=Count("pk"), oldest=Min("day"))
    number, oldest = found["n"], found["oldest"]
    if oldest is None:
        return Status("done", "", _("Every line is matched or set aside."), url)
    figure = ngettext("%(n)d line of the bank", "%(n)d lines of the bank", number) % {"n": number}
    sentence = _("The oldest is of %(day)s; nobody has said yet what it is.") % {"day": oldest.isoformat()}
    last = oldest + timedelta(days=days)
    state: State = "missed" if last < day else "open"
    return Status(state, figure, sentence, url, _("Match the lines"), due=clock.combine(last + timedelta(days=1)))
