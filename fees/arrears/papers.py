"""The arrears list per building or officer, and the collection report of the park, on paper (domain 2.4 "Printed")."""

from collections.abc import Iterable, Sequence
from dataclasses import replace
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.arrears.behind import BUCKETS
from fees.arrears.groups import BREAKDOWNS, names
from fees.arrears.pages import FiguresPage, GroupRow
from fees.arrears.periods import Period
from fees.arrears.queries import OWED, Key, Which, ageings_by
from fees.billing.models import Bill
from parkservice.accounts.models import User
from parkservice.accounts.rights import officers_of
from parkservice.estate.lists import codes_of
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import issue
from parkservice.parks.models import Building
from parkservice.ui.words import lasting

LIST, REPORT = "arrears_list", "collection_report"
#: Customers on one list; a longer one is narrowed first.
MOST = 2000
kinds.register(
    kinds.PaperKind(LIST, gettext_lazy("Arrears list")), kinds.PaperKind(REPORT, gettext_lazy("Collection report"))
)


def print_list(*, which: Which, by: str, actor: User) -> Paper:
    """Issue the list of who owes what now, one part for each building or officer (P8).

    Raises RuleViolation when nobody owes anything or more owe than fit.
    """
    with translation.override("zh-hans"), lasting():
        data = {"by": by, "heads": [str(label) for label in BUCKETS], "parts": _parts(which, by)}
        data["day"] = clock.today().isoformat()
    if not data["parts"]:
        raise RuleViolation(_("Nobody owes anything here."), code="empty")
    number = f"QF-{clock.today()}"
    return issue(kind=LIST, subject=which.park, park=which.park, number=number, data=data, actor=actor)


def _parts(which: Which, by: str) -> list[dict[str, Any]]:
    """The parts of the list with their rows, those who owe most first."""
    found = []
    for title, buildings in _groups(which, by):
        ages = ageings_by(replace(which, buildings=frozenset(buildings)), BREAKDOWNS["customer"].group)
        if ages:
            found.append((title, ages))
    if sum(len(ages) for _title, ages in found) > MOST:
        raise RuleViolation(_("More than %(n)d customers. Narrow the filter, then print.") % {"n": MOST}, code="long")
    people = _people({pk for _title, ages in found for pk in ages})
    return [_part(title, ages, people) for title, ages in found]


def _groups(which: Which, by: str) -> list[tuple[str, list[Key]]]:
    """Title and buildings of each part, as far as the bills lie in them."""
    used = set(Bill.objects.filter(which.q(), OWED).order_by().values_list("building_id", flat=True).distinct())
    officers = officers_of(which.park)
    codes = dict(Building.objects.filter(pk__in=[pk for pk in used if pk]).values_list("pk", "code"))
    if by == "officer":
        parts: dict[Any, list[Key]] = {}
        for pk in sorted(used, key=lambda each: codes.get(each, "")):
            parts.setdefault(officers.get(pk) or officers.get(None), []).append(pk)
        return [(_officer(user), buildings) for user, buildings in parts.items()]
    called = names(BREAKDOWNS["building"], used)
    return [(called[pk], [pk]) for pk in sorted(used, key=lambda each: (each is None, codes.get(each, "")))]


def _officer(user: User | None) -> str:
    return user.name if user is not None else _("not assigned")


def _people(keys: Iterable[int]) -> dict[int, tuple[Customer, str]]:
    """The customers with their units of today."""
    rows = Customer.objects.filter(pk__in=list(keys)).with_units()
    return {row.pk: (row, codes_of(row)) for row in rows}


def _part(title: str, ages: dict[Key, Any], people: dict[int, tuple[Customer, str]]) -> dict[str, Any]:
    ranked = sorted(ages.items(), key=lambda each: (-each[1].total, each[0]))
    rows = [
        [people[pk][0].name, people[pk][1], _sum(age.total), *(_sum(amount) for amount in age.buckets)]
        for pk, age in ranked
    ]
    sums = [sum(column, Decimal(0)) for column in zip(*((age.total, *age.buckets) for _pk, age in ranked), strict=True)]
    return {"title": title, "count": str(len(rows)), "rows": rows, "sums": [_sum(amount) for amount in sums]}


def _sum(amount: Decimal) -> str:
    """An amount in a column; nothing for zero, so that the eye finds the rest."""
    return f"{amount:,.2f}" if amount else ""


def print_report(*, which: Which, period: Period, actor: User) -> Paper:
    """Issue the collection report of a period: billed, collected, rate, target and age by item, building, officer."""
    with translation.override("zh-hans"), lasting():
        data = report_data(which, period)
    number = f"SL-{period.key}"
    return issue(kind=REPORT, subject=which.park, park=which.park, number=number, data=data, actor=actor)


def report_data(which: Which, period: Period) -> dict[str, Any]:
    """Return what the report says, in the active language."""
    pages = [FiguresPage(which, period, BREAKDOWNS[key]) for key in ("item", "building", "officer")]
    page = pages[0]
    return {
        "period": period.text,
        "until": period.until.isoformat(),
        "running": period.running,
        "target": f"{page.target} %",
        "stats": _figures(page),
        "heads": [str(label) for label in BUCKETS],
        "tables": [{"title": str(each.breakdown.label), **_table(each.rows)} for each in pages if each.rows],
    }


def _figures(page: FiguresPage) -> list[list[str]]:
    """The figures in large, and while the period runs where it will end."""
    found = [[stat.label, stat.figure, stat.small] for stat in page.stats]
    if page.forecast:
        said = _("target %(target)d %%, by now %(now)s %%") % {"target": page.target, "now": page.asked_by_now}
        found.append([_("Forecast at this pace"), page.forecast, said])
    return found


def _table(rows: Sequence[GroupRow]) -> dict[str, Any]:
    amounts = [
        (
            row.rates.billed,
            row.rates.waived,
            row.rates.paid,
            row.rates.recovered,
            row.movement.closing,
            *row.ages.buckets,
        )
        for row in rows
    ]
    lines = [
        [row.label, *(_sum(each) for each in sums[:3]), row.rate_text, *(_sum(each) for each in sums[3:])]
        for row, sums in zip(rows, amounts, strict=True)
    ]
    whole = [sum(column, Decimal(0)) for column in zip(*amounts, strict=True)]
    return {"rows": lines, "sums": [_sum(each) for each in whole]}
