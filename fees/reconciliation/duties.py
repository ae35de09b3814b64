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
from fees.cashdesk.duties import drawers_kept
from fees.cashdesk.sheet import PAY_IN
from fees.counting.models import Difference
from fees.payins.models import CheckResult, PayIn, PayInCheck
from fees.reconciliation.models import WeekSignature
from fees.reconciliation.weeks import monday
from parkservice.accounts.duties import Duty, State, Status
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with, roles_of
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
    names = ("number", "pk", "day")
    disputed = PayInCheck.objects.filter(pay_in=OuterRef("pk"), result=CheckResult.DISPUTED)
    pay_ins = PayIn.objects.waiting().filter(Exists(disputed), park=park, collector__in=people)
    rows = Difference.objects.unsettled().filter(park=park, officer__in=people).order_by()
    both = rows.values_list("officer", *names).union(pay_ins.order_by().values_list("collector", *names), all=True)
    found: defaultdict[int, list[Open]] = defaultdict(list)
    for officer, number, pk, day in both:
        page = "fees:pay_in" if number.startswith(f"{PAY_IN}-") else "fees:difference"
        found[officer].append(Open(number, day, reverse(page, args=[pk])))
    return {officer: sorted(each, key=lambda row: (row.day, row.number)) for officer, each in found.items()}


def _finance(people: Sequence[User], park: Park) -> set[int]:
    """Who of some people is finance; of one person the postings are read already."""
    if len(people) == 1:
        return {user.pk for user in people if Role.FINANCE in roles_of(user, park)}
    return set(people_with(park, Role.FINANCE).values_list("pk", flat=True)) & {user.pk for user in people}


def reconciled(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """O6: signed this week with no open difference / unsigned / a difference that is older than the park allows.

    Finance keeps no drawer: for them it is the lines of the bank.
    """
    finance = _finance(people, park)
    bank = lines_matched(park, day) if finance else None
    kept, found, week = drawers_kept(people, park, day), _open(people, park), monday(day)
    rows = WeekSignature.objects.filter(park=park, officer__in=people, week=week).order_by("number")
    signed = {row.officer_id: row for row in rows} if kept else {}
    oldest = day - timedelta(days=thresholds.value(park, "difference_days", day))
    standing: dict[int, Status] = {}
    for user in people:
        if bank is not None and user.pk in finance:
            standing[user.pk] = bank
        elif user.pk in kept:
            standing[user.pk] = _status(found.get(user.pk, []), signed.get(user.pk), week, oldest)
        elif user.pk in found:
            standing[user.pk] = _left(found[user.pk], oldest)
        else:
            standing[user.pk] = Status("nothing", "", _("You keep no cash drawer."), reverse("fees:reconciliation"))
    return standing


def _left(found: list[Open], oldest: date) -> Status:
    """What is open, the oldest one named: missed once that is too old."""
    figure = ngettext("%(n)d difference", "%(n)d differences", len(found)) % {"n": len(found)}
    sentence = _("%(number)s of %(day)s is not decided.") % {
        "number": found[0].number,
        "day": found[0].day.isoformat(),
    }
    state: State = "missed" if found[0].day < oldest else "open"
    return Status(state, figure, sentence, found[0].url, _("See the difference"), due=clock.combine(found[0].day))


def _status(found: list[Open], signed: WeekSignature | None, week: date, oldest: date) -> Status:
    left = _left(found, oldest) if found else None
    if left is not None and (left.state == "missed" or signed is not None):
        return left
    if signed is None:
        sentence = _("The week from %(day)s is not signed yet.") % {"day": week.isoformat()}
        url, end = reverse("fees:reconciliation_sign"), clock.combine(week + WEEK)
        return Status("due", left.figure if left else "", sentence, url, _("Compare and sign"), due=end)
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
