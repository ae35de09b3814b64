"""The steps of dunning as the services do them."""

from contextlib import AbstractContextManager
from datetime import date, timedelta
from decimal import Decimal
from typing import Any

from fees.billing.models import Bill
from fees.collecting import services as collecting
from fees.collecting.models import CollectionVisit
from fees.collecting.services import Heard
from fees.dunning import services
from fees.dunning.letters import letter_text
from fees.dunning.models import DunningNotice
from fees.dunning.proposing import open_lines, propose
from fees.dunning.services import Handing
from parkservice.accounts.models import User
from parkservice.estate.models import Customer
from parkservice.kit import clock
from tests.fees.factories import Desk, bill_for, new_form, on

DUE = date(2026, 4, 15)
SIGNED: dict[str, Any] = {"signed_by": "林示例", "signed_at": DUE + timedelta(days=61)}


def proposed(desk: Desk) -> list[DunningNotice]:
    """What is proposed now, the newest last."""
    before = set(DunningNotice.objects.values_list("pk", flat=True))
    propose(desk.park)
    return list(DunningNotice.objects.exclude(pk__in=before).order_by("pk"))


def debt(desk: Desk, amount: str = "1000.00", **fields: Any) -> Bill:
    """A bill due on 15 April 2026."""
    return bill_for(desk, amount, due=DUE, **fields)


def deliver(notice: DunningNotice, actor: User, **said: Any) -> DunningNotice:
    """A notice handed over with its ready words; nobody signs unless said otherwise."""
    lines = open_lines(notice.lines.values_list("bill_id", flat=True))
    text = letter_text(notice, lines, notice.deadline) if lines else "您好!请缴费,谢谢!"
    unsigned = {} if said.get("signed_by") or said.get("signed_at") else {"remark": "前台代收,未签字"}
    handing = Handing(**{"delivery": "hand", "text": text, **unsigned, **said})
    return services.deliver(actor=actor, notice_id=notice.pk, handing=handing, form_id=new_form())[0]


def heard(actor: User, customer: Customer, **said: Any) -> CollectionVisit:
    """What came of urging a customer."""
    form_id, notice = said.pop("form_id", None) or new_form(), said.pop("notice", None)
    told = Heard(**{"way": "visit", "result": "refused", "reason": "other", **said})
    return collecting.record_visit(actor=actor, customer=customer, heard=told, form_id=form_id, notice=notice)[0]


def promise(actor: User, customer: Customer, day: date, amount: str, **said: Any) -> CollectionVisit:
    """A promise to pay an amount by a day."""
    told = {"result": "promised", "reason": "hardship", "promise_date": day, "promise_amount": Decimal(amount)}
    return heard(actor, customer, **{**told, **said})


def at(days: int) -> AbstractContextManager[None]:
    """The clock stands so many days after the due day."""
    return clock.at(on(DUE + timedelta(days=days)))


def at_stage(desk: Desk, stage: int) -> DunningNotice:
    """A notice of a stage that waits; the ones before it were delivered."""
    debt(desk)
    days = {1: 7, 2: 30, 3: 61, 4: 181}
    for each in range(1, stage + 1):
        with at(days[each]):
            (notice,) = proposed(desk)
            if each < stage:
                deliver(notice, desk.manager, **(SIGNED if each == 3 else {}))
    return notice
