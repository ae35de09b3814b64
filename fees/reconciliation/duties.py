"""The weekly duty of the reconciliation and how it stands (O6; duties, "Duty board")."""

from collections import defaultdict
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fees.bank.duties import lines_matched
from fees.cashdesk.models import Drawer
from fees.counting.models import Difference
from fees.payins.models import CheckResult, PayIn, PayInCheck
from fees.reconciliation.models import WeekSignature
from fees.reconciliation.weeks import monday
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.parks import thresholds
from parkservice.parks.models import Park
from parkservice.ui.words import when_text

WEEK = timedelta(days=7)


@dataclass(frozen=True)
class Open:
    """Something that is not decided: a shortage or overage, or a pay-in that finance disputes."""

    number: str
    day: date
    url: str


def _open(people: Sequence[User], park: Park) -> Mapping[int, list[Open]]:
    """What is open with each of some officers, the oldest first."""
    found: defaultdict[int, list[Open]] = defaultdict(list)
    rows = Difference.objects.unsettled().filter(park=park, officer__in=people)
    for pk, officer, number, day in rows.values_list("pk", "officer_id", "number", "day"):
        found[officer].append(Open(number, day, reverse("fees:difference", args=[pk])))
    disputed = PayInCheck.objects.filter(pay_in=OuterRef("pk"), result=CheckResult.DISPUTED)
    pay_ins = PayIn.objects.waiting().filter(Exists(disputed), park=park, collector__in=people)
    for pk, officer, number, day in pay_ins.values_list("pk", "collector_id", "number", "day"):
        found[officer].append(Open(number, day, reverse("fees:pay_in", args=[pk])))
    return {officer: sorted(each, key=lambda row: (row.day, row.number)) for officer, each in found.items()}


def reconciled(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """O6: signed this week with no open difference / unsigned / a difference that is older than the park allows.

    Finance keeps no drawer: for them it is the lines of the bank.
    """
    finance = set(people_with(park, Role.FINANCE).values_list("pk", flat=True)) & {user.pk for user in people}
    bank = lines_matched(park, day) if finance else None
    kept = set(Drawer.objects.current(day).filter(park=park, officer__in=people).values_list("officer_id", flat=True))
    found, week = _open(people, park), monday(day)
    rows = WeekSignature.objects.filter(park=park, officer__in=people, week=week).order_by("number")
    signed = {row.officer_id: row for row in rows}
    oldest = day - timedelta(days=thresholds.value(park, "difference_days", day))
    standing: dict[int, Status] = {}
    for user in people:
        if bank is not None and user.pk in finance:
            standing[user.pk] = bank
        elif user.pk in kept or user.pk in found:
            standing[user.pk] = _status(found.get(user.pk, []), signed.get(user.pk), week, oldest)
        else:
            standing[user.pk] = Status("nothing", "", _("You keep no cash drawer."), reverse("fees:reconciliation"))
    return standing


def _status(found: list[Open], signed: WeekSignature | None, week: date, oldest: date) -> Status:
    figure = ngettext("%(n)d difference", "%(n)d differences", len(found)) % {"n": len(found)} if found else ""
    said = {"number": found[0].number, "day": found[0].day.isoformat()} if found else {}
    if found and found[0].day < oldest:
        sentence, action = _("%(number)s of %(day)s is not decided.") % said, _("See the difference")
        return Status("missed", figure, sentence, found[0].url, action, due=clock.combine(found[0].day))
    if signed is None:
        sentence = _("The week from %(day)s is not signed yet.") % {"day": week.isoformat()}
        url, end = reverse("fees:reconciliation_sign"), clock.combine(week + WEEK)
        return Status("due", figure, sentence, url, _("Compare and sign"), due=end)
    if found:
        sentence, action = _("Signed, but %(number)s of %(day)s is not decided.") % said, _("See the difference")
        return Status("open", figure, sentence, found[0].url, action, due=clock.combine(found[0].day))
    sentence = _("Signed %(when)s, no difference is open.") % {"when": when_text(signed.at)}
    return Status("done", "", sentence, signed.get_absolute_url())


DUTIES = [
    Duty(
        "O6",
        (Role.OFFICER, Role.FINANCE),
        "week",
        gettext_lazy("Reconcile cash and fees"),
        gettext_lazy("Reconciliation"),
        "fees:reconciliation",
        reconciled,
    ),
]
