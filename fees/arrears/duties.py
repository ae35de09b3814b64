"""The duties of collection and how they stand (M11, P8): the rate against its target, the reviews of the week.

What was billed and paid of single items (O2, O4, O5) is read where they are billed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import fields
from datetime import date, timedelta
from typing import Any
from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from fees.arrears.figures import Collection, pace
from fees.arrears.pages import NO_RATE, percent_text
from fees.arrears.periods import QUARTER, Period, around
from fees.arrears.queries import Which, collected_now
from fees.collecting.models import CollectionReview
from fees.collecting.reviewing import collectors, monday
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, officers_of, roles_of
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.text import shorten
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value
from parkservice.ui.words import yuan_text


def _rates(park: Park, period: Period) -> dict[Any, Collection]:
    """What is paid now on the bills of a period, by building; one statement."""
    found = collected_now(Which(park, since=period.first, until=period.last, carried=False), "building_id")
    return {building: rate for (building,), rate in found.items()}


def _mine(rates: Mapping[Any, Collection], buildings: Iterable[Any]) -> Collection:
    return _sum(rates[pk] for pk in buildings if pk in rates)


def _sum(rows: Iterable[Collection]) -> Collection:
    """Several collections as one; customers are counted in each."""
    kept = list(rows)
    if not kept:
        return NO_RATE
    return Collection(*(sum(getattr(row, field.name) for row in kept) for field in fields(Collection)))


def _said(rate: Collection, target: int) -> str:
    said = {"paid": yuan_text(rate.paid), "net": yuan_text(rate.net), "target": target}
    return _("%(paid)s of %(net)s collected; target %(target)d %%.") % said


def on_pace(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """P8: the rate of the quarter against the pace of its target: on pace, behind, or last quarter below the target.

    The manager answers for the whole park, an officer for the own buildings.
    """
    this, target = around(day, QUARTER), value(park, "collection_target", day)
    parts, answering = [_rates(park, period) for period in (this.step(-1), this)], officers_of(park)
    found = {}
    for user in people:
        leads, mine = Role.MANAGER in roles_of(user, park), answering_for(user, park.pk, "dunning.send")
        own = [building for building, officer in answering.items() if officer.pk in mine]
        last, running = [_sum(rates.values()) if leads else _mine(rates, own) for rates in parts]
        below = last.current_rate is not None and last.current_rate < target
        found[user.pk] = _missed(last, this.step(-1), target) if below else _running(running, this, day, target)
    return found


def _page(period: Period) -> str:
    return f"{reverse('fees:collection')}?{urlencode({'period': period.key})}"


def _missed(rate: Collection, period: Period, target: int) -> Status:
    words = _("%(period)s ended below the target: %(said)s")
    sentence = words % {"period": period.text, "said": _said(rate, target)}
    return Status("missed", percent_text(rate.current_rate), sentence, _page(period), _("See who must be urged"))


def _running(rate: Collection, period: Period, day: date, target: int) -> Status:
    if rate.current_rate is None:
        return Status("nothing", "", _("Nothing has been billed this quarter."), _page(period))
    asked = pace(target, (day - period.first).days + 1, period.days)
    figure, due = percent_text(rate.current_rate), clock.combine(period.last + timedelta(days=1))
    if rate.current_rate >= target:
        return Status("done", figure, _said(rate, target), _page(period))
    said = {"now": asked, "said": _said(rate, target)}
    if rate.current_rate >= asked:
        sentence = _("On pace, %(now)s %% by now: %(said)s") % said
        return Status("open", figure, sentence, _page(period), _("See the figures"), due=due)
    sentence = _("Behind the pace of %(now)s %% by now: %(said)s") % said
    return Status("due", figure, sentence, _page(period), _("See who must be urged"), due=due)


def reviewed(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """M11: a review of each officer's collection this week; who answers for no building is not reviewed."""
    week, url = monday(day), reverse("fees:collection_officers")
    done = set(CollectionReview.objects.filter(park=park, week=week).values_list("officer_id", flat=True))
    officers = collectors(park)
    found = {}
    for user in people:
        left = [each for each in officers if each.pk not in done and each.pk != user.pk]
        if not officers:
            status = Status("nothing", "", _("No officer answers for a building yet."), url)
        elif not left:
            status = Status("done", "", _("The collection of every officer was reviewed this week."), url)
        else:
            figure = ngettext("%(n)d officer", "%(n)d officers", len(left)) % {"n": len(left)}
            names = shorten(_(", ").join(each.name for each in left), 60)
            sentence = _("Not reviewed this week: %(names)s") % {"names": names}
            ends = clock.combine(week + timedelta(days=7))
            status = Status("due", figure, sentence, url, _("Review the collection"), due=ends)
        found[user.pk] = status
    return found


DUTIES = [
    Duty(
        "M11",
        (Role.MANAGER,),
        "week",
        gettext_lazy("Review the collection of each officer"),
        gettext_lazy("Collection reviews"),
        "fees:collection_officers",
        reviewed,
    ),
    Duty(
        "P8",
        (Role.MANAGER, Role.OFFICER),
        "month",
        gettext_lazy("Keep the collection on the pace of its target"),
        gettext_lazy("Collection"),
        "fees:collection",
        on_pace,
    ),
]
