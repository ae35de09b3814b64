"""The cash desk on paper, as plain Python: what is in a drawer, which day is open, what a month still waits for."""

from dataclasses import dataclass, field
from datetime import date
from decimal import Decimal

NOTHING, FLOAT = Decimal("0.00"), Decimal("500.00")


def month_of(day: date) -> date:
    """The first day of the month."""
    return day.replace(day=1)


@dataclass
class PaperDrawer:
    """One drawer: its two pots, the day that is open, and what is closed."""

    takings: Decimal = NOTHING
    spent: Decimal = NOTHING  # of the float, until finance refills it
    open_day: date | None = None
    closed_through: date | None = None

    @property
    def balance(self) -> Decimal:
        """What lies in it."""
        return self.takings + FLOAT - self.spent

    def day_of_cash(self, today: date, after: date) -> date | None:
        """The day on which cash of today is dated; None while it is refused. `after` is the next working day."""
        if self.open_day is not None:
            return None if self.open_day < today else self.open_day
        return after if self.is_closed(today) else today

    def is_closed(self, day: date) -> bool:
        """Whether a day is closed."""
        return self.closed_through is not None and self.closed_through >= day

    def move(self, day: date, takings: Decimal = NOTHING, spent: Decimal = NOTHING) -> None:
        """Cash moves on a day."""
        self.takings, self.spent, self.open_day = self.takings + takings, self.spent + spent, day


@dataclass
class PaperMonths:
    """What the months of the park wait for, each under its first day."""

    begun: set[date] = field(default_factory=set)
    closed: set[date] = field(default_factory=set)
    moved: set[tuple[int, date]] = field(default_factory=set)  # drawer and month
    watched: set[tuple[int, date]] = field(default_factory=set)
    undecided: dict[int, date] = field(default_factory=dict)  # difference and month

    def first_open(self) -> date | None:
        """The earliest month that was begun and not closed."""
        return min(self.begun - self.closed, default=None)

    def waits(self, month: date) -> bool:
        """Whether something of a month is still to be done by others than who closes it."""
        unwatched = {key for key in self.moved if key[1] == month} - self.watched
        return bool(unwatched) or month in self.undecided.values()
