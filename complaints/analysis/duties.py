"""The duty of the monthly analysis and how it stands (A6): printed in the first days of the next month."""

from collections.abc import Sequence
from datetime import date, timedelta

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.analysis.conditions import following
from complaints.analysis.models import MonthAnalysis
from complaints.analysis.papers import month_text
from parkservice.accounts.duties import Duty, State, Status
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.parks import thresholds
from parkservice.parks.models import Park


def printed(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """A6: last month's analysis printed / from the 1st / after the last day for it."""
    month = following(day.replace(day=1), -1)
    done = MonthAnalysis.objects.filter(park=park, month=month, printed_at__isnull=False).exists()
    url = f"{reverse('complaints:analysis')}?month={month:%Y-%m}"
    if done:
        status = Status("done", "", _("The analysis of %(month)s is printed.") % {"month": month_text(month)}, url)
    else:
        last = thresholds.value(park, "analysis_days", day)
        state: State = "due" if day.day <= last else "missed"
        said = {"month": month_text(month), "day": last}
        sentence = _("Print the analysis of %(month)s by day %(day)d of the next month.") % said
        due = clock.combine(day.replace(day=last) + timedelta(days=1))
        status = Status(state, month_text(month), sentence, url, _("See the month"), due=due)
    return {user.pk: status for user in people}


DUTIES = [
    Duty(
        "A6",
        (Role.MANAGER,),
        "month",
        gettext_lazy("Analyse the complaints of last month"),
        gettext_lazy("Analysis"),
        "complaints:analysis",
        printed,
    ),
]
