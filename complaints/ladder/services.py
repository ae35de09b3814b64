"""The ladder: who is told when a limit runs out, each person once for each limit (domain 2.1, duties A1, A3, M2).

At 80 % of a limit the handler and their stand-ins are reminded, at 100 % the manager is told, at 150 % the project
manager; the shares are thresholds of the park. What was told is stored, so that running often, late or after a gap
gives the same result. Nobody is woken for a limit in opening time: its steps wait for the next open minute.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db import transaction

from complaints.alerts import alert
from complaints.casework import limits
from complaints.casework.models import Complaint
from complaints.casework.steps import lock
from complaints.choices import LimitKind
from complaints.ladder.models import Reminder, Step
from complaints.people import leaders_of, unconcerned
from parkservice.accounts.models import Posting, User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import LEADERS, Role
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.worktime import Calendar
from parkservice.messaging.inbox import tell
from parkservice.parks import deadlines, thresholds
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park

#: No limit is so long that its first step lies farther before its end; what ends later is not looked at.
HORIZON = timedelta(days=60)
SHARES = {Step.HANDLER: "remind_percent", Step.MANAGER: "manager_percent", Step.PROJECT_MANAGER: "project_percent"}
LEADERS_TOLD = {Step.MANAGER: Role.MANAGER, Step.PROJECT_MANAGER: Role.PROJECT_MANAGER}
Key = tuple[str, str, str, int]


@dataclass(frozen=True)
class Crew:
    """What the steps of one park depend on, read once per round."""

    calendar: Calendar
    shares: dict[Step, int]
    leaders: dict[Role, list[User]]
    stand_ins: dict[int, list[User]]

    def audience(self, complaint: Complaint, step: Step) -> list[User]:
        """Whom a step tells, never the person whom the complaint is about."""
        if step != Step.HANDLER:
            return leaders_of(complaint, LEADERS_TOLD[step], read=lambda _park, role: self.leaders[role])
        handlers = [complaint.officer, *self.stand_ins.get(complaint.officer_id, [])]
        return [person for person in unconcerned(complaint, handlers) if person.is_active]


def crew_of(park: Park) -> Crew:
    """Read calendar, shares and people of a park."""
    stand_ins: dict[int, list[User]] = {}
    absences = Posting.objects.current().filter(park=park, standing_in_for__isnull=False).select_related("user")
    for posting in absences:
        stand_ins.setdefault(posting.standing_in_for_id, []).append(posting.user)  # type: ignore[arg-type]
    return Crew(
        calendar=calendar_for(park),
        shares={step: thresholds.value(park, name) for step, name in SHARES.items()},
        leaders={role: list(people_with(park, role)) for role in LEADERS},
        stand_ins=stand_ins,
    )


def remind() -> int:
    """Tell everybody who has to know now and does not yet, in every park; return how many were told."""
    return sum(_remind_in(park) for park in Park.objects.active())


def _remind_in(park: Park) -> int:
    now, crew = clock.now(), crew_of(park)
    running = Complaint.objects.open().filter(
        park=park, held=False, paused_at__isnull=True, next_due__lte=now + HORIZON
    )
    told = _told(running.values("pk"))
    found = 0
    for complaint in running.select_related("officer").order_by("id"):
        complaint.park = park
        if _missing(complaint, crew, now, told.get(complaint.pk, set())):
            found += _tell(complaint.pk, crew, now)
    return found


def _told(complaints: Any) -> dict[int, set[Key]]:
    """Who was told what about some complaints."""
    found: dict[int, set[Key]] = {}
    rows = Reminder.objects.filter(complaint_id__in=complaints)
    for pk, kind, run, step, person_id in rows.values_list("complaint_id", "kind", "run", "step", "person_id"):
        found.setdefault(pk, set()).add((kind, run, step, person_id))
    return found


def _missing(complaint: Complaint, crew: Crew, now: datetime, told: Iterable[Key]) -> list[tuple[Key, User]]:
    """The steps that a complaint has reached, with the people who were not told yet."""
    known = set(told)
    missing = []
    for at, kind in limits.running(complaint):
        basis = complaint.limit_basis[kind]
        if not deadlines.is_natural(basis) and not crew.calendar.is_open(now):
            continue
        percent = deadlines.measure(at=at, basis=basis, calendar=crew.calendar, now=now).percent
        for step in (step for step, share in crew.shares.items() if percent >= share):
            for person in crew.audience(complaint, step):
                key = (kind, run_of(basis), str(step), person.pk)
                if key not in known:
                    missing.append((key, person))
    return missing


def run_of(basis: dict[str, object]) -> str:
    """Which clock of a limit it is: its beginning, and how often it was set again."""
    return f"{basis['from']}/{basis.get('run', 0)}"


@transaction.atomic
def _tell(complaint_id: int, crew: Crew, now: datetime) -> int:
    """Tell the people of one complaint, looked at again under its lock: a colleague may have been faster."""
    complaint = lock(complaint_id)
    if complaint.next_due is None or complaint.held:
        return 0
    missing = _missing(complaint, crew, now, _told([complaint_id]).get(complaint_id, set()))
    Reminder.objects.bulk_create(
        Reminder(complaint=complaint, kind=kind, run=run, step=step, person_id=person_id, at=now)
        for (kind, run, step, person_id), _person in missing
    )
    for (kind, _run, step, _pk), person in missing:
        _put(complaint, kind, step, person, now)
    for kind, step in sorted({(kind, step) for (kind, _run, step, _pk), _person in missing if step != Step.HANDLER}):
        data = {"limit": kind, "step": step}
        record(park=complaint.park, actor=None, verb="complaint.limit_passed", subject=complaint, data=data)
    for kind, run in sorted({(kind, run) for (kind, run, step, _pk), _person in missing if step == Step.MANAGER}):
        alert(
            complaint,
            "inbox.limit_passed",
            _said(complaint, kind),
            key=f"inbox.limit_passed:{complaint_id}:{kind}:{run}",
        )
    return len(missing)


def _put(complaint: Complaint, kind: str, step: str, person: User, now: datetime) -> None:
    """One item in one inbox; the handler hears either that the limit is near or that it has passed."""
    at = getattr(complaint, limits.DUE_FIELD[LimitKind(kind)])
    tell(
        recipients=[person],
        park=complaint.park,
        verb="inbox.limit_near" if now < at else "inbox.limit_passed",
        subject=complaint,
        data=_said(complaint, kind),
    )


def _said(complaint: Complaint, kind: str) -> dict[str, str]:
    """What the sentence on a limit needs."""
    at = getattr(complaint, limits.DUE_FIELD[LimitKind(kind)])
    return {"matter": complaint.matter, "limit": kind, "when": at.isoformat(), "officer": complaint.officer.name}
