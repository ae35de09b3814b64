"""The figures of one month, recomputed from the records (domain 3.9); every one knows the list that it opens."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import ROUND_HALF_UP, Decimal
from typing import Any
from urllib.parse import urlencode

from django.db.models import Count, Q
from django.db.models.functions import TruncMonth
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.analysis.conditions import FIGURES, VALID, following, within
from complaints.casework.models import Complaint
from complaints.choices import Category, Channel, Severity, Topic, Validity
from complaints.contacts.models import Contact
from complaints.returnvisits.queries import counted
from parkservice.accounts.models import User
from parkservice.estate.models import Occupancy
from parkservice.kit import clock
from parkservice.parks.models import Building, Department, Park
from parkservice.ui.words import DASH

#: Months of the trend, and causes that are named.
TREND, CAUSES = 12, 5


@dataclass(frozen=True)
class Rate:
    """A part of a whole; nothing out of nothing is no figure, neither 0 nor 100 %."""

    label: str
    part: int
    whole: int
    url: str = ""

    @property
    def percent(self) -> Decimal | None:
        """The share in percent, two places, half up."""
        return hundredfold(self.part, self.whole)

    @property
    def text(self) -> str:
        """The share as people read it."""
        return DASH if self.percent is None else f"{self.percent} %"

    @property
    def basis(self) -> str:
        """What it was computed from."""
        return f"{self.part} / {self.whole}"


def hundredfold(part: int, whole: int) -> Decimal | None:
    """Return how many there are for each hundred, two places, half up; None for a whole of nothing."""
    if not whole:
        return None
    return (Decimal(part) * 100 / Decimal(whole)).quantize(Decimal("0.01"), rounding=ROUND_HALF_UP)


@dataclass(frozen=True)
class Row:
    """One line of a table: how many were registered, how many of them valid, and how punctually they were settled."""

    label: str
    registered: int
    valid: int
    on_time: Rate
    url: str


@dataclass(frozen=True)
class Table:
    """The month by one property of its complaints."""

    key: str
    title: str
    rows: list[Row]

    @property
    def highest(self) -> int:
        """The longest bar."""
        return max((row.registered for row in self.rows), default=0)


def link(month: date, **query: Any) -> str:
    """Return the queue of exactly the complaints that a figure of a month counts."""
    given = {"view": "all", "month": f"{month:%Y-%m}", **{key: value for key, value in query.items() if value}}
    return f"{reverse('complaints:queue')}?{urlencode(given)}"


class MonthFigures:
    """The figures of a park in one month; each asks the database once."""

    def __init__(self, park: Park, month: date) -> None:
        self.park, self.month = park, month
        self.rows = Complaint.objects.filter(within("received_at", month), park=park)
        self.counts: Mapping[str, int] = counted(self.rows).aggregate(
            **{name: Count("pk", filter=condition) for name, (condition, _words) in FIGURES.items()}
        )

    def _rate(self, label: str, part: str, whole: str) -> Rate:
        return Rate(label, self.counts[part], self.counts[whole], link(self.month, figure=part))

    @property
    def rates(self) -> list[Rate]:
        """The rates of quality, in the order of the work."""
        return [
            self._rate(_("Contacted in time"), "contacted", "reachable"),
            self._rate(_("Settled in time"), "on_time", "closed"),
            self._rate(_("Return visits made"), "visited", "to_visit"),
            self._rate(_("Satisfied"), "satisfied", "rated"),
            self._rate(_("Repeated"), "repeat", "valid"),
        ]

    @property
    def occupied(self) -> int:
        """Units that were occupied on the last day of the month, or today in a running one."""
        last = min(following(self.month) - timedelta(days=1), clock.today())
        return Occupancy.objects.current(last).filter(unit__park=self.park).values("unit_id").distinct().count()

    @property
    def per_hundred_units(self) -> Rate:
        """Valid complaints for each hundred occupied units."""
        return Rate(_("Valid per 100 occupied units"), self.counts["valid"], self.occupied, self.url_of("valid"))

    @property
    def praise(self) -> int:
        """Words of praise in the register of visits and calls."""
        return Contact.objects.filter(within("at", self.month), park=self.park, topic=Topic.PRAISE).count()

    def url_of(self, figure: str) -> str:
        """The list of one figure."""
        return link(self.month, figure=figure)

    @property
    def urls(self) -> dict[str, str]:
        """The list of every figure, by its name."""
        praise = urlencode({"topic": Topic.PRAISE, "month": f"{self.month:%Y-%m}"})
        lists = {name: self.url_of(name) for name in FIGURES}
        return {**lists, "praise": f"{reverse('complaints:contacts')}?{praise}"}

    @property
    def tables(self) -> list[Table]:
        """The month by kind, place, department, way in, weight, result and person."""
        buildings = {each.pk: each.name for each in Building.objects.filter(park=self.park)}
        departments = {each.pk: each.name for each in Department.objects.filter(park=self.park)}
        officers = {each.pk: each.display_name for each in User.objects.filter(complaints__park=self.park).distinct()}
        named: list[tuple[str, str, str, Mapping[Any, Any]]] = [
            ("category", _("By category"), "category", dict(Category.choices)),
            ("building_id", _("By building"), "building", buildings),
            ("responsible_department_id", _("By department responsible"), "department", departments),
            ("channel", _("By channel"), "channel", dict(Channel.choices)),
            ("severity", _("By severity"), "severity", dict(Severity.choices)),
            ("validity", _("By result of the investigation"), "validity", dict(Validity.choices)),
            ("officer_id", _("By officer"), "officer", officers),
        ]
        return [Table(key, title, self._rows(column, key, names)) for column, title, key, names in named]

    def _rows(self, column: str, key: str, names: Mapping[Any, Any]) -> list[Row]:
        found = (
            self.rows.values(column)
            .annotate(
                registered=Count("pk", filter=FIGURES["registered"][0]),
                valid=Count("pk", filter=VALID),
                closed=Count("pk", filter=FIGURES["closed"][0]),
                on_time=Count("pk", filter=FIGURES["on_time"][0]),
            )
            .order_by("-registered", column)
        )
        return [
            Row(
                str(names.get(each[column], _("not known yet"))),
                each["registered"],
                each["valid"],
                Rate("", each["on_time"], each["closed"]),
                link(self.month, figure="registered", **{key: each[column]}) if each[column] else "",
            )
            for each in found
            if each["registered"]
        ]

    @property
    def causes(self) -> list[tuple[str, int]]:
        """The causes that were found most often."""
        found = self.rows.filter(VALID).exclude(cause="").values_list("cause").annotate(n=Count("pk"))
        return list(found.order_by("-n", "cause")[:CAUSES])

    @property
    def trend(self) -> list[tuple[date, int, int]]:
        """The last twelve months: first day, registered, valid."""
        first = following(self.month, 1 - TREND)
        since = Q(received_at__gte=clock.combine(first), received_at__lt=clock.combine(following(self.month)))
        monthly = (
            Complaint.objects.filter(since, park=self.park)
            .annotate(of=TruncMonth("received_at", tzinfo=clock.SHANGHAI))
            .values_list("of")
            .annotate(n=Count("pk", filter=FIGURES["registered"][0]), v=Count("pk", filter=VALID))
            .order_by()
        )
        found = {clock.local(of).date().replace(day=1): (n, v) for of, n, v in monthly}
        return [(month, *found.get(month, (0, 0))) for month in _months(first)]


def _months(first: date) -> Iterable[date]:
    return (following(first, step) for step in range(TREND))
