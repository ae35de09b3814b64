"""The bank on the screen: the list with its proposals, several lines at once, the page of one line (O6)."""

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fees.bank import accounts, services
from fees.bank.models import BankAccount, BankLine, BankStatement
from fees.ledger.models import Receipt
from fees.reconciliation.duties import DUTIES
from parkservice.accounts.roles import Role
from parkservice.journal.models import Event
from parkservice.kit import clock
from tests.accounts.factories import person
from tests.estate.factories import ContactPersonFactory
from tests.fees.bank.bank import account_of, came, content, send, take_over, taken
from tests.fees.factories import Desk, bill_for, new_form, pay

pytestmark = pytest.mark.duty("O6")
LIST = "fees:bank_lines"


def ticked(page, *lines: BankLine) -> dict:
    """What the page sends when lines are ticked."""
    rows = {row.pk: row for row in page.context["listing"].page.rows}
    choices = {f"choice_{line.pk}": rows[line.pk].offer["choice"] for line in lines if rows[line.pk].offer}
    return {"ids": [line.pk for line in lines], "form_id": page.context["form_id"], **choices}


def test_ticked_lines_that_agree_are_confirmed_and_the_others_said(client: Client, desk: Desk):
    bill_for(desk, "100.00")
    pay(desk, "200.00", customer=desk.resident)
    taking, linked, weak = taken(
        desk, came("100.00", desk.company.name), came("200.00", desk.resident.name), came("55.00", desk.company.name)
    )
    client.force_login(desk.finance)
    page = client.get(reverse(LIST))
    sent = ticked(page, taking, linked, weak)
    for _time in range(2):
        told = client.post(reverse("fees:bank_confirm"), sent, follow=True)
    assert "2" in str(next(iter(told.context["messages"])))
    states = dict(BankLine.objects.values_list("pk", "state"))
    assert states == {taking.pk: "matched", linked.pk: "matched", weak.pk: "unmatched"}
    assert Receipt.objects.count() == 2


def test_of_two_colleagues_the_second_reads_who_was_first(client: Client, desk: Desk):
    pay(desk, "200.00")
    (line,) = taken(desk, came("200.00", desk.company.name))
    client.force_login(desk.finance)
    sent = ticked(client.get(reverse(LIST)), line)
    choice = sent[f"choice_{line.pk}"]
    services.confirm(actor=desk.finance, line_id=line.pk, choice=choice, form_id=new_form())
    told = client.post(reverse("fees:bank_confirm"), sent, follow=True)
    assert "10:00" in told.content.decode()
    assert client.post(reverse("fees:bank_confirm"), {"ids": ["x", "99"]}).status_code == 302


def test_a_line_is_confirmed_taken_linked_and_set_aside_on_its_page(client: Client, desk: Desk):
    receipt = pay(desk, "70.00", customer=desk.resident)
    one, two, three, four = taken(desk, came("50.00", desk.company.name), came("60.00"), came("70.00"), came("-1.00"))
    client.force_login(desk.finance)
    page = client.get(one.get_absolute_url())
    offer = page.context["offers"][0]
    acts = (
        (one, "confirm", {"choice": offer["choice"], "form_id": page.context["form_id"]}),
        (two, "take", {"customer": desk.company.name, "form_id": new_form()}),
        (three, "link", {"number": receipt.number.lower(), "form_id": new_form()}),
        (four, "aside", {"kind": "fee", "note": ""}),
    )
    for line, act, sent in acts:
        assert client.post(reverse(f"fees:bank_line_{act}", args=[line.pk]), sent).status_code == 302
    assert [line.state for line in BankLine.objects.order_by("row")] == ["matched", "matched", "matched", "aside"]
    client.post(reverse("fees:bank_line_undo", args=[three.pk]), {"reason": "看错"})
    client.post(reverse("fees:bank_line_put_back", args=[four.pk]), {"reason": "看错"})
    assert [line.state for line in BankLine.objects.order_by("row")[2:]] == ["unmatched", "unmatched"]


def test_a_mistake_comes_back_beside_the_field(client: Client, desk: Desk):
    (line,) = taken(desk, came("50.00"))
    client.force_login(desk.finance)
    mistakes = (
        ("take", {"customer": "无此人", "form_id": new_form()}),
        ("take", {"customer": "\x00", "form_id": new_form()}),
        ("link", {"number": "", "form_id": new_form()}),
        ("aside", {"kind": "other"}),
        ("aside", {"kind": "whatever"}),
    )
    for act, sent in mistakes:
        assert client.post(reverse(f"fees:bank_line_{act}", args=[line.pk]), sent).status_code == 422, sent
    assert BankLine.objects.get().state == "unmatched"


def test_officers_and_managers_look_on(client: Client, desk: Desk):
    (line,) = taken(desk, came("50.00", desk.company.name))
    for reader in (desk.officer, desk.manager, desk.project_manager):
        client.force_login(reader)
        assert desk.company.name in client.get(reverse(LIST)).content.decode()
        page = client.get(line.get_absolute_url()).content.decode()
        assert reverse("fees:bank_line_confirm", args=[line.pk]) not in page
        assert "621700001234567" not in page
    client.force_login(desk.clerk)
    assert client.get(reverse(LIST)).status_code == 403


def test_lines_are_found_by_sum_words_days_and_receipt(client: Client, desk: Desk):
    receipt = pay(desk, "50.00")
    first, _second = taken(
        desk, came("50.00", desk.company.name, "三月", day="2026-03-30"), came("60.00", day="2026-03-20")
    )
    services.link(actor=desk.finance, line_id=first.pk, number=receipt.number, form_id=new_form())
    client.force_login(desk.finance)
    for query in ("amount=50.00", "q=三月", "day=7", f"q={receipt.number}", "q=青禾"):
        rows = client.get(f"{reverse(LIST)}?view=all&{query}").context["listing"].page.rows
        assert [row.pk for row in rows] == [first.pk], query
    broken = client.get(f"{reverse(LIST)}?view=all&amount=1e400&day=x&account=x&after=x&sort=x")
    assert broken.status_code == 200
    assert len(broken.context["listing"].page.rows) == 2


def test_an_account_is_written_down_once(client: Client, desk: Desk):
    client.force_login(desk.finance)
    assert reverse("fees:bank_account_new") in client.get(reverse("fees:bank_import")).content.decode()
    where = reverse("fees:bank_account_new")
    for last4 in ("12", "１２３４", "12345", ""):
        assert client.post(where, {"name": "基本户", "last4": last4}).status_code == 422
    assert client.post(where, {"name": "基本户", "last4": "6688"}).status_code == 302
    assert client.post(where, {"name": "基本户", "last4": "6688"}).status_code == 422
    assert BankAccount.objects.count() == 1


def test_what_waits_stands_on_the_desk_of_finance(desk: Desk):
    account_of(desk)
    duty = next(duty for duty in DUTIES if duty.id == "O6")
    assert duty.status(desk.finance, desk.park, clock.today()).state == "done"
    taken(desk, came("50.00", day="2026-03-25"))
    assert duty.status(desk.finance, desk.park, clock.today()).state == "open"
    taken(desk, came("60.00", day="2026-03-20"))
    status = duty.status(desk.finance, desk.park, clock.today())
    assert (status.state, status.url) == ("missed", reverse(LIST))


def test_the_receipt_leads_to_its_line_for_those_who_see_lines(client: Client, desk: Desk):
    receipt = pay(desk, "50.00")
    (line,) = taken(desk, came("50.00", desk.company.name))
    services.link(actor=desk.finance, line_id=line.pk, number=receipt.number, form_id=new_form())
    tenant, shown = person(Role.TENANT, desk.park, name="罗样客"), []
    ContactPersonFactory(customer=desk.company, user=tenant)
    for reader in (desk.officer, desk.finance, tenant):
        client.force_login(reader)
        page = client.get(receipt.get_absolute_url())
        shown.append((page.status_code, line.get_absolute_url() in page.content.decode()))
    assert shown == [(200, True), (200, True), (200, False)]
    services.undo(actor=desk.finance, line_id=line.pk, reason="看错")
    client.force_login(desk.finance)
    assert line.get_absolute_url() not in client.get(receipt.get_absolute_url()).content.decode()


def test_an_account_is_renamed_closed_and_opened_again(client: Client, desk: Desk):
    (line,) = taken(desk, came("50.00", desk.company.name))
    account, other = account_of(desk), account_of(desk, "一般户")
    where = account.get_absolute_url()
    client.force_login(desk.officer)
    assert client.get(where).status_code == 403
    client.force_login(desk.finance)
    taken_name = client.post(where, {"name": other.name})
    assert (taken_name.status_code, list(taken_name.context["form"].errors)) == (422, ["name"])
    assert client.post(where, {"name": "基本账户"}).status_code == 302
    assert "基本账户 6688" in client.get(line.get_absolute_url()).content.decode()
    client.post(where, {"act": "close"})
    page = client.get(reverse("fees:bank_import"))
    assert list(page.context["form"].fields["account"].queryset) == [other]
    file = SimpleUploadedFile("流水.csv", content([came("60.00")]))
    sent = client.post(reverse("fees:bank_import"), {"account": account.pk, "file": file})
    assert (sent.status_code, BankStatement.objects.count()) == (422, 1)
    services.link(actor=desk.finance, line_id=line.pk, number=pay(desk, "50.00").number, form_id=new_form())
    client.post(where, {"act": "open"})
    assert account in client.get(reverse("fees:bank_import")).context["form"].fields["account"].queryset
    kept = Event.objects.filter(verb__startswith="bank.account_", subject_id=account.pk).order_by("id")
    assert [event.verb.removeprefix("bank.account_") for event in kept] == ["added", "renamed", "closed", "opened"]


def test_a_file_that_waits_is_not_taken_over_once_its_account_is_closed(client: Client, desk: Desk):
    page = send(client, desk, content([came("50.00")]))
    accounts.close_account(actor=desk.finance, account_id=account_of(desk).pk)
    take_over(client, page)
    assert not BankLine.objects.exists()


def test_the_list_opens_with_what_waits_without_a_proposal_where_nothing_is_proposed(client: Client, desk: Desk):
    (line,) = taken(desk, came("55.55", "从未见过的公司"))
    client.force_login(desk.finance)
    assert line.payer in client.get(reverse(LIST)).content.decode()


def test_why_a_line_is_set_aside_is_chosen_and_not_preset(client: Client, desk: Desk):
    (line,) = taken(desk, came("55.55", "从未见过的公司"))
    client.force_login(desk.finance)
    assert client.post(reverse("fees:bank_line_aside", args=[line.pk]), {"kind": "", "note": "x"}).status_code == 422
    assert BankLine.objects.get().state == "unmatched"
