"""The review of an officer's collection: the figures of the running quarter and the week, kept with a note (M11)."""

from collections.abc import Mapping
from dataclasses import dataclass, replace
from datetime import date, timedelta
from typing import Any

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from fees.arrears.figures import Ageing, Collection
from fees.arrears.groups import BREAKDOWNS
from fees.arrears.pages import EMPTY, NO_RATE, percent_text
from fees.arrears.periods import QUARTER, around
from fees.arrears.queries import Which, ageings_by, collections_by
from fees.collecting.models import CollectionReview, CollectionVisit
from fees.collecting.promises import broken
from fees.dunning.lists import to_send
from fees.dunning.models import DunningNotice
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, officers_of, people_with
from parkservice.accounts.roles import Role
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import tell
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value
from parkservice.ui.words import yuan_text

BY_OFFICER = BREAKDOWNS["officer"].group


def monday(day: date) -> date:
    """Return the first day of the week of a day."""
    return day - timedelta(days=day.weekday())


def collectors(park: Park) -> list[User]:
    """Return the officers who answer for a building of the park today; they are reviewed."""
    holders = set(people_with(park, Role.OFFICER).values_list("pk", flat=True))
    found = {user.pk: user for user in officers_of(park).values() if user.pk in holders}
    return sorted(found.values(), key=lambda user: (user.name, user.pk))


def officer_of(park: Park, key: str) -> User | None:
    """Return the officer that an address names; None for anything else."""
    wanted = int(key) if key.isascii() and key.isdigit() and len(key) < 19 else None
    return next((user for user in collectors(park) if user.pk == wanted), None)


@dataclass(frozen=True)
class Standing:
    """How the collection of one officer stands, and the review of this week, if it was made."""

    officer: User
    rates: Collection
    ages: Ageing
    review: CollectionReview | None

    @property
    def rate(self) -> str:
        """The rate of the running quarter in words."""
        return percent_text(self.rates.current_rate)


def standing(park: Park) -> list[Standing]:
    """Return the officers of a park with their figures; a number of statements that stays the same."""
    period = around(clock.today(), QUARTER)
    rates = collections_by(Which(park), BY_OFFICER, period.first, period.until)
    ages = ageings_by(Which(park), BY_OFFICER)
    made = CollectionReview.objects.filter(park=park, week=monday(clock.today()))
    reviews = {row.officer_id: row for row in made}
    return [
        Standing(user, rates.get(user.pk, NO_RATE), ages.get(user.pk, EMPTY), reviews.get(user.pk))
        for user in collectors(park)
    ]


def figures_of(park: Park, officer: User) -> dict[str, Any]:
    """Return the figures of an officer at this moment as they are kept with the review."""
    period, week = around(clock.today(), QUARTER), clock.combine(monday(clock.today()))
    buildings = frozenset(pk for pk, user in officers_of(park).items() if user.pk == officer.pk)
    which = replace(Which(park), buildings=buildings)
    rates = collections_by(which, BY_OFFICER, period.first, period.until).get(officer.pk, NO_RATE)
    ages = ageings_by(which, BY_OFFICER).get(officer.pk, EMPTY)
    visits = CollectionVisit.objects.filter(park=park, by=officer)
    notices = DunningNotice.objects.filter(to_send(None), park=park, building_id__in=[pk for pk in buildings if pk])
    return {
        "period": period.key,
        "billed": yuan_text(rates.net),
        "paid": yuan_text(rates.paid),
        "rate": percent_text(rates.current_rate),
        "old_rate": percent_text(rates.old_rate),
        "target": value(park, "collection_target"),
        "open": yuan_text(ages.total),
        "overdue": yuan_text(ages.overdue),
        "notices": notices.count(),
        "visits": visits.filter(at__gte=week).count(),
        "broken": broken(visits).count(),
    }


def stats(figures: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Return kept figures with their words, for the page."""
    target = _("target %(target)s %%") % {"target": figures["target"]}
    return [
        {"label": _("To be collected in %(period)s") % {"period": figures["period"]}, "figure": figures["billed"]},
        {"label": _("Collected of it"), "figure": figures["paid"]},
        {"label": _("Collection rate"), "figure": figures["rate"], "small": target},
        {"label": _("Old arrears recovered"), "figure": figures["old_rate"]},
        {"label": _("Open now"), "figure": figures["open"]},
        {"label": _("Overdue"), "figure": figures["overdue"]},
        {"label": _("Notices to be sent"), "figure": figures["notices"]},
        {"label": _("Visits this week"), "figure": figures["visits"]},
        {"label": _("Broken promises"), "figure": figures["broken"]},
    ]


@transaction.atomic
def write_review(*, actor: User, park: Park, officer: User, note: str, form_id: str) -> tuple[CollectionReview, bool]:
    """Keep the manager's note on an officer's collection with the figures of this moment, once a week (M11).

    The same form gives the same review. Raises RuleViolation without a note, for the own collection, and when this
    week's was written already; PermissionDenied for people who do not review.
    """
    body = {"officer": officer.pk, "park": park.pk, "note": note}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _write(actor, park, officer, note))


def _write(actor: User, park: Park, officer: User, note: str) -> CollectionReview:
    if not may(actor, "collection.review", park):
        raise PermissionDenied(_("The manager reviews the collection."))
    if actor.pk == officer.pk:
        raise RuleViolation(_("Nobody reviews their own collection. A colleague does it."), code="own")
    if not note:
        raise RuleViolation(_("Write what you make of the figures."), code="no_note")
    week = monday(clock.today())
    User.objects.select_for_update(of=("self",)).get(pk=officer.pk)
    before = CollectionReview.objects.filter(park=park, officer=officer, week=week).select_related("by").first()
    if before is not None:
        words = _("%(name)s reviewed it this week already. Open that review.") % {"name": before.by.name}
        raise RuleViolation(words, code="reviewed")
    review = CollectionReview.objects.create(
        park=park,
        officer=officer,
        week=week,
        at=clock.now(),
        by=actor,
        figures=figures_of(park, officer),
        note=note,
    )
    record(park=park, actor=actor, verb="collection.reviewed", subject=review, data={"name": officer.name}, note=note)
    tell(recipients=[officer], park=park, verb="inbox.collection_reviewed", subject=review)
    return review
