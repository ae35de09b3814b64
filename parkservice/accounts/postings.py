"""Postings: proposed by one person, granted by another, ended but never deleted (design section 4)."""

import datetime
from collections.abc import Iterable

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from parkservice.accounts.models import Posting, PostingState, User
from parkservice.accounts.rights import acting_role, forget, may, people_with, roles_of
from parkservice.accounts.roles import APPROVING, Role
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Building, Department, Park


def require(actor: User | None, perm: str, park: Park) -> None:
    """Raise RuleViolation when the actor lacks a right in a park."""
    if actor is None or not may(actor, perm, park):
        raise RuleViolation(_("Your postings do not give you the right to do this."), code="no_right")


@transaction.atomic
def appoint_first_project_manager(*, park: Park, user: User) -> Posting:
    """Give a new park its first project manager; the only posting that nobody grants (`manage.py start`).

    Raises RuleViolation when the park already has one.
    """
    Park.objects.select_for_update(of=("self",)).get(pk=park.pk)
    if Posting.objects.filter(park=park, role=Role.PROJECT_MANAGER, state=PostingState.GRANTED).exists():
        raise RuleViolation(
            _("The park already has a project manager. Propose a posting instead."), code="already_appointed"
        )
    posting = Posting.objects.create(
        user=user, role=Role.PROJECT_MANAGER, park=park, starts=clock.today(), state=PostingState.GRANTED
    )
    forget(user)
    _journal(posting, verb="accounts.posting_granted", actor=None)
    return posting


@transaction.atomic
def propose_posting(
    *,
    actor: User | None,
    user: User,
    role: Role | str,
    park: Park,
    buildings: Iterable[Building] = (),
    department: Department | None = None,
    starts: datetime.date | None = None,
    ends: datetime.date | None = None,
    standing_in_for: User | None = None,
) -> Posting:
    """Propose a role in a park for a person; it counts only when somebody else has granted it.

    A stand-in takes over the buildings of the person it stands in for unless others are named. `actor` is None for the
    command line that opens a park. Raises RuleViolation when the actor may not propose, the dates do not fit, the
    person already holds the role, or the one stood in for does not.
    """
    if actor is not None:
        require(actor, "people.propose", park)
    starts, buildings = starts or clock.today(), list(buildings)
    _check_dates(starts, ends)
    if not user.is_active:
        raise RuleViolation(_("This account is switched off. Switch it on first."), code="inactive")
    if standing_in_for is not None:
        buildings = buildings or _buildings_of(standing_in_for, role, park, user, ends)
    elif _holds(user, role, park, starts, ends):
        raise RuleViolation(_("This person already holds this role in these days."), code="already_held")
    posting = Posting.objects.create(
        user=user,
        role=role,
        park=park,
        department=department,
        starts=starts,
        ends=ends,
        standing_in_for=standing_in_for,
        proposed_by=actor,
    )
    posting.buildings.set(buildings)
    _journal(posting, verb="accounts.posting_proposed", actor=actor)
    return posting


def _check_dates(starts: datetime.date, ends: datetime.date | None) -> None:
    if ends is not None and ends < starts:
        raise RuleViolation(_("The last day lies before the first day."), code="dates")


def _holds(user: User, role: Role | str, park: Park, starts: datetime.date, ends: datetime.date | None) -> bool:
    """Whether a regular posting of the same role is open in these days; stand-ins may be held beside it."""
    running = Posting.objects.filter(user=user, role=role, park=park, standing_in_for__isnull=True).exclude(
        state=PostingState.REFUSED
    )
    running = running.exclude(ends__lt=starts)
    return (running.exclude(starts__gt=ends) if ends else running).exists()


def _buildings_of(absent: User, role: Role | str, park: Park, user: User, ends: datetime.date | None) -> list[Building]:
    if absent.pk == user.pk or ends is None:
        raise RuleViolation(
            _("A stand-in posting needs a last day and another person to stand in for."), code="stand_in"
        )
    held = Posting.objects.current().filter(user=absent, role=role, park=park).order_by("id").first()
    if held is None:
        raise RuleViolation(_("The person stood in for does not hold this role."), code="stand_in")
    return list(held.buildings.all())


@transaction.atomic
def grant_posting(*, actor: User, posting_id: int) -> Posting:
    """Grant a proposed posting as the second person.

    Raises RuleViolation when it is no longer proposed, the actor proposed it or is its person, or lacks the right. What
    the project manager proposed, or what concerns a project manager, is granted by the general manager where there is
    one.
    """
    posting = _locked(posting_id, PostingState.PROPOSED)
    require(actor, "people.grant", posting.park)
    if actor.pk in (posting.proposed_by_id, posting.user_id):
        raise RuleViolation(
            _("A posting is granted by another person than the one who proposed it or holds it."), code="same_person"
        )
    if _concerns_project_manager(posting) and Role.GENERAL_MANAGER not in roles_of(actor, posting.park):
        raise RuleViolation(
            _("This posting concerns a project manager. Ask the general manager to grant it."), code="general_manager"
        )
    posting.state, posting.granted_by = PostingState.GRANTED, actor
    posting.save(update_fields=["state", "granted_by"])
    forget(posting.user)
    _journal(posting, verb="accounts.posting_granted", actor=actor, perm="people.grant")
    return posting


def _concerns_project_manager(posting: Posting) -> bool:
    if not people_with(posting.park, Role.GENERAL_MANAGER).exists():
        return False
    proposer = posting.proposed_by
    return (
        posting.role == Role.PROJECT_MANAGER
        or Role.PROJECT_MANAGER in roles_of(posting.user, posting.park)
        or (proposer is not None and Role.PROJECT_MANAGER in roles_of(proposer, posting.park))
    )


@transaction.atomic
def refuse_posting(*, actor: User, posting_id: int, reason: str) -> Posting:
    """Refuse a proposed posting with a reason; the proposer may also take it back this way."""
    posting = _locked(posting_id, PostingState.PROPOSED)
    if actor.pk != posting.proposed_by_id:
        require(actor, "people.grant", posting.park)
    posting.state = PostingState.REFUSED
    posting.save(update_fields=["state"])
    _journal(posting, verb="accounts.posting_refused", actor=actor, note=reason)
    return posting


@transaction.atomic
def end_posting(*, actor: User, posting_id: int, ends: datetime.date | None = None, reason: str = "") -> Posting:
    """Set the last day of a posting; without a day it ends at once.

    Raises RuleViolation when the last manager or project manager would be gone, or without the right.
    """
    lock_parks(Posting.objects.filter(pk=posting_id))
    posting = _locked(posting_id, PostingState.GRANTED)
    require(actor, "people.grant", posting.park)
    if ends is not None:
        _check_dates(posting.starts, ends)
    if posting.role in APPROVING:
        refuse_to_lose_last(posting, after=ends)
    if ends is None:
        posting.state, ends = PostingState.ENDED, max(posting.starts, clock.today())
    posting.ends = ends
    posting.save(update_fields=["state", "ends"])
    forget(posting.user)
    _journal(posting, verb="accounts.posting_ended", actor=actor, perm="people.grant", note=reason, ends=ends)
    return posting


@transaction.atomic
def open_tenant_posting(*, user: User, park: Park, invited_by: User, ends: datetime.date | None) -> Posting | None:
    """Give the tenant posting of an invitation that was taken up; nothing when the person holds one already.

    The two people of the grant are the one who invites and the one who takes the invitation up (design section 4).
    Raises RuleViolation when they are the same person.
    """
    if user.pk == invited_by.pk:
        raise RuleViolation(_("Nobody takes up their own invitation."), code="same_person")
    if _tenancies(user, park).exists():
        return None
    posting = Posting.objects.create(
        user=user,
        role=Role.TENANT,
        park=park,
        starts=clock.today(),
        ends=ends,
        state=PostingState.GRANTED,
        granted_by=invited_by,
    )
    forget(user)
    _journal(posting, verb="accounts.posting_granted", actor=invited_by)
    return posting


@transaction.atomic
def keep_tenant_until(*, user: User, park: Park, ends: datetime.date | None, over: bool, actor: User | None) -> None:
    """Give the tenant postings of an account in a park the last day of its occupancy; `over` ends them at once.

    A posting that two leaders granted until a day is only shortened, never made longer. Called when an occupancy or a
    contact changes, by whoever may change those (domain G5).
    """
    for posting in _tenancies(user, park).select_for_update(of=("self",)):
        by_invitation = posting.proposed_by_id is None
        shorter = ends is not None and (posting.ends is None or ends < posting.ends)
        if not over and (ends == posting.ends or not (by_invitation or shorter)):
            continue
        if over:
            posting.state, posting.ends = PostingState.ENDED, max(posting.starts, clock.today())
        else:
            posting.ends = max(posting.starts, ends) if ends else None
        posting.save(update_fields=["state", "ends"])
        forget(user)
        verb = "accounts.posting_ended" if posting.ends else "accounts.posting_extended"
        _journal(posting, verb=verb, actor=actor, ends=posting.ends)


def _tenancies(user: User, park: Park) -> QuerySet[Posting]:
    """The tenant postings of a person in a park that count today or later."""
    going_on = Q(ends__isnull=True) | Q(ends__gte=clock.today())
    return Posting.objects.filter(going_on, user=user, park=park, role=Role.TENANT, state=PostingState.GRANTED)


def lock_parks(postings: QuerySet[Posting]) -> None:
    """Lock the parks of some postings, before any posting or person, so that people who leave do so one by one."""
    parks = Park.objects.filter(pk__in=postings.values("park_id"))
    list(parks.select_for_update(of=("self",)).order_by("id"))


def refuse_to_lose_last(posting: Posting, *, after: datetime.date | None = None) -> None:
    """Raise RuleViolation when nobody else holds this approving role the day after (today when not given).

    The caller holds the lock of the park.
    """
    day = max(after + datetime.timedelta(days=1), clock.today()) if after else clock.today()
    others = Posting.objects.current(day).filter(park_id=posting.park_id, role=posting.role)
    if not others.exclude(user_id=posting.user_id).filter(standing_in_for__isnull=True).exists():
        raise RuleViolation(
            _("%(name)s is the last %(role)s of the park. Grant the role to somebody else first.")
            % {"name": posting.user, "role": posting.get_role_display()},
            code="last_holder",
        )


def _locked(posting_id: int, state: PostingState) -> Posting:
    posting = (
        Posting.objects.select_for_update(of=("self",)).select_related("user", "park", "proposed_by").get(pk=posting_id)
    )
    if posting.state != state:
        raise RuleViolation(
            _("This posting is already settled: %(state)s.") % {"state": posting.get_state_display()}, code="settled"
        )
    return posting


def _journal(
    posting: Posting,
    *,
    verb: str,
    actor: User | None,
    perm: str = "",
    note: str = "",
    ends: datetime.date | None = None,
) -> None:
    data = {"role": posting.role, "posting": posting.pk}
    if ends is not None:
        data["ends"] = ends.isoformat()
    record(
        park=posting.park,
        actor=actor,
        verb=verb,
        subject=posting.user,
        data=data,
        note=note,
        acting_as=acting_role(actor, perm, posting.park) if actor and perm else "",
    )
