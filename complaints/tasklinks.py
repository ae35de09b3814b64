"""What tasks know of the records of this app: their names, their readers, and who works on them (M4, M12)."""

from collections.abc import Sequence
from typing import Any

from django.db.models import Q

from complaints.casework import panels, rules, sight
from complaints.choices import Category, State
from complaints.dispatch.rules import may_dispatch
from complaints.intake.services import shorten
from complaints.models import Complaint, Contact, Escalation, Suggestion
from complaints.people import answering, unconcerned
from complaints.suggestions.services import may_release
from parkservice.accounts.models import User
from parkservice.accounts.readings import Limit
from parkservice.accounts.rights import answering_for, matters_of, may, scope
from parkservice.kit import clock, worktime
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park
from parkservice.tasks import sources
from parkservice.tasks.panels import for_subject, tasks_open
from parkservice.tasks.sources import About, SourceKind

#: Characters of a text that name a matter.
SHORT = 60
_PLACE = ("park", "building", "unit__building")


def _complaint(pk: int) -> Complaint | None:
    return Complaint.objects.select_related("officer", *_PLACE).filter(pk=pk).first()


def _describe(row: Any, matter: str, name: str, place: str = "") -> About:
    return About(row.number, shorten(matter, SHORT), row.unit, row.building, place, name, row.phone)


def _read_in_full(user: User) -> Any:
    """Complaints that this person works on or leads; readers of masked or own ones see no tasks (design section 4)."""
    reach = scope(user, "complaints.view")
    full = Q(park_id__in=reach.parks) | matters_of(user, "officer_id", perm="complaints.act")
    full |= Q(building_id__in=reach.buildings) & ~Q(category=Category.SERVICE_ATTITUDE)
    return Complaint.objects.visible_to(user).filter(full).values_list("pk", flat=True)


def _about_person(user: User) -> Any:
    return Complaint.objects.about(user).values_list("pk", flat=True)


def _works_on_contact(row: Contact, user: User) -> bool:
    """Who took the call or must act, or the manager."""
    mine = {row.received_by_id, row.handed_to_id} & answering_for(user, row.park_id)
    return bool(mine) or row.park_id in scope(user, "contacts.view").parks


def _readable_contacts(user: User) -> Any:
    readable = Contact.objects.visible_to(user) if may(user, "contacts.view") else Contact.objects.none()
    return readable.values_list("pk", flat=True)


def _readable_suggestions(user: User) -> Any:
    readable = Suggestion.objects.visible_to(user) if may(user, "suggestions.view") else Suggestion.objects.none()
    return readable.values_list("pk", flat=True)


def stand_still(people: Sequence[User], park: Park) -> dict[int, list[Limit]]:
    """M12: for officers, cases past their resolution limit; for managers, escalated cases not decided.

    Both count after one working day, and only while nobody has been asked: no referral, question or work order is open.
    """
    calendar = calendar_for(park)
    late = [(row, row.resolve_due, {row.officer_id}) for row in _unmoved(park)]
    waiting = [(row.complaint, row.at, set[int]()) for row in _undecided(park)]
    asked = tasks_open([row.pk for row, _since, _whose in late + waiting], "complaints.complaint")
    found: dict[int, list[Limit]] = {user.pk: [] for user in people}
    for row, since, whose in late + waiting:
        if row.pk in asked or worktime.after_days(since, 1, calendar).at >= clock.now():
            continue
        for user in unconcerned(row, people):
            if whose & answering_for(user, park.pk, "complaints.act") or (not whose and rules.may_decide(row, user)):
                found[user.pk].append(Limit(since, row.matter))
    return found


def _unmoved(park: Park) -> list[Complaint]:
    """Cases under way, not waiting for the complainant, whose resolution limit has passed."""
    rows = Complaint.objects.filter(park=park, state__in=(State.INVESTIGATING, State.ACTING), paused_at__isnull=True)
    return list(rows.filter(resolve_due__lt=clock.now()).order_by("resolve_due"))


def _undecided(park: Park) -> list[Escalation]:
    """Escalations without a decision."""
    rows = Escalation.objects.filter(complaint__park=park, decided_at__isnull=True)
    return list(rows.select_related("complaint__park").order_by("at"))


sources.register(
    SourceKind(
        "complaints.complaint",
        read=_complaint,
        describe=lambda row: _describe(row, row.matter, row.salutation, row.place),
        seen=_read_in_full,
        works_on=rules.may_act,
        sends=may_dispatch,
        hidden=_about_person,
        concerns=rules.concerns,
        responsible=answering,
        blocked=stand_still,
    ),
    SourceKind(
        "complaints.contact",
        read=lambda pk: Contact.objects.select_related(*_PLACE).filter(pk=pk).first(),
        describe=lambda row: _describe(row, row.content, row.salutation),
        seen=_readable_contacts,
        works_on=_works_on_contact,
        hidden=lambda user: Contact.objects.about(user).values_list("pk", flat=True),
        concerns=lambda row, user: Contact.objects.about(user).filter(pk=row.pk).exists(),
    ),
    SourceKind(
        "complaints.suggestion",
        read=lambda pk: Suggestion.objects.select_related("officer", *_PLACE).filter(pk=pk).first(),
        describe=lambda row: _describe(row, row.content, row.salutation),
        seen=_readable_suggestions,
        works_on=may_release,
        responsible=answering,
    ),
)


def _card(page: Any) -> panels.Panel | None:
    """The card of a complaint, for those who read it in full."""
    if page.sight is not sight.Sight.FULL:
        return None
    found = for_subject(page.user, page.complaint)
    return panels.Panel("tasks/_panel.html", found, side=True) if found is not None else None


panels.register(_card, place=40)
