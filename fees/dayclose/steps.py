"""The nine steps of a day's close and how far a drawer is, read from its records (domain 4, "Daily close")."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from functools import cached_property

from fees.cashdesk.models import Drawer
from fees.cashdesk.sources import books
from fees.counting.models import CashCount, Difference, Purpose
from fees.dayclose.models import Consent, DayClose
from fees.payins.models import PayIn, PayInCheck
from fees.payins.services import is_counted
from fees.safes.models import SafeCheck


@dataclass
class Progress:
    """How far the close of one drawer's day is; each part is read once."""

    drawer: Drawer
    day: date

    @cached_property
    def close(self) -> DayClose | None:
        """The close, when the day is closed."""
        return DayClose.objects.filter(drawer=self.drawer, day=self.day).first()

    @cached_property
    def unposted(self) -> list[str]:
        """Receipts that have no line yet."""
        return books().unposted(self.drawer, self.day)

    def _count(self, purpose: str) -> CashCount | None:
        rows = CashCount.objects.filter(drawer=self.drawer, day=self.day, purpose=purpose)
        return rows.select_related("difference").order_by("-id").first()

    @cached_property
    def count(self) -> CashCount | None:
        """The last count of the whole cash."""
        return self._count(Purpose.CLOSE)

    @cached_property
    def float_count(self) -> CashCount | None:
        """The last count of the float."""
        return self._count(Purpose.FLOAT)

    @cached_property
    def pay_in(self) -> PayIn | None:
        """The pay-in of this day's takings."""
        return PayIn.objects.filter(drawer=self.drawer, for_day=self.day).first()

    @cached_property
    def checked(self) -> PayInCheck | None:
        """The last word of finance about it."""
        return PayInCheck.objects.filter(pay_in=self.pay_in).order_by("-id").first() if self.pay_in else None

    @cached_property
    def consent(self) -> Consent | None:
        """The manager's consent to carry cash."""
        return Consent.objects.filter(drawer=self.drawer, day=self.day).first()

    @cached_property
    def safe_check(self) -> SafeCheck | None:
        """The last sign-off of the safe after the float was counted."""
        if self.float_count is None:
            return None
        rows = SafeCheck.objects.filter(safe_id=self.drawer.safe_id, at__gte=self.float_count.at)
        return rows.order_by("-id").first()

    @property
    def is_counted(self) -> bool:
        """Step 4: the count stands for the cash before the pay-in, its difference is a document."""
        return self.pay_in is not None or is_counted(self.drawer, self.day)

    @property
    def to_raise(self) -> CashCount | None:
        """A count whose difference is no document yet."""
        for each in (self.float_count, self.count):
            if each is not None and each.off and each.position == self.drawer.position and not self._raised(each):
                return each
        return None

    def _raised(self, count: CashCount) -> bool:
        return Difference.objects.filter(count=count).exists()

    @property
    def is_handed_in(self) -> bool:
        """Step 5: nothing is left of the takings, and finance counted them."""
        return self.drawer.takings == 0 and (self.pay_in is None or self.checked is not None)

    @property
    def needs_consent(self) -> bool:
        """Whether the day closes only with the manager's consent: cash stays here, or finance did not count."""
        return not self.is_handed_in or self.drawer.float_balance != self.drawer.float_amount

    @property
    def is_float_counted(self) -> bool:
        """Step 6: the float was counted after the last line."""
        return is_counted(self.drawer, self.day, Purpose.FLOAT)

    @property
    def carried(self) -> Decimal:
        """What would stay in the safe, in yuan."""
        return self.drawer.takings
