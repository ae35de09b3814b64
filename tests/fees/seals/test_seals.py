"""Decisions that move money stand on rows that waited before: whoever changes them afterwards is found (M15, M18)."""

from collections.abc import Callable, Iterable, Iterator

import pytest
from django.db import connection, transaction
from django.db.models import Model

from fees.billing import reversing
from fees.billing.models import Bill
from fees.billing.records import BillReversal
from fees.counting.models import Difference, Purpose
from fees.counting.services import count, decide, explain, raise_difference
from fees.disputes import services as disputes
from fees.payins.models import PayIn
from fees.payins.services import check_pay_in, pay_in
from fees.seals.bills import BILL_KINDS
from fees.seals.books import decisions
from fees.seals.models import Seal
from fees.seals.services import KINDS
from fees.waivers import services as waivers
from fees.waivers.services import Wish
from tests.fees.cashdesk.checking import findings
from tests.fees.cashdesk.factories import notes
from tests.fees.factories import Desk, bill_for, new_form, pay
from tests.fees.tampering import Column, drop_checks, drop_triggers, flip, sql
from tests.fees.tampering import findings as chains_say

pytestmark = pytest.mark.both


@pytest.fixture(autouse=True)
def checks_again(db: None) -> Iterator[None]:
    """SQLite forgets only with its connection that no CHECK counts."""
    yield
    if connection.vendor == "sqlite" and connection.connection is not None:
        with connection.cursor() as cursor:
            cursor.execute("PRAGMA ignore_check_constraints = OFF")


@pytest.fixture
def decided(desk: Desk) -> Desk:
    """One decision of each kind, by its service."""
    bills = [bill_for(desk, "1000.00") for _number in range(3)]
    wish = Wish("reduce", {bills[0].pk: bills[0].amount, bills[1].pk: bills[1].amount / 2}, "停电")
    made = waivers.propose(actor=desk.officer, customer=desk.company, wish=wish, form_id=new_form())[0]
    waivers.approve(actor=desk.general_manager, waiver_id=made.pk)
    disputed = disputes.dispute(actor=desk.officer, bill_id=bills[1].pk, reason="停梯", form_id=new_form())[0]
    disputes.answer(actor=desk.manager, dispute_id=disputed.pk, answer="已核对")
    said = {"bill_id": bills[2].pk, "reason": "面积录错", "form_id": new_form()}
    asked = reversing.ask_reversal(actor=desk.manager, **said)
    reversing.approve_reversal(reversal_id=asked.pk, actor=desk.project_manager)
    pay(desk, "100.00", customer=desk.resident, method="cash")
    found = count(drawer=desk.drawer, actor=desk.officer, purpose=Purpose.CLOSE, notes=notes("590.00"))
    row = raise_difference(count=found, actor=desk.officer, reason="原因待查", witness=desk.clerk)
    explain(difference_id=row.pk, actor=desk.officer, explanation="找零多付")
    decide(difference_id=row.pk, actor=desk.manager, outcome="compensated")
    handed = pay_in(drawer=desk.drawer, actor=desk.officer, notes=notes("90.00"))
    check_pay_in(pay_in_id=handed.pk, actor=desk.finance, notes=handed.notes)
    assert findings() == []
    drop_triggers()
    return desk


def columns() -> list[Column]:
    """Every column that a seal covers, and those of the lines of a waiver."""
    found = []
    for said in KINDS.values():
        models = [said.model, *([said.lines[0]] if said.lines else [])]
        found += [
            Column(model, field.attname)
            for model in models
            for field in model._meta.concrete_fields
            if field.attname not in said.later
        ]
    return found


def test_every_kind_of_decision_is_sealed_by_its_service(decided: Desk):
    made = Seal.objects.exclude(kind__in=BILL_KINDS)
    assert sorted(made.values_list("kind", flat=True)) == sorted(KINDS)


def test_every_column_of_every_decision_is_sealed(decided: Desk):
    assert unnoticed(columns(), decisions) == []
    assert list(decisions()) == []


def test_every_column_of_a_seal_is_chained(decided: Desk):
    own = [Column(Seal, field.attname) for field in Seal._meta.concrete_fields]
    assert unnoticed(own, chains_say) == []
    assert set(Seal.sealed[1]) == {column.name for column in own} - {"previous", "hash", "version"}


def unnoticed(columns: list[Column], looks: Callable[[], Iterable[str]]) -> list[str]:
    """The columns of which a change in the last row, or in one in the middle, shows to nobody."""
    for model in {column.model for column in columns}:
        drop_checks(model)
    quiet = []
    for column in columns:
        rows = column.model._default_manager.order_by("-pk")
        with transaction.atomic():
            flip(column, rows[min(1, rows.count() - 1)])
            if not list(looks()):
                quiet.append(str(column))
            transaction.set_rollback(True)
    return quiet


@pytest.mark.parametrize(
    "statement",
    [
        "DELETE FROM fees_waiverline WHERE id = (SELECT max(id) FROM fees_waiverline)",
        "DELETE FROM fees_dispute",
        "UPDATE fees_difference SET decided_by_id = NULL, decided_at = NULL, state = 'explained', outcome = ''",
    ],
)
def test_a_decision_that_is_gone_is_named(decided: Desk, statement: str):
    sql(statement)
    assert list(decisions()) != []


def test_a_seal_that_is_gone_breaks_the_chain_and_leaves_its_decision_bare(decided: Desk):
    last = Seal.objects.latest("pk")
    sql("DELETE FROM fees_seal WHERE id = %s", last.pk)
    assert list(decisions()) == [f"{last.kind} {last.subject_id}: not sealed"]
    assert any(line.startswith("JD/") for line in chains_say())


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE fees_bill SET state = 'cancelled' WHERE state = 'paid'",
        "UPDATE fees_bill SET state = 'issued' WHERE state = 'cancelled'",
    ],
)
def test_a_bill_that_was_silently_taken_out_or_back_in_is_found(decided: Desk, statement: str):
    pay(decided, "20.00", bills=[bill_for(decided, "20.00")])
    assert Bill.objects.filter(state="paid").exists()
    sql(statement)
    assert "M6-bills" in {line.partition(" ")[0] for line in findings()}


@pytest.mark.parametrize(
    ("model", "statement", "code"),
    [
        (Difference, "UPDATE fees_difference SET decided_by_id = officer_id", "M15-cash"),
        (Difference, "UPDATE fees_difference SET witness_id = officer_id", "M15-cash"),
        (BillReversal, "UPDATE fees_billreversal SET decided_by_id = asked_by_id", "M15-bills"),
        (PayIn, "UPDATE fees_payin SET number = 'JK-2026-000009'", "M5-payins"),
    ],
)
def test_who_decided_alone_and_a_gap_are_named(decided: Desk, model: type[Model], statement: str, code: str):
    drop_checks(model)
    sql(statement)
    assert code in {line.partition(" ")[0] for line in findings()}


def test_a_waiver_that_only_waits_needs_no_seal(desk: Desk):
    wish = Wish("reduce", {bill_for(desk).pk: bill_for(desk, "10.00").amount}, "停电")
    waivers.propose(actor=desk.officer, customer=desk.company, wish=wish, form_id=new_form())
    assert list(decisions()) == []
    assert set(Seal.objects.values_list("kind", flat=True)) == {"bill"}
