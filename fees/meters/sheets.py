"""What the columns of a file of readings mean: the meter by its number, its value, the day (domain 2.4)."""

from datetime import date, time
from decimal import Decimal
from typing import Any

from django import forms
from django.db.models import Q
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.meters.models import Meter
from fees.meters.reading import Said, doubt_text, judge
from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.estate.imports.sheets import YES_NO, Column, Sheet, plain_word
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import AmountField
from parkservice.kit.text import LineField
from parkservice.parks.models import Park

NOON = time(12)
_OFFERED = (gettext_lazy("yes"), gettext_lazy("no"))


class ReadingSheet(Sheet):
    """Readings, recognised by the number of the meter; every row is a new one."""

    kind = "readings"

    def __init__(self, park: Park, user: User) -> None:
        """Know the meters in use that this person reads."""
        super().__init__(park)
        reach = scope(user, "meters.read")
        mine = Q(park_id__in=reach.parks) | Q(building_id__in=reach.buildings)
        meters = Meter.objects.filter(mine, park=park, ends__isnull=True).select_related("unit", "building", "park")
        named = {plain_word(meter.serial): meter for meter in meters}
        self.columns = (
            Column(
                "meter",
                gettext_lazy("Meter number"),
                "DB-0001",
                words=named,
                unknown=gettext_lazy("No meter that you read has this number. Check it."),
                required=True,
                narrow=True,
            ),
            Column(
                "current",
                gettext_lazy("Value"),
                "10418.2",
                AmountField(places=4, min_value=Decimal(0)),
                required=True,
                narrow=True,
            ),
            Column("day", gettext_lazy("Read on"), "2026-03-31", forms.DateField(), required=True, narrow=True),
            Column("estimated", gettext_lazy("Estimated"), words=YES_NO, offered=_OFFERED),
            Column("rolled", gettext_lazy("Ran through zero"), words=YES_NO, offered=_OFFERED),
            Column("remark", gettext_lazy("Remark"), "", LineField(max_length=200, required=False)),
            Column("confirmed", gettext_lazy("Why it is right"), "", LineField(max_length=200, required=False)),
        )

    def find(self, values: dict[str, Any]) -> None:
        """A reading is always a new row."""
        return

    def key(self, values: dict[str, Any]) -> Any:
        """One value for each meter in one file: the next one has to follow it."""
        return values["meter"].pk

    def check(self, row: Any, values: dict[str, Any]) -> dict[str, str]:
        """What stands against the reading, beside its cell; an implausible one needs its reason in the file."""
        meter, said = values["meter"], said_of(values)
        try:
            judged = judge(meter, said)
        except RuleViolation as refusal:
            return {"day" if refusal.code in ("day", "out") else "current": str(refusal)}
        if judged.doubt and not said.confirmed:
            return {"confirmed": doubt_text(meter, judged)}
        if meter.readings.live().filter(read_on=values["day"], kind="regular").exists():
            return {"day": _("This meter was read on this day already.")}
        return {}

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """As the values stand."""
        return values


def said_of(values: dict[str, Any]) -> Said:
    """What a row says; read at noon of its day, or now when that lies ahead."""
    day: date = values["day"]
    return Said(
        current=values["current"],
        read_at=min(clock.combine(day, NOON), clock.now()) if day <= clock.today() else clock.combine(day, NOON),
        estimated=bool(values.get("estimated")),
        rolled=bool(values.get("rolled")),
        remark=values.get("remark") or "",
        confirmed=values.get("confirmed") or "",
    )
