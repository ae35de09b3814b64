"""Lines of service, suppliers' files, heating stops and single bills (O2, O4, O5).

The clock stands at Thursday 2026-11-05, 10:00.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fees.billing import runs
from fees.billing.lines import Single, bill_once
from fees.billing.models import Bill
from fees.billing.records import HeatingStop, ServiceLine, SupplierAmount
from fees.billing.suppliers import take_amounts
from fees.ledger.reference import LATE_FEE
from parkservice.journal.models import Event
from tests.accounts.factories import refused
from tests.complaints.factories import Office, new_form
from tests.fees.billing.running import previewed, problems, run
from tests.fees.pricing import item_of, released

D = Decimal
EN = {"accept-language": "en"}


def add(client: Client, office: Office, label: str = "8001", user: Any = None, **said: Any):
    """Add a line on the page."""
    client.force_login(user or office.officer)
    usual = {
        "item": item_of(office, "telephone").pk, "unit": "A-201", "customer": "", "label": label, "quantity": "1",
        "starts": "2026-01-01", "form_id": new_form(),
    }  # fmt: skip
    return client.post(reverse("fees:line_new"), {**usual, **said})


def amounts(client: Client, office: Office, *rows: str, user: Any = None, **said_how: Any):
    """Send a supplier's file for October."""
    client.force_login(user or office.manager)
    file = SimpleUploadedFile("话费.csv", "\n".join(["号码,金额", *rows]).encode())
    said = {"item": item_of(office, "telephone").pk, "period": "month:2026-10-01", "file": file}
    return client.post(reverse("fees:line_amounts"), said, **said_how)


@pytest.mark.duty("O2")
def test_a_telephone_line_is_added_for_the_main_occupant_and_billed_with_its_calls(client: Client, office: Office):
    released(office, "telephone", "25.00")
    assert add(client, office).status_code == 302
    assert amounts(client, office, "8001,63.40").status_code == 302
    run(office, "telephone", SupplierAmount.objects.get().period_from)
    bill = Bill.objects.get()
    assert (bill.customer, bill.amount) == (office.customer, D("88.40"))


@pytest.mark.duty("O2")
def test_a_bad_row_of_a_suppliers_file_is_named_and_nothing_is_taken_over(client: Client, office: Office):
    for label in ("8001", "8002"):
        add(client, office, label)
    answer = amounts(client, office, "8001,63.40", "9999,1.00", "8002,1e5", "8001,2.00")
    page = answer.content.decode()
    assert answer.status_code == 422
    assert all(str(number) in page for number in (3, 4, 5))
    assert not SupplierAmount.objects.exists()


def test_a_line_twice_in_a_file_is_named(client: Client, office: Office):
    add(client, office)
    answer = amounts(client, office, "8001,63.40", "8001,2.00", headers=EN)
    assert "is in this file twice" in answer.content.decode()
    assert not SupplierAmount.objects.exists()


def test_a_later_file_replaces_what_is_not_billed_and_the_journal_keeps_both(client: Client, office: Office):
    add(client, office)
    amounts(client, office, "8001,63.40")
    assert amounts(client, office, "8001,70.00").status_code == 302
    assert SupplierAmount.objects.get().amount == D("70.00")
    kept = Event.objects.get(verb="line.amount_replaced").data
    assert (kept["old"], kept["new"]) == ("63.40", "70.00")


def billed(client: Client, office: Office) -> Bill:
    """A line that is billed with its amount for October."""
    released(office, "telephone", "25.00")
    add(client, office)
    amounts(client, office, "8001,63.40")
    run(office, "telephone", date(2026, 10, 1))
    return Bill.objects.get()


def test_an_amount_that_is_billed_is_not_replaced_and_its_bill_is_named(client: Client, office: Office):
    bill = billed(client, office)
    answer = amounts(client, office, "8001,70.00")
    assert answer.status_code == 422
    assert bill.number in answer.content.decode()
    assert SupplierAmount.objects.get().amount == D("63.40")


def test_a_corrected_file_may_repeat_what_is_billed(client: Client, office: Office):
    billed(client, office)
    add(client, office, "8002")
    assert amounts(client, office, "8001,63.40", "8002,5.00").status_code == 302
    assert SupplierAmount.objects.count() == 2


def test_an_amount_whose_bill_was_reversed_may_be_replaced(client: Client, office: Office):
    billed(client, office)
    Bill.objects.update(state="reversed")
    assert amounts(client, office, "8001,70.00").status_code == 302


def test_the_page_of_amounts_shows_what_is_there_and_the_bill(client: Client, office: Office):
    bill = billed(client, office)
    add(client, office, "8002")
    amounts(client, office, "8002,5.00")
    page = client.get(reverse("fees:line_amounts"), headers=EN).content.decode()
    assert all(words in page for words in ("63.40", "5.00", bill.get_absolute_url(), "Not billed yet", "¥68.40"))


def test_the_template_of_amounts_can_be_fetched(client: Client, office: Office):
    client.force_login(office.manager)
    answer = client.get(reverse("fees:amounts_template"))
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_an_amount_that_was_replaced_after_the_plan_makes_it_anew(office: Office, monkeypatch: pytest.MonkeyPatch):
    """A file comes in between the plan of a building and its bills."""
    released(office, "telephone", "25.00")
    line = ServiceLine.objects.create(
        park=office.park, building=office.building, item=item_of(office, "telephone"), customer=office.customer,
        unit=office.unit, label="8001", starts=date(2026, 1, 1),
    )  # fmt: skip
    made = previewed(office, "telephone", date(2026, 10, 1))
    runs.start(run_id=made.pk, actor=office.manager)
    planned = runs.plan

    def late(*said: Any):
        found = planned(*said)
        content = f"号码,金额\n{line.label},63.40".encode()
        take_amounts(
            park=office.park, actor=office.manager, item=line.item, day=date(2026, 10, 1), name="x", content=content
        )
        return found

    monkeypatch.setattr(runs, "plan", late)
    runs.execute(made.pk)
    assert Bill.objects.get().amount == D("88.40")


def test_a_number_in_use_is_refused(client: Client, office: Office):
    add(client, office)
    answer = add(client, office)
    assert answer.status_code == 422
    assert 'id="id_label_error"' in answer.content.decode()


def test_a_line_ends_with_its_last_day(client: Client, office: Office):
    add(client, office)
    line = ServiceLine.objects.get()
    client.post(reverse("fees:line_end", args=[line.pk]), {"ends": "2026-10-15"})
    released(office, "telephone", "31.00")
    run(office, "telephone", line.starts.replace(month=10))
    assert Bill.objects.get().amount == D("15.00")


def test_an_officer_adds_no_line_in_another_building(client: Client, office: Office):
    assert add(client, office, user=office.other_officer).status_code == 403
    assert not ServiceLine.objects.exists()


def single(client: Client, office: Office, code: str, **said: Any):
    client.force_login(office.officer)
    usual = {
        "item": item_of(office, code).pk, "unit": "A-201", "customer": "", "quantity": "1", "amount": "", "what": "",
        "due": "2026-11-20", "form_id": new_form(),
    }  # fmt: skip
    return client.post(reverse("fees:bill_new"), {**usual, **said})


@pytest.mark.duty("O4")
def test_cards_are_billed_one_by_one_at_their_price(client: Client, office: Office):
    released(office, "card", "20.00")
    assert single(client, office, "card", quantity="3").status_code == 302
    assert Bill.objects.get().amount == D("60.00")


def test_another_charge_names_its_amount_and_what_it_is_for(client: Client, office: Office):
    assert single(client, office, "other").status_code == 422
    assert single(client, office, "other", amount="680.00", what="装修损坏赔偿").status_code == 302
    assert Bill.objects.get().amount == D("680.00")


@pytest.mark.parametrize("due", ["0001-01-01", "2026-11-04", "2028-11-06", "9999-12-31"])
def test_a_single_bill_is_due_from_today_until_two_years_ahead(client: Client, office: Office, due: str):
    released(office, "card", "20.00")
    answer = single(client, office, "card", due=due)
    assert answer.status_code == 422
    assert 'id="id_due_error"' in answer.content.decode()
    assert not Bill.objects.exists()


def test_a_single_bill_may_be_due_today(client: Client, office: Office):
    released(office, "card", "20.00")
    assert single(client, office, "card", due="2026-11-05").status_code == 302


@pytest.mark.parametrize(
    ("code", "said", "field"),
    [
        ("card", {"quantity": "99999999999"}, "quantity"),
        ("other", {"amount": "99999999999", "what": "装修损坏赔偿"}, "amount"),
    ],
)
def test_a_single_bill_that_is_too_large_is_told_beside_its_field(
    client: Client, office: Office, code: str, said: dict, field: str
):
    released(office, "card", "20.00")
    answer = single(client, office, code, **said)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not Bill.objects.exists()


def test_a_line_with_too_large_a_quantity_is_named_in_the_preview(client: Client, office: Office):
    released(office, "telephone", "25.00")
    add(client, office, quantity="99999999999", user=office.manager)
    made = previewed(office, "telephone", date(2026, 10, 1))
    assert problems(made) == [("A-201", "too_large")]
    assert "99,999,999.99" in client.get(made.get_absolute_url()).content.decode()


def test_late_fees_are_not_offered_to_be_billed_by_hand(client: Client, office: Office):
    client.force_login(office.officer)
    offered = client.get(reverse("fees:bill_new")).context["form"].fields["item"].queryset
    assert not offered.filter(code=LATE_FEE).exists()
    assert single(client, office, LATE_FEE, amount="5.00", what="违约金").status_code == 422


def test_the_service_bills_no_late_fee_by_hand(office: Office):
    said = Single(
        item=item_of(office, LATE_FEE), customer=office.customer, unit=office.unit, due=date(2026, 11, 20), amount=D(5)
    )
    with refused("item"):
        bill_once(park=office.park, actor=office.officer, single=said, form_id=new_form())


def test_a_single_bill_is_issued_once_on_a_double_click(client: Client, office: Office):
    released(office, "card", "20.00")
    form_id = new_form()
    for _click in range(2):
        single(client, office, "card", form_id=form_id)
    assert Bill.objects.count() == 1


def stop(client: Client, user: Any):
    client.force_login(user)
    said = {"unit": "A-201", "season": "year:2026-11-15", "reason": "冬季停产"}
    return client.post(reverse("fees:stops"), said)


def approve(client: Client, user: Any):
    client.force_login(user)
    return client.post(reverse("fees:stop_approve", args=[HeatingStop.objects.get().pk]))


@pytest.mark.duty("O5")
def test_a_heating_stop_counts_once_another_person_has_approved_it(client: Client, office: Office):
    stop(client, office.manager)
    approve(client, office.manager)
    assert HeatingStop.objects.get().approved_at is None
    approve(client, office.project_manager)
    assert HeatingStop.objects.get().approved_by == office.project_manager


def test_a_stop_names_its_season(client: Client, office: Office):
    stop(client, office.officer)
    assert "2026/27" in client.get(reverse("fees:stops")).content.decode().split("A-201")[1].split("</li>")[0]


def test_a_stop_is_asked_for_once_a_season(client: Client, office: Office):
    stop(client, office.officer)
    assert stop(client, office.officer).status_code == 422
