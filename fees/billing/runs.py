"""Billing runs: previewed, started by another click, carried out building by building, resumable (O2, O4, O5; M11).

Each building is planned outside a transaction and written in its own. The fee item's row is locked while it is written:
releasing a price, taking a supplier's file over, or making a reading void, waits for it, and a plan made with prices or
amounts of before is made anew.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from django.db import transaction
from django.db.models import Q
from django.utils.translation import gettext as _

from fees.billing.charges import Span
from fees.billing.drafts import Draft, Plan
from fees.billing.due import check_due
from fees.billing.models import Bill
from fees.billing.periods import before, period_of
from fees.billing.planning import plan
from fees.billing.posting import Heading, insert_bills
from fees.billing.records import BillingRun, RunState
from fees.billing.sites import Order
from fees.billing.suppliers import amounts_mark
from fees.meters.models import MeterReading
from fees.tariffs.models import Basis, FeeItem, Period
from fees.tariffs.prices import PriceBook
from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.accounts.rights import acting_role, scope
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.flow import advance
from parkservice.kit.money import yuan
from parkservice.parks import thresholds
from parkservice.parks.models import Building, Park

#: Differences and problems that a run keeps; the rest is counted.
KEPT = 200
#: A run that told nothing for so long has lost its worker and is taken up again.
SILENT = timedelta(minutes=5)
TRIES = 5


@dataclass(frozen=True)
class Difference:
    """What one charge object pays now against the period before."""

    place: str
    was: Decimal
    now: Decimal

    def data(self) -> dict[str, str]:
        """What a run keeps."""
        return {"place": self.place, "was": str(self.was), "now": str(self.now)}


def billable(user: User, park: Park) -> list[Building]:
    """The buildings of a park in which a person previews billing."""
    reach = scope(user, "bills.preview")
    return list(Building.objects.filter(Q(park_id__in=reach.parks) | Q(pk__in=reach.buildings), park=park))


def usual_due(park: Park) -> date:
    """The day on which bills of today are due."""
    return clock.today() + timedelta(days=thresholds.value(park, "bill_due_days"))


def preview(
    *, park: Park, actor: User, item: FeeItem, day: date, buildings: Sequence[Building], due: date, form_id: str
) -> BillingRun:
    """Work out what a run of an item for the period of a day would bill, and keep it as a run that waits.

    Raises RuleViolation without the right for a building, for an item that is not billed by runs, or for a due day
    that has passed or lies too far ahead.
    """
    if item.period == Period.ONCE or item.basis == Basis.MANUAL:
        raise RuleViolation(_("This item is billed one by one, not by a run."), code="item")
    check_due(due)
    allowed = {building.pk for building in billable(actor, park)}
    chosen = [building for building in buildings if building.pk in allowed]
    if not chosen or len(chosen) < len(buildings):
        raise RuleViolation(_("Choose buildings that you are in charge of."), code="buildings")
    order = Order(park, item, period_of(item.period, day))
    found = _look(order, chosen)
    body = {"item": item.pk, "day": day, "buildings": sorted(building.pk for building in chosen), "due": due}
    with transaction.atomic():
        return once(form_id=form_id, actor=actor, body=body, make=lambda: _keep(order, actor, chosen, due, found))[0]


def _look(order: Order, buildings: Iterable[Building]) -> dict[str, Any]:
    """The plans of all buildings together, as a run keeps them."""
    book = PriceBook(order.item, order.period)
    plans = [(building, plan(order, building, book)) for building in buildings]
    now = {draft.charge_object: draft for _building, each in plans for draft in each.drafts}
    last = _last_period(order, [building.pk for building, _plan in plans])
    if any(each.already for _building, each in plans):
        done = _billed(order, last) - now.keys()
        last = {key: found for key, found in last.items() if key not in done}
    return {
        "planned_count": sum(len(each.drafts) for _building, each in plans),
        "planned_sum": sum((each.total for _building, each in plans), Decimal(0)),
        "already": sum(each.already for _building, each in plans),
        "problems": [row.data() for _building, each in plans for row in each.problems][:KEPT],
        "last_count": len(last),
        "last_sum": sum((amount for _place, amount in last.values()), Decimal(0)),
        "differences": [row.data() for row in _differences(now, last)],
    }


def _last_period(order: Order, buildings: Sequence[int]) -> dict[str, tuple[str, Decimal]]:
    """What was billed for the period before, by charge object: place and amount."""
    last = before(order.item.period, order.period)
    rows = Bill.objects.live().filter(item=order.item, building__in=buildings)
    rows = rows.filter(period_from__gte=last.first, period_to__lte=last.last)
    found: dict[str, tuple[str, Decimal]] = {}
    for charge_object, code, amount in rows.values_list("charge_object", "unit__code", "amount"):
        found[charge_object] = (code or "", found.get(charge_object, ("", Decimal(0)))[1] + amount)
    return found


def _billed(order: Order, charge_objects: Collection[str]) -> set[str]:
    """Which charge objects have their bill for this period: no difference, since nothing is planned for them."""
    rows = Bill.objects.live().filter(item=order.item, charge_object__in=charge_objects)
    rows = rows.filter(period_from__lte=order.period.last, period_to__gte=order.period.first)
    return set(rows.values_list("charge_object", flat=True))


def _differences(now: dict[str, Draft], last: dict[str, tuple[str, Decimal]]) -> list[Difference]:
    """The largest differences against the last period; what is new and what is gone too."""
    found = []
    for key in {*now, *last} if last else ():
        is_now = now[key].charge.amount if key in now else Decimal(0)
        place, was = last.get(key, (now[key].unit_code if key in now else "", Decimal(0)))
        if was != is_now:
            found.append(Difference(place, was, is_now))
    return sorted(found, key=lambda row: (-abs(row.now - row.was), row.place))[:KEPT]


def _keep(order: Order, actor: User, buildings: Sequence[Building], due: date, found: dict[str, Any]) -> BillingRun:
    run = BillingRun.objects.create(
        park=order.park,
        item=order.item,
        period_from=order.period.first,
        period_to=order.period.last,
        due=due,
        buildings=sorted(building.pk for building in buildings),
        previewed_by=actor,
        previewed_at=clock.now(),
        **found,
    )
    _note(run, actor, "run.previewed", "bills.preview", count=run.planned_count, sum=str(run.planned_sum))
    return run


def start(*, run_id: int, actor: User) -> BillingRun:
    """Start a previewed run; the worker carries it out.

    Raises RuleViolation without the right, when it was started or put away already, or when it would bill otherwise
    than its preview showed.
    """
    run = BillingRun.objects.select_related("park", "item").get(pk=run_id)
    require(actor, "bills.run", run.park)
    if run.state == RunState.PREVIEWED:
        _still_the_same(run)
    return _start(run_id, actor)


def _still_the_same(run: BillingRun) -> None:
    """Plan once more, without a lock like the preview, and compare. Raises RuleViolation for another count or sum."""
    order = Order(run.park, run.item, Span(run.period_from, run.period_to))
    book = PriceBook(order.item, order.period)
    count, amount = 0, Decimal(0)
    for building in Building.objects.filter(pk__in=run.buildings):
        found = plan(order, building, book)
        count, amount = count + len(found.drafts), amount + found.total
    if (count, amount) != (run.planned_count, run.planned_sum):
        said = {"was": run.planned_count, "old": yuan(run.planned_sum), "now": count, "new": yuan(amount)}
        raise RuleViolation(
            _(
                "What would be billed has changed since the preview. Bills then: %(was)d, %(old)s; now: %(now)d,"
                " %(new)s. Put it away and preview again."
            )
            % said,
            code="changed",
        )


@transaction.atomic
def _start(run_id: int, actor: User) -> BillingRun:
    """Start a run whose preview still holds."""
    run = _locked(run_id)
    require(actor, "bills.run", run.park)
    advance(run, "start", actor)
    run.started_by, run.started_at, run.beat_at = actor, clock.now(), clock.now()
    run.save(update_fields=["state", "started_by", "started_at", "beat_at"])
    _note(run, actor, "run.started", "bills.run")
    _enqueue(run)
    return run


@transaction.atomic
def drop(*, run_id: int, actor: User) -> BillingRun:
    """Put a preview away. Raises RuleViolation without the right, or when it was started already."""
    run = _locked(run_id)
    require(actor, "bills.preview", run.park)
    advance(run, "drop", actor)
    run.save(update_fields=["state"])
    _note(run, actor, "run.dropped", "bills.preview")
    return run


def _enqueue(run: BillingRun) -> None:
    from fees.billing.tasks import carry_out  # the task imports this module

    carry_out.enqueue(run.pk)


@transaction.atomic
def take_up_again() -> int:
    """Give runs that lost their worker to another one; returns how many. Harmless to repeat."""
    silent = BillingRun.objects.select_for_update(of=("self",)).filter(
        state=RunState.RUNNING, beat_at__lt=clock.now() - SILENT
    )
    runs = list(silent)
    for run in runs:
        run.beat_at = clock.now()
        run.save(update_fields=["beat_at"])
        _enqueue(run)
    return len(runs)


def execute(run_id: int) -> BillingRun:
    """Carry a run out, building by building; what is done already is passed over, so it may be called again."""
    run = BillingRun.objects.select_related("park", "item", "started_by").get(pk=run_id)
    if run.state != RunState.RUNNING:
        return run
    for building in Building.objects.filter(pk__in=run.buildings).exclude(pk__in=run.done).order_by("code"):
        _bill_building(run, building)
    return _finish(run_id)


def _bill_building(run: BillingRun, building: Building) -> None:
    """Plan one building and write it; a plan that grew old meanwhile is made anew."""
    order = Order(run.park, run.item, Span(run.period_from, run.period_to))
    for _try in range(TRIES):
        book, told = PriceBook(order.item, order.period), amounts_mark(order, building)
        if _write(run.pk, order, building, (book.mark, told), plan(order, building, book)):
            return
    raise RuleViolation(_("Prices change at this moment. Start the run again."), code="busy")


@transaction.atomic
def _write(run_id: int, order: Order, building: Building, seen: tuple[Any, ...], found: Plan) -> bool:
    """Write the bills of one building and note how far the run is; False when the plan is out of date.

    `seen` are the marks of the prices and of the suppliers' amounts that it was planned with.
    """
    run = _locked(run_id)
    if run.state != RunState.RUNNING or building.pk in run.done:
        return True
    FeeItem.objects.select_for_update(of=("self",)).get(pk=order.item.pk)
    marks = PriceBook(order.item, order.period).mark, amounts_mark(order, building)
    if marks != seen or _voided(found.drafts):
        return False
    heading = Heading(order.park, order.item, building.pk, clock.now(), run.due, run)
    made, amount = insert_bills(heading, found.drafts)
    run.count, run.total = run.count + made, run.total + amount
    first = not run.done
    kept = [] if first else run.problems
    run.problems = [*kept, *(row.data() for row in found.problems)][:KEPT]
    run.done, run.beat_at = [*run.done, building.pk], clock.now()
    run.save(update_fields=["count", "total", "problems", "done", "beat_at"])
    data = {"building": building.code, "count": made, "sum": str(amount)}
    record(park=run.park, actor=run.started_by, verb="run.building", subject=run, data=data)
    return True


def _voided(drafts: Sequence[Draft]) -> bool:
    """Whether a reading that a plan used was made void meanwhile."""
    used = {pk for draft in drafts for pk in (draft.reading_id, draft.opening_id) if pk is not None}
    return MeterReading.objects.filter(pk__in=used, voided_at__isnull=False).exists()


@transaction.atomic
def _finish(run_id: int) -> BillingRun:
    """End a run whose buildings are all billed."""
    run = _locked(run_id)
    if run.state != RunState.RUNNING or set(run.buildings) - set(run.done):
        return run
    run.finish()
    run.finished_at = clock.now()
    run.save(update_fields=["state", "finished_at"])
    data = {"count": run.count, "sum": str(run.total)}
    record(park=run.park, actor=run.started_by, verb="run.done", subject=run, data=data)
    return run


def _locked(run_id: int) -> BillingRun:
    rows = BillingRun.objects.select_for_update(of=("self",)).select_related("park", "item", "started_by")
    return rows.get(pk=run_id)


def _note(run: BillingRun, actor: User, verb: str, perm: str, **data: Any) -> None:
    record(park=run.park, actor=actor, verb=verb, subject=run, data=data, acting_as=acting_role(actor, perm, run.park))
