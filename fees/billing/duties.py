"""O2, O4 and O5: bills issued and collected for my buildings, read from bills, payments and readings (duties.md).

Done when the collected share of what was billed reaches the target, due before the due day, missed after it.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any

from django.db.models import Count, Exists, Max, Min, OuterRef, Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fees.billing.charges import Span
from fees.billing.models import Bill
from fees.billing.periods import SEASON_STARTS, after, before, period_of, period_text
from fees.billing.records import ServiceLine
from fees.meters.models import Meter
from fees.meters.queries import quarter_to_read, unread, window
from fees.tariffs.models import Period, Tariff
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.readings import once_per_board
from parkservice.accounts.rights import Scope, scope
from parkservice.accounts.roles import Role
from parkservice.estate.models import Occupancy
from parkservice.kit.money import total, yuan
from parkservice.parks import thresholds
from parkservice.parks.models import Park
from parkservice.ui.words import day_text

#: Heating is billed from this day on (domain section 6).
HEATING_BILLED = (10, 15)
PERCENT = Decimal("0.01")


@dataclass(frozen=True)
class Kind:
    """The items of one duty: how often, and which."""

    period: str
    codes: tuple[str, ...] = ()

    def of(self, prefix: str = "item__") -> Q:
        """The rows of these items."""
        wanted = Q(**{f"{prefix}period": self.period})
        return wanted & Q(**{f"{prefix}code__in": self.codes}) if self.codes else wanted

    def covers(self, period: str, code: str) -> bool:
        """Whether an item is one of these."""
        return period == self.period and (not self.codes or code in self.codes)


@dataclass(frozen=True)
class Sum:
    """What one building was billed and has paid for the period."""

    count: int
    net: Decimal
    paid: Decimal
    due: date


TELEPHONE = Kind(Period.MONTH, ("telephone",))
QUARTERLY = Kind(Period.QUARTER)
HEATING = Kind(Period.YEAR)
KINDS = (TELEPHONE, QUARTERLY, HEATING)


def billed_period(kind: Kind, day: date) -> Span:
    """The period that should be billed by now: the last one that has ended, or the season from its billing day on."""
    if kind.period != Period.YEAR:
        return before(kind.period, period_of(kind.period, day))
    season = period_of(kind.period, day)
    return after(kind.period, season) if HEATING_BILLED <= (day.month, day.day) < SEASON_STARTS else season


@once_per_board
def _priced(_people: Sequence[User], park: Park) -> list[tuple[str, str, date]]:
    """Every released price by period and code of its item, with its first day; one statement for all duties."""
    rows = Tariff.objects.counting().filter(park=park).order_by()
    return list(rows.values_list("item__period", "item__code").annotate(first=Min("valid_from")))


@once_per_board
def _sums(_people: Sequence[User], park: Park, day: date) -> dict[tuple[str, int], Sum]:
    """What each building was billed, by the period of the items; one statement for all duties."""
    wanted = Q(pk__in=[])
    for kind in KINDS:
        span = billed_period(kind, day)
        wanted |= kind.of() & Q(period_from__gte=span.first, period_from__lte=span.last)
    rows = Bill.objects.live().filter(wanted, park=park).order_by().values("item__period", "building_id")
    found = rows.annotate(
        n=Count("pk"), billed=total("amount"), gone=total("waived"), got=total("paid"), last=Max("due")
    )
    return {
        (row["item__period"], row["building_id"]): Sum(row["n"], row["billed"] - row["gone"], row["got"], row["last"])
        for row in found
    }


def _unread(park: Park, day: date) -> dict[int, int]:
    """Meters of units still to be read for the quarter, by building; one statement."""
    days = window(park, quarter_to_read(park, day).last)
    meters = Meter.objects.filter(park=park, unit__isnull=False, ends__isnull=True)
    return dict(unread(meters, days).order_by().values_list("building_id").annotate(n=Count("pk")))


def _inside(found: Mapping[int, Any], reach: Scope, park: Park) -> list[Any]:
    """What belongs to the buildings of a person."""
    whole = park.pk in reach.parks
    return [value for building, value in found.items() if whole or building in reach.buildings]


def _reading(kind: Kind) -> Callable[[Sequence[User], Park, date], dict[int, Status]]:
    """The reading of one duty."""

    def read(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
        span = billed_period(kind, day)
        priced = any(kind.covers(*found) and first <= span.last for *found, first in _priced(people, park))
        expected = priced and (kind is not TELEPHONE or _has_lines(kind, park, span))
        sums = {building: row for (name, building), row in _sums(people, park, day).items() if name == kind.period}
        todo = _unread(park, day) if expected and kind is QUARTERLY else {}
        found = {}
        for user in people:
            reach = scope(user, "bills.view")
            mine, left = _inside(sums, reach, park), sum(_inside(todo, reach, park))
            here = expected and bool(mine or kind is not HEATING or _inside(_heated(people, park, span), reach, park))
            found[user.pk] = _status(kind, park, day, span, mine, left, here)
        return found

    return read


def _has_lines(kind: Kind, park: Park, span: Span) -> bool:
    """Whether there is a telephone line to bill."""
    lines = ServiceLine.objects.filter(kind.of(), park=park, starts__lte=span.last)
    return lines.exclude(ends__lt=span.first).exists()


@once_per_board
def _heated(_people: Sequence[User], park: Park, span: Span) -> dict[int, int]:
    """The buildings in which somebody lives for whom a heating price counts, each by itself."""
    prices = (
        Tariff.objects.counting()
        .filter(
            HEATING.of(),
            Q(unit_kind="") | Q(unit_kind=OuterRef("unit__kind")),
            Q(customer__isnull=True) | Q(customer=OuterRef("customer")),
            Q(unit__isnull=True) | Q(unit=OuterRef("unit")),
            park=park,
            valid_from__lte=span.last,
        )
        .exclude(valid_to__lt=span.first)
    )
    stays = Occupancy.objects.filter(Exists(prices), main=True, unit__park=park, starts__lte=span.last)
    buildings = stays.exclude(ends__lt=span.first).order_by().values_list("unit__building_id", flat=True)
    return {building: building for building in buildings.distinct()}


def _status(kind: Kind, park: Park, day: date, span: Span, sums: Sequence[Sum], left: int, expected: bool) -> Status:
    """How the duty stands in some buildings."""
    url, name = reverse("fees:bills"), period_text(kind.period, span.first, span.last)
    if left:
        figure = ngettext("%(n)d meter to read", "%(n)d meters to read", left) % {"n": left}
        sentence = _("Read the meters first, then the quarter is billed.")
        return Status("due", figure, sentence, reverse("fees:routes"), _("Read meters"))
    if not sums:
        return (
            _not_billed(kind, park, day, span, name)
            if expected
            else Status("nothing", "", _("Nothing is billed."), url)
        )
    net, paid = sum((row.net for row in sums), Decimal(0)), sum((row.paid for row in sums), Decimal(0))
    rate = (paid / net * 100).quantize(PERCENT, ROUND_HALF_UP) if net else Decimal(100)
    target, last = thresholds.value(park, "collection_target", day), max(row.due for row in sums)
    figure = _("%(rate)s %% of %(sum)s") % {"rate": rate, "sum": yuan(net)}
    words = {"period": name, "target": target, "day": day_text(last, near=False)}
    if rate >= target:
        return Status("done", figure, _("%(period)s: collected, the target is %(target)s %%") % words, url)
    state: Any = "missed" if day > last else "due"
    sentence = _("%(period)s: due on %(day)s, the target is %(target)s %%") % words
    return Status(state, figure, sentence, f"{url}?view=owed", _("See who owes"))


def _not_billed(kind: Kind, park: Park, day: date, span: Span, name: str) -> Status:
    """The period is not billed yet: late once bills would be due."""
    begins = span.first if kind.period == Period.YEAR else span.last
    late = day > begins + timedelta(days=thresholds.value(park, "bill_due_days", day))
    sentence = _("%(period)s is not billed yet") % {"period": name}
    return Status("missed" if late else "due", _("no bill"), sentence, reverse("fees:run_new"), _("Preview the run"))


DUTIES = [
    Duty(
        "O2",
        (Role.OFFICER,),
        "month",
        gettext_lazy("Collect the telephone fee on time"),
        gettext_lazy("Telephone fee"),
        "fees:bills",
        _reading(TELEPHONE),
    ),
    Duty(
        "O4",
        (Role.OFFICER,),
        "quarter",
        gettext_lazy("Collect water, electricity, gas, TV and management fees"),
        gettext_lazy("Quarterly fees"),
        "fees:bills",
        _reading(QUARTERLY),
    ),
    Duty(
        "O5",
        (Role.OFFICER,),
        "year",
        gettext_lazy("Collect the heating fee"),
        gettext_lazy("Heating fee"),
        "fees:bills",
        _reading(HEATING),
    ),
]
