"""A billing run on the screen: preview, start, what could not be billed (O2, O4).

The clock stands at Thursday 2026-11-05, 10:00.
"""

from datetime import date, time
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fees.billing import runs
from fees.billing.models import Bill
from fees.billing.records import BillingRun, ServiceLine, SupplierAmount
from parkservice.estate.models import Unit
from parkservice.kit import clock
from tests.complaints.factories import Office, new_form
from tests.fees.billing.running import Q3, previewed, run
from tests.fees.pricing import item_of, released

ZH = {"accept-language": "zh-CN"}
pytestmark = pytest.mark.duty("O4")


@pytest.fixture
def office(office: Office) -> Office:
    """A unit with an area, and a price."""
    Unit.objects.filter(pk=office.unit.pk).update(gross_area=Decimal("1286.50"))
    released(office, "management", "3.80")
    return office


def send(client: Client, office: Office, user: Any = None, **said: Any):
    """Choose what is billed and send it."""
    client.force_login(user or office.manager)
    usual = {
        "item": item_of(office, "management").pk, "period": "quarter:2026-10-01", "buildings": [office.building.pk],
        "due": "2026-11-20", "form_id": new_form(),
    }  # fmt: skip
    return client.post(reverse("fees:run_new"), {**usual, **said})


def press(client: Client, user: Any, name: str):
    client.force_login(user)
    return client.post(reverse(f"fees:run_{name}", args=[BillingRun.objects.get().pk]))


def test_the_preview_shows_count_and_sum_and_bills_nothing(client: Client, office: Office):
    page = client.get(send(client, office).url, headers=ZH).content.decode()
    assert "14,666.10" in page
    assert not Bill.objects.exists()


def test_the_manager_starts_the_run_and_the_page_tells_how_it_ended(client: Client, office: Office):
    page = send(client, office).url
    press(client, office.manager, "start")
    assert "hx-get" in client.get(page).content.decode()
    runs.execute(BillingRun.objects.get().pk)
    assert Bill.objects.get().due.isoformat() == "2026-11-20"
    assert "已完成" in client.get(page, headers=ZH).content.decode()


def test_an_officer_previews_and_the_manager_starts(client: Client, office: Office):
    page = send(client, office, office.officer).url
    assert reverse("fees:run_start", args=[BillingRun.objects.get().pk]) not in client.get(page).content.decode()
    assert press(client, office.officer, "start").status_code == 403
    press(client, office.manager, "start")
    assert BillingRun.objects.get().state == "running"


def test_what_cannot_be_billed_is_told_with_its_reason(client: Client, office: Office):
    Unit.objects.filter(pk=office.unit.pk).update(gross_area=None)
    page = client.get(send(client, office).url, headers=ZH).content.decode()
    assert "未登记面积" in page
    assert "A-201" in page


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"period": "month:2026-10-01"}, "period"),
        ({"period": "quarter:1999-01-01"}, "period"),
        ({"due": "2026-11-04"}, "due"),
        ({"due": "2028-11-06"}, "due"),
        ({"buildings": []}, "buildings"),
    ],
)
def test_a_wrong_choice_comes_back_beside_its_field(client: Client, office: Office, said: dict, field: str):
    answer = send(client, office, **said)
    assert answer.status_code == 422
    assert f'id="id_{field}_error"' in answer.content.decode()
    assert not BillingRun.objects.exists()


def test_an_officer_is_offered_the_own_buildings_only(client: Client, office: Office):
    assert send(client, office, office.officer, buildings=[office.other_building.pk]).status_code == 422


def test_a_double_click_previews_once(client: Client, office: Office):
    form_id = new_form()
    first, second = (send(client, office, form_id=form_id) for _click in range(2))
    assert first.url == second.url
    assert BillingRun.objects.count() == 1


def test_a_started_run_is_not_put_away(client: Client, office: Office):
    send(client, office)
    press(client, office.manager, "start")
    press(client, office.manager, "drop")
    assert BillingRun.objects.get().state == "running"


def test_a_preview_that_was_put_away_is_not_started(client: Client, office: Office):
    send(client, office)
    press(client, office.manager, "drop")
    press(client, office.manager, "start")
    assert BillingRun.objects.get().state == "dropped"


def test_finance_reads_runs_and_starts_none(client: Client, office: Office):
    made = run(office, "management")
    client.force_login(office.project_manager)
    assert client.get(made.get_absolute_url()).status_code == 200
    client.force_login(office.clerk)
    assert client.get(made.get_absolute_url()).status_code == 403


def test_what_is_billed_already_is_no_difference_to_the_last_period(client: Client, office: Office):
    run(office, "management", Q3)
    run(office, "management")
    client.force_login(office.manager)
    made = previewed(office, "management")
    page = client.get(made.get_absolute_url(), headers=ZH).content.decode()
    assert "14,666.10" not in page.partition("<main")[2]


def test_a_difference_below_zero_has_its_sign_before_the_yuan(client: Client, office: Office):
    run(office, "management", Q3)
    Unit.objects.filter(pk=office.unit.pk).update(gross_area=None)
    client.force_login(office.manager)
    page = client.get(previewed(office, "management").get_absolute_url()).content.decode()
    assert "−¥14,666.10" in page


@pytest.mark.duty("O5")
def test_a_second_heating_season_is_billed_on_the_screen(client: Client, office: Office):
    released(office, "heating", "30.00")
    for year in (2026, 2027):
        with clock.at(clock.combine(date(year, 11, 20), time(10))):
            send(client, office, item=item_of(office, "heating").pk, period=f"year:{year}-11-15", due=f"{year}-12-20")
            made = BillingRun.objects.get(period_from=date(year, 11, 15))
            client.post(reverse("fees:run_start", args=[made.pk]))
            runs.execute(made.pk)
    assert Bill.objects.count() == 2


def test_a_run_that_would_bill_otherwise_than_previewed_is_not_started(client: Client, office: Office):
    page = send(client, office).url
    Unit.objects.filter(pk=office.unit.pk).update(gross_area=Decimal("100.00"))
    press(client, office.manager, "start")
    assert "1,140.00" in client.get(page).content.decode()
    assert BillingRun.objects.get().state == "previewed"


def test_a_preview_of_nothing_offers_no_start(client: Client, office: Office):
    run(office, "management")
    page = client.get(send(client, office).url).content.decode()
    assert reverse("fees:run_start", args=[BillingRun.objects.latest("pk").pk]) not in page


def test_lines_without_the_amount_of_their_supplier_are_named_once_another_has_one(client: Client, office: Office):
    released(office, "telephone", "25.00")
    first, second = (
        ServiceLine.objects.create(
            park=office.park, building=office.building, item=item_of(office, "telephone"), customer=office.customer,
            unit=office.unit, label=label, starts=date(2026, 1, 1),
        )
        for label in ("8001", "8002")
    )  # fmt: skip
    client.force_login(office.manager)
    page = previewed(office, "telephone", date(2026, 10, 1)).get_absolute_url()
    assert not client.get(page).context["silent"]
    SupplierAmount.objects.create(
        park=office.park, line=first, period_from=date(2026, 10, 1), amount=Decimal("63.40"), by=office.manager,
        at=clock.now(),
    )  # fmt: skip
    assert list(client.get(page).context["silent"]) == [second]
