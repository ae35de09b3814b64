"""A prepayment goes back once, by three people, never more than is there and never from the takings (M17, domain 4)."""

from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import CommandError, call_command
from django.test import Client
from django.urls import reverse

from fees.cashdesk.models import Drawer, JournalLine
from fees.cashdesk.spans import Span
from fees.ledger.models import CreditEntry, CustomerAccount
from fees.paybacks import rules, services
from fees.paybacks.models import Payback, PaybackRequest
from fees.reconciliation.comparing import Reconciliation
from fees.vouchers.entries import lines
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.messaging.models import InboxItem
from tests.accounts.factories import person, refused
from tests.fees.factories import Desk, ask_payback, bill_for, new_form, pay
from tests.fees.tampering import drop_triggers, sql

D = Decimal


@pytest.fixture
def ahead(desk: Desk) -> Desk:
    """The company paid 800.00 ahead."""
    pay(desk, "800.00")
    return desk


def credit(desk: Desk) -> Decimal:
    return CustomerAccount.objects.get(customer=desk.company).credit


def act(client: Client, user: User, name: str, request: PaybackRequest, **fields: str):
    client.force_login(user)
    return client.post(reverse(f"fees:payback_{name}", args=[request.pk]), fields, follow=True)


@pytest.mark.both
@pytest.mark.duty("O6")
def test_a_prepayment_goes_back_by_three_people(client: Client, ahead: Desk):
    desk = ahead
    client.force_login(desk.clerk)
    sent = {"amount": "300.00", "reason": "4月30日迁出", "payee": desk.company.name, "bank": "示例银行 0001"}
    new, form_id = reverse("fees:payback_new", args=[desk.company.pk]), new_form()
    for _time in range(2):  # a double click is one request
        assert client.post(new, {**sent, "form_id": form_id}).status_code == 302
    request = PaybackRequest.objects.get()
    assert act(client, desk.clerk, "approve", request).status_code == 403
    act(client, desk.manager, "approve", request)
    assert act(client, desk.manager, "pay", request, method="transfer").status_code == 403
    act(client, desk.finance, "pay", request, method="transfer", reference="T-9")
    paid = Payback.objects.get()
    assert (paid.number, paid.amount, paid.drawer) == ("YT-2026-000001", D("300.00"), None)
    assert [(each.amount, each.balance) for each in CreditEntry.objects.order_by("pk")] == [
        (D("800.00"), D("800.00")),
        (D("-300.00"), D("500.00")),
    ]
    page = client.get(reverse("fees:statement", args=[desk.company.pk])).content.decode()
    assert all(words in page for words in ("YT-2026-000001", "¥500.00"))
    act(client, desk.finance, "pay", request, method="transfer")
    assert Payback.objects.count() == 1
    call_command("check_books")


@pytest.mark.parametrize(
    ("field", "value"),
    [("amount", "800.01"), ("amount", "NaN"), ("amount", "1.005"), ("reason", ""), ("payee", "林示例")],
)
def test_what_cannot_be_asked_is_said_beside_its_field(client: Client, ahead: Desk, field: str, value: str):
    client.force_login(ahead.clerk)
    sent = {"amount": "300.00", "reason": "迁出", "payee": ahead.company.name, "form_id": new_form()}
    answer = client.post(reverse("fees:payback_new", args=[ahead.company.pk]), {**sent, field: value})
    assert answer.status_code == 422
    assert list(answer.context["form"].errors) == ["authority" if field == "payee" else field]
    assert not PaybackRequest.objects.exists()


def test_one_request_waits_at_a_time(ahead: Desk):
    ask_payback(ahead, "300.00")
    with refused("asked"):
        ask_payback(ahead, "300.00")


def test_the_limit_of_whoever_approves_covers_the_amount(desk: Desk):
    pay(desk, "60000.00")
    people = (desk.manager, desk.project_manager, desk.general_manager, desk.finance)
    allowed = {}
    for amount in ("5000.00", "5000.01", "50000.01"):
        request = PaybackRequest(park=desk.park, amount=D(amount), requested_by=desk.clerk)
        allowed[amount] = [rules.may_decide(request, person) for person in people]
    assert allowed == {
        "5000.00": [True, True, True, False],
        "5000.01": [False, True, True, False],
        "50000.01": [False, False, True, False],
    }
    own = ask_payback(desk, "10.00", actor=desk.manager)
    with pytest.raises(PermissionDenied):
        services.approve(actor=desk.manager, request_id=own.pk)


@pytest.mark.both
def test_a_small_amount_is_paid_from_the_float_and_no_more(ahead: Desk):
    small = services.approve(actor=ahead.manager, request_id=ask_payback(ahead, "100.00").pk)
    before = Drawer.objects.get(pk=ahead.drawer.pk)
    paid = services.pay(actor=ahead.officer, request_id=small.pk, method="cash")
    line = JournalLine.objects.get(number=paid.number)
    assert (line.payment, line.pot, line.drawer) == (D("100.00"), "float", ahead.drawer)
    after = Drawer.objects.get(pk=ahead.drawer.pk)
    assert (after.takings, before.float_balance - after.float_balance) == (before.takings, D("100.00"))
    large = services.approve(actor=ahead.manager, request_id=ask_payback(ahead, "100.01").pk)
    with pytest.raises(PermissionDenied):
        services.pay(actor=ahead.officer, request_id=large.pk, method="cash")
    assert credit(ahead) == D("700.00")
    call_command("check_books")
    span = Span(ahead.park, paid.day, paid.day)
    assert [row.plan.code for row in Reconciliation(span).apart] == ["float"]  # finance has not refilled it yet
    booked = [(line.account.key, line.debit - line.credit) for line in lines(ahead.park, paid.day, paid.day)]
    assert ("float", D("-100.00")) in booked
    assert sum(amount for _key, amount in booked) == 0


def test_only_an_officer_with_a_drawer_is_asked_to_pay_cash(client: Client, ahead: Desk):
    without = person(Role.OFFICER, ahead.park, name="吴示例")
    request = services.approve(actor=ahead.manager, request_id=ask_payback(ahead, "100.00").pk)
    pay_url, offered = reverse("fees:payback_pay", args=[request.pk]), {}
    for name, officer in (("without", without), ("with", ahead.officer)):
        client.force_login(officer)
        offered[name] = pay_url in client.get(request.get_absolute_url()).content.decode()
    assert offered == {"without": False, "with": True}
    assert act(client, without, "pay", request, method="cash").status_code == 403
    told = set(InboxItem.objects.filter(verb="inbox.payback_due_asked").values_list("recipient_id", flat=True))
    assert without.pk not in told
    assert ahead.officer.pk in told


def test_what_was_used_meanwhile_is_not_paid_back(ahead: Desk):
    request = services.approve(actor=ahead.manager, request_id=ask_payback(ahead, "800.00").pk)
    bill = bill_for(ahead, "0.01")
    pay(ahead, "0.01", method="prepayment", bills=[bill])
    with refused("credit_used"):
        services.pay(actor=ahead.finance, request_id=request.pk, method="transfer")
    assert (PaybackRequest.objects.get().state, credit(ahead)) == ("approved", D("799.99"))
    services.refuse(actor=ahead.manager, request_id=request.pk, reason="已抵缴账单")
    ask_payback(ahead, "799.99")


def test_a_refused_request_leaves_the_prepayment(client: Client, ahead: Desk):
    request = ask_payback(ahead, "800.00")
    act(client, ahead.manager, "refuse", request, reason="先抵缴账单")
    assert (PaybackRequest.objects.get().state, credit(ahead)) == ("refused", D("800.00"))
    ask_payback(ahead, "10.00")


@pytest.mark.parametrize(
    "change",
    [
        "UPDATE fees_payback SET amount = amount + 1",
        "UPDATE fees_paybackrequest SET state = 'approved'",
        "DELETE FROM fees_creditentry WHERE kind = 'refund'",
    ],
)
def test_a_planted_break_is_found(ahead: Desk, change: str, capsys):
    request = services.approve(actor=ahead.manager, request_id=ask_payback(ahead, "300.00").pk)
    services.pay(actor=ahead.finance, request_id=request.pk, method="transfer")
    drop_triggers()
    sql(change)
    with pytest.raises(CommandError):
        call_command("check_books")
    assert "M17-back" in capsys.readouterr().out


def test_the_steps_are_offered_to_whom_they_belong_and_who_has_nothing_ahead_is_told(client: Client, ahead: Desk):
    request = ask_payback(ahead, "300.00")
    offered = {}
    for name in ("clerk", "officer", "manager", "finance"):
        client.force_login(getattr(ahead, name))
        page = client.get(request.get_absolute_url()).content.decode()
        acts = ("approve", "pay", "refuse")
        offered[name] = [one for one in acts if reverse(f"fees:payback_{one}", args=[request.pk]) in page]
    assert offered == {"clerk": [], "officer": [], "manager": ["approve", "refuse"], "finance": []}
    client.force_login(ahead.clerk)
    page = client.get(reverse("fees:payback_new", args=[ahead.resident.pk])).content.decode()
    assert "没有预存款" in page
