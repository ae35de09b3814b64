"""How the demo's tenants pay their bills: companies by transfer, residents by scanning, all within days (O2, O4)."""

from collections import defaultdict
from collections.abc import Collection
from datetime import datetime, time
from decimal import Decimal

from fees.billing.models import PAYABLE, Bill
from fees.billing.records import BillingRun
from fees.ledger.models import Method
from fees.ledger.services import Payment, take_payment
from parkservice.home.demo.scene import Scene, Tale
from parkservice.kit import clock

#: The working days after the issue on which money comes in, and the times at which finance records it.
TIMES = (time(10, 30), time(15, 30), time(10, 45))


def settle(scene: Scene, runs: Collection[BillingRun], kept: Collection[tuple[str, str]] = ()) -> Tale:
    """Everybody pays the bills of some runs within three working days; `kept` are units and items that stay open."""
    issued = clock.today()
    for place, at in enumerate(TIMES):
        moment: datetime = clock.combine(scene.working_day(issued, place + 1), at)
        yield moment
        _pay_part(scene, runs, kept, place)


def _pay_part(scene: Scene, runs: Collection[BillingRun], kept: Collection[tuple[str, str]], place: int) -> None:
    """One in three customers pays, the last time all who are left."""
    rows = Bill.objects.filter(run__in=[run.pk for run in runs], state__in=PAYABLE)
    owed: defaultdict[int, list[Bill]] = defaultdict(list)
    for bill in rows.select_related("unit", "item", "customer__park").order_by("pk"):
        if (bill.unit.code if bill.unit else "", bill.item.code) not in kept:
            owed[bill.customer_id].append(bill)
    for customer, bills in owed.items():
        if customer % len(TIMES) == place or place + 1 == len(TIMES):
            _pay(scene, bills)


def _pay(scene: Scene, bills: list[Bill]) -> None:
    customer = bills[0].customer
    opened = {bill.pk: bill.amount - bill.paid - bill.waived for bill in bills}
    paid = Payment(
        method=Method.TRANSFER if customer.is_company else Method.QR,
        amount=sum(opened.values(), Decimal(0)),
        payer=customer.name,
        bills=opened,
        reference=f"T{clock.today():%m%d}{customer.pk:03d}",
    )
    take_payment(actor=scene.people["finance"], customer=customer, payment=paid, form_id=scene.form_id())
