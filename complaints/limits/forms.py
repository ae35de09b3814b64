"""What people write when they propose new reference data; each form says its content as plain JSON in `after`."""

from collections.abc import Iterator
from datetime import date, time, timedelta
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.casework.forms import words_field
from complaints.choices import SET_BY_PARK, LimitUnit, Severity
from complaints.limits.areas import AREAS, limit_name
from complaints.limits.models import AreaName
from parkservice.kit import clock
from parkservice.kit.text import LineField
from parkservice.parks import thresholds
from parkservice.parks.models import Park
from parkservice.ui.forms import Form, FormIdMixin

#: Longest limit that can be entered, in its unit: a quarter of a year in minutes of opening time.
LONGEST = 30_000
SPANS, HOLIDAYS = 3, 10


class ChangeForm(FormIdMixin, Form):
    """A proposal: its content, its first day, and why."""

    area = ""
    key = ""
    valid_from = forms.DateField(label=gettext_lazy("Valid from"))
    reason = words_field(gettext_lazy("Why is it changed?"), rows=2)

    def __init__(self, *args: Any, park: Park, key: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.park, self.key = park, key
        self.now = AREAS[self.area].read(park, key)
        self.initial.setdefault("valid_from", clock.today() + timedelta(days=1))
        if not AREAS[self.area].dated:
            del self.fields["valid_from"]
        self.build()

    def build(self) -> None:
        """Add the fields of the content."""

    def content(self) -> Any:
        """What is proposed, from the cleaned fields."""
        raise NotImplementedError

    def clean_valid_from(self) -> date:
        """Not behind us."""
        day: date = self.cleaned_data["valid_from"]
        if day < clock.today():
            raise ValidationError(_("Choose today or a later day: what has been counted stays as it was."))
        return day

    def answers(self) -> dict[str, Any]:
        """What the service takes."""
        kept = {name: self.cleaned_data.get(name) for name in ("valid_from", "reason", "form_id")}
        return {"area": self.area, "key": self.key, "after": self.content(), **kept}


class LimitsForm(ChangeForm):
    """Amount and unit of every limit, one row for each weight, urgency and kind."""

    area = AreaName.LIMITS

    def build(self) -> None:
        """One amount and one unit for each limit; urgent ones may run day and night, replies never do."""
        for severity in Severity.values:
            for urgent in (False, True):
                for kind in SET_BY_PARK:
                    self._add(severity, urgent, kind)

    def _add(self, severity: str, urgent: bool, kind: str) -> None:
        name = f"{severity}/{int(urgent)}/{kind}"
        amount, unit = self.now.get(name, [None, LimitUnit.WORKING_DAYS])
        label = limit_name(severity, urgent, kind)
        units = [each for each in LimitUnit if urgent or each != LimitUnit.NATURAL_MINUTES]
        self.fields[f"{name}/amount"] = forms.IntegerField(label=label, min_value=1, max_value=LONGEST, initial=amount)
        self.fields[f"{name}/unit"] = forms.ChoiceField(
            label=_("%(limit)s, unit") % {"limit": label}, choices=[(each, each.label) for each in units], initial=unit
        )

    def groups(self) -> Iterator[tuple[str, list[tuple[Any, Any, Any]]]]:
        """The rows of the table by weight: name of the limit, amount, unit."""
        for severity in Severity:
            for urgent in (False, True):
                title = f"{severity.label} · {_('urgent')}" if urgent else str(severity.label)
                names = [(kind, f"{severity}/{int(urgent)}/{kind}") for kind in SET_BY_PARK]
                yield title, [(kind.label, self[f"{name}/amount"], self[f"{name}/unit"]) for kind, name in names]

    def content(self) -> dict[str, list[Any]]:
        """Amount and unit by limit."""
        given = self.cleaned_data
        names = sorted(name.removesuffix("/amount") for name in self.fields if name.endswith("/amount"))
        return {name: [given[f"{name}/amount"], given[f"{name}/unit"]] for name in names}


class ThresholdsForm(ChangeForm):
    """The value of every threshold."""

    area = AreaName.THRESHOLDS

    def build(self) -> None:
        """One number for each threshold, within what makes sense."""
        for each in thresholds.known():
            self.fields[each.name] = forms.IntegerField(
                label=each.meaning,
                min_value=each.lowest,
                max_value=each.highest,
                initial=self.now[each.name],
                help_text=each.unit.label,
            )

    def groups(self) -> Iterator[tuple[str, list[Any]]]:
        """The fields by group."""
        found: dict[str, list[Any]] = {}
        for each in thresholds.known():
            found.setdefault(str(each.group), []).append(self[each.name])
        yield from found.items()

    def content(self) -> dict[str, int]:
        """The number of each threshold."""
        return {each.name: self.cleaned_data[each.name] for each in thresholds.known()}


class HoursForm(ChangeForm):
    """The open spans of a working day, at most three, in order."""

    area = AreaName.HOURS

    def build(self) -> None:
        """Opening and closing of each span; spans that are not needed stay empty."""
        for number in range(1, SPANS + 1):
            old = self.now[number - 1] if number <= len(self.now) else ["", ""]
            words = {"number": number}
            self.fields[f"opens{number}"] = forms.TimeField(
                label=_("Opens (%(number)d)") % words, required=number == 1, initial=old[0]
            )
            self.fields[f"closes{number}"] = forms.TimeField(
                label=_("Closes (%(number)d)") % words, required=number == 1, initial=old[1]
            )
        self.order_fields([*[name for name in self.fields if name[-1].isdigit()], "reason", "form_id"])

    def pairs(self) -> Iterator[tuple[Any, Any]]:
        """The fields of each span, side by side."""
        for number in range(1, SPANS + 1):
            yield self[f"opens{number}"], self[f"closes{number}"]

    def spans(self) -> list[tuple[time, time]]:
        """The spans that were filled in."""
        given = self.cleaned_data
        pairs = [(given.get(f"opens{number}"), given.get(f"closes{number}")) for number in range(1, SPANS + 1)]
        return [(opens, closes) for opens, closes in pairs if opens and closes]

    def clean(self) -> dict[str, Any]:
        """Whole spans that close after they open and come one after the other."""
        given = super().clean() or self.cleaned_data
        before: time | None = None
        for number in range(1, SPANS + 1):
            opens, closes = given.get(f"opens{number}"), given.get(f"closes{number}")
            if bool(opens) != bool(closes):
                self.add_error(f"closes{number}" if opens else f"opens{number}", _("Enter both ends, or none."))
            elif opens and closes and closes <= opens:
                self.add_error(f"closes{number}", _("Closing time must be later than opening time."))
            elif opens and before and opens < before:
                self.add_error(f"opens{number}", _("This span begins before the one above it ends."))
            before = closes or before
        return given

    def content(self) -> list[list[str]]:
        """The spans as text."""
        return [[f"{opens:%H:%M}", f"{closes:%H:%M}"] for opens, closes in self.spans()]


class YearForm(ChangeForm):
    """The holidays of a year with their free days, and the weekend days that are worked for them (调休)."""

    area = AreaName.YEAR

    def build(self) -> None:
        """One row for each holiday; empty rows are left out."""
        for number, row in enumerate(_rows(self.now), start=1):
            self.fields[f"name{number}"] = LineField(
                label=_("Holiday"), required=False, max_length=40, initial=row.get("name", "")
            )
            self.fields[f"english{number}"] = LineField(
                label=_("In English"), required=False, max_length=60, initial=row.get("english", "")
            )
            self.fields[f"first{number}"] = forms.DateField(
                label=_("First free day"), required=False, initial=row.get("first")
            )
            self.fields[f"last{number}"] = forms.DateField(
                label=_("Last free day"), required=False, initial=row.get("last")
            )
            self.fields[f"worked{number}"] = LineField(
                label=_("Make-up working days"), required=False, max_length=80, initial=row.get("worked", "")
            )
        self.order_fields([*[name for name in self.fields if name[-1].isdigit()], "reason", "form_id"])

    def rows(self) -> Iterator[list[Any]]:
        """The fields of each holiday."""
        for number in range(1, HOLIDAYS + 1):
            yield [self[f"{name}{number}"] for name in ("name", "english", "first", "last", "worked")]

    def clean(self) -> dict[str, Any]:
        """Names with days of this year, no day twice, make-up days at the weekend."""
        given = super().clean() or self.cleaned_data
        self.days: dict[date, dict[str, Any]] = {}
        for number in range(1, HOLIDAYS + 1):
            if any(given.get(f"{name}{number}") for name in ("name", "first", "last", "worked")):
                self._take(number, given)
        if not self.days and not self.errors:
            self.add_error("name1", _("Enter the first holiday."))
        return given

    def _take(self, number: int, given: dict[str, Any]) -> None:
        """Add the days of one holiday, or say what is wrong beside its field."""
        name, first, last = (given.get(f"{part}{number}") for part in ("name", "first", "last"))
        last = last or first
        if not name:
            self.add_error(f"name{number}", _("Name the holiday."))
        elif first is None:
            self.add_error(f"first{number}", _("Enter the first free day."))
        elif last < first or (last - first).days > 31:
            self.add_error(f"last{number}", _("The last free day does not fit the first one."))
        else:
            free = [first + timedelta(days=offset) for offset in range((last - first).days + 1)]
            self._put(f"first{number}", free, number, working=False)
            self._put(f"worked{number}", self._worked(number, given), number, working=True)

    def _worked(self, number: int, given: dict[str, Any]) -> list[date]:
        """The make-up days that were typed, as 2027-02-14, with commas or spaces between."""
        typed = str(given.get(f"worked{number}") or "").replace(",", " ").replace("，", " ").replace("、", " ").split()
        try:
            days = [date.fromisoformat(each) for each in typed]
        except ValueError:
            self.add_error(f"worked{number}", _("Enter days like 2027-02-14, with commas between."))
            return []
        if any(day.weekday() < 5 for day in days):
            self.add_error(f"worked{number}", _("A make-up day lies on a Saturday or Sunday."))
        return days

    def _put(self, field: str, days: list[date], number: int, *, working: bool) -> None:
        name, english = (self.cleaned_data.get(f"{part}{number}") or "" for part in ("name", "english"))
        for day in days:
            if str(day.year) != self.key:
                self.add_error(field, _("%(day)s is not a day of %(year)s.") % {"day": day, "year": self.key})
            elif day in self.days:
                self.add_error(field, _("%(day)s stands here twice.") % {"day": day})
            else:
                row = {"date": day.isoformat(), "working": working, "name_zh": name, "name_en": english}
                self.days[day] = row

    def content(self) -> list[dict[str, Any]]:
        """Every day that differs from Monday to Friday, in order."""
        return [self.days[day] for day in sorted(self.days)]


def _rows(days: list[dict[str, Any]]) -> list[dict[str, Any]]:
    """The kept days of a year as rows of the form: each run of free days, make-up days with the first run."""
    rows: list[dict[str, Any]] = []
    for day in (each for each in days if not each["working"]):
        here = date.fromisoformat(day["date"])
        if rows and rows[-1]["name"] == day["name_zh"] and here - rows[-1]["last"] == timedelta(days=1):
            rows[-1]["last"] = here
        else:
            rows.append({"name": day["name_zh"], "english": day["name_en"], "first": here, "last": here})
    for name in {each["name_zh"] for each in days if each["working"]}:
        worked = ", ".join(each["date"] for each in days if each["working"] and each["name_zh"] == name)
        row = next((row for row in rows if row["name"] == name), None)
        if row is not None:
            row["worked"] = worked
    return (rows + [{} for _empty in range(HOLIDAYS)])[:HOLIDAYS]


class ReturnForm(Form):
    """What is wrong about a proposal."""

    note = words_field(gettext_lazy("What is to be changed?"), rows=2)


FORMS: dict[str, type[ChangeForm]] = {
    AreaName.LIMITS: LimitsForm,
    AreaName.THRESHOLDS: ThresholdsForm,
    AreaName.HOURS: HoursForm,
    AreaName.YEAR: YearForm,
}
