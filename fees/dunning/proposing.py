"""Which notices are due: worked out from the bills, once a day by the clock or when somebody asks (domain 2.4).

A bill goes from stage to stage: the next notice is due when its day has come, the notice before was delivered, and
neither its deadline nor a promise is running. Disputed and deferred bills wait. Run often, it gives the same result.
"""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from fees.arrears.queries import OWED, Which, deferred
from fees.billing.models import PAYABLE, Bill, BillState
from fees.collecting.models import CollectionVisit
from fees.disputes.models import Dispute
from fees.dunning.models import PENDING, DunningNotice, DunningRound, NoticeLine, NoticeState, Stage
from fees.ledger import settling
from fees.ledger.owed import Standing, standings
from parkservice.accounts.models import User
from parkservice.journal import steps
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.paperwork.models import Paper
from parkservice.paperwork.numbers import next_number
from parkservice.paperwork.papers import revoke
from parkservice.parks.models import Park
from parkservice.parks.thresholds import value

#: The thresholds of the stages after the due day.
DAYS = {
    Stage.FIRST: "dunning_first_days",
    Stage.SECOND: "dunning_second_days",
    Stage.FINAL: "dunning_final_days",
    Stage.LEGAL: "dunning_legal_days",
}
#: Within how many days each notice asks to pay.
PAY = {
    Stage.FIRST: "dunning_first_pay",
    Stage.SECOND: "dunning_second_pay",
    Stage.FINAL: "dunning_final_pay",
    Stage.LEGAL: "dunning_final_pay",
}


@dataclass(frozen=True)
class _Urged:
    """How far one bill has come: stages that were delivered, the last deadline, whether a notice still waits."""

    last: int = 0
    deadline: date | None = None
    waits: bool = False
    reminded: bool = False


def to_propose(park: Park, day: date) -> dict[tuple[int, Stage], list[int]]:
    """Return the bills whose next notice is due on a day, by customer and stage; five statements."""
    ahead = day + timedelta(days=value(park, "dunning_before_days", day))
    rows = Bill.objects.filter(OWED, park=park, due__lte=ahead).exclude(state=BillState.DISPUTED)
    rows = rows.exclude(pk__in=Dispute.objects.waiting().values("bill_id"))
    moved, urged, promised = deferred(Which(park), day), _urged(park), _promised(park, day)
    found: defaultdict[tuple[int, Stage], list[int]] = defaultdict(list)
    for pk, customer, due in rows.order_by("pk").values_list("pk", "customer_id", "due"):
        late = (day - moved.get(pk, due)).days
        stage = _stage(park, day, late, urged.get(pk, _Urged()))
        if stage is not None and (stage == Stage.FRIENDLY or customer not in promised):
            found[customer, stage].append(pk)
    return dict(found)


def _stage(park: Park, day: date, late: int, urged: _Urged) -> Stage | None:
    if urged.waits or (urged.deadline is not None and urged.deadline >= day):
        return None
    if late <= 0:
        near = late >= -value(park, "dunning_before_days", day)
        return Stage.FRIENDLY if near and not urged.reminded else None
    following = Stage(urged.last + 1) if urged.last < Stage.LEGAL else None
    return following if following is not None and late >= value(park, DAYS[following], day) else None


def _urged(park: Park) -> dict[int, _Urged]:
    """What was sent about bills on which something is open."""
    lines: Any = NoticeLine.objects.filter(notice__park=park, live=True, bill__state__among=PAYABLE).order_by("stage")
    found: dict[int, _Urged] = {}
    for bill, stage, state, deadline in lines.values_list("bill_id", "stage", "notice__state", "notice__deadline"):
        before = found.get(bill, _Urged())
        done = state == NoticeState.DELIVERED
        found[bill] = _Urged(
            last=stage if done else before.last,
            deadline=deadline if done and stage else before.deadline,
            waits=before.waits or not done,
            reminded=True,
        )
    return found


def _promised(park: Park, day: date) -> set[int]:
    """Customers whose promise is running."""
    rows = CollectionVisit.objects.filter(park=park, promise_date__gte=day)
    return set(rows.values_list("customer_id", flat=True))


def propose(park: Park, *, actor: User | None = None) -> int:
    """Write the notices that are due today and drop those that are not needed any more; return how many are new."""
    made = sum(_propose(park, actor, *key, bills) for key, bills in to_propose(park, clock.today()).items())
    for pk in _settled(park):
        _drop_settled(pk)
    return made


def _settled(park: Park) -> list[int]:
    """Waiting notices on whose bills nothing seems to be urged any more; whoever drops one looks again with locks."""
    urged: Any = NoticeLine.objects.filter(notice__park=park, bill__state__among=PAYABLE)
    urged = urged.exclude(bill_id__in=Dispute.objects.waiting().values("bill_id"))
    rows = DunningNotice.objects.filter(park=park).pending().exclude(pk__in=urged.values("notice_id"))
    return list(rows.order_by("pk").values_list("pk", flat=True))


def propose_daily() -> int:
    """Do it for every park once a day (by the worker, each minute); return how many notices are new."""
    today, made = clock.today(), 0
    done = DunningRound.objects.filter(day=today).values("park_id")
    for park in Park.objects.active().exclude(pk__in=done):
        made += propose(park)
        DunningRound.objects.get_or_create(park=park, day=today, defaults={"at": clock.now()})
    return made


@transaction.atomic
def _propose(park: Park, actor: User | None, customer: int, stage: Stage, bills: list[int]) -> int:
    """One letter for a customer and a stage; bills that come later join the letter that still waits."""
    lines = open_lines(bills)
    taken = NoticeLine.objects.filter(bill_id__in=bills, stage=stage, live=True).values_list("bill_id", flat=True)
    lines = [line for line in lines if line.bill.pk not in set(taken)]
    if not lines:
        return 0
    waiting = DunningNotice.objects.select_for_update(of=("self",)).filter(customer=customer, stage=stage)
    notice = waiting.filter(state__in=PENDING).first()
    if notice is None:
        notice = _new(park, customer, stage, lines)
        _add(notice, lines)
        record(park=park, actor=actor, verb="dunning.proposed", subject=notice, to_state=notice.state)
        return 1
    _add(notice, lines)
    notice.amount_principal += sum(line.principal for line in lines)
    notice.late_fee_to_date += sum(line.late_fee for line in lines)
    notice.save(update_fields=["amount_principal", "late_fee_to_date"])
    return 0


def _new(park: Park, customer: int, stage: Stage, lines: list[Standing]) -> DunningNotice:
    oldest = min(lines, key=lambda line: (line.bill.due, line.bill.pk)).bill
    return DunningNotice.objects.create(
        park=park,
        number=next_number(park, "CJ"),
        customer_id=customer,
        building_id=oldest.building_id,
        stage=stage,
        amount_principal=sum(line.principal for line in lines),
        late_fee_to_date=sum(line.late_fee for line in lines),
        deadline=deadline_of(park, stage, lines),
        proposed_at=clock.now(),
    )


def _add(notice: DunningNotice, lines: Iterable[Standing]) -> None:
    NoticeLine.objects.bulk_create(
        NoticeLine(notice=notice, bill=line.bill, stage=notice.stage, principal=line.principal, late_fee=line.late_fee)
        for line in lines
    )


def deadline_of(park: Park, stage: int, lines: Iterable[Standing]) -> date:
    """Return by when a notice that is delivered today asks to pay; a reminder names the day on which it is due."""
    if stage == Stage.FRIENDLY:
        return max(clock.today(), min(line.bill.due for line in lines))
    return clock.today() + timedelta(days=value(park, PAY[Stage(stage)]))


def open_lines(bills: Iterable[int]) -> list[Standing]:
    """Lock bills and return how those stand on which something is urged: open and not disputed."""
    locked = [bill for bill in settling.lock_bills(bills) if bill.state in PAYABLE]
    found = standings(locked, clock.today())
    return [found[bill.pk] for bill in locked if not found[bill.pk].disputed]


@transaction.atomic
def _drop_settled(notice_id: int) -> None:
    """Drop a notice of which nothing is urged any more: paid, waived, disputed."""
    lines = open_lines(NoticeLine.objects.filter(notice_id=notice_id).values_list("bill_id", flat=True))
    notice = DunningNotice.objects.select_for_update(of=("self",)).select_related("park").get(pk=notice_id)
    if lines or notice.state not in PENDING:
        return
    before = steps.advance(notice, "drop", None)
    notice.save(update_fields=["state"])
    notice.lines.update(live=False)
    steps.note(notice, None, "dunning.dropped", before=before)
    for paper in Paper.objects.filter(subject_kind="fees.dunningnotice", subject_id=notice.pk, revoked_at=None):
        revoke(paper_id=paper.pk, actor=None, reason=_("Nothing of it is to be urged any more."))
