"""Prices: proposed by one, released by another, superseded and never edited (design section 4, domain 2.4).

The clock stands at Thursday 2026-11-05, 10:00.
"""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from fees.billing.charges import Span
from fees.billing.models import Bill
from fees.tariffs import services
from fees.tariffs.models import FeeItem, Tariff
from fees.tariffs.prices import PriceBook
from fees.tariffs.reference import install_items
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.accounts.factories import refused
from tests.complaints.factories import Office, new_form
from tests.fees.pricing import BOARD, item_of, proposed, released
from tests.fees.writing import write_bill

TODAY = date(2026, 11, 5)
pytestmark = pytest.mark.duty("O4")


def form(office: Office, **said: Any) -> dict[str, Any]:
    """What the form of a price sends."""
    usual = {"item": item_of(office, "management").pk, "price": "2.60", "valid_from": "2026-12-01", "policy": "daily"}
    return {**BOARD, **usual, "form_id": new_form(), **said}


def send(client: Client, user: Any, said: dict[str, Any]):
    client.force_login(user)
    return client.post(reverse("fees:tariff_new"), said)


def act(client: Client, user: Any, name: str, tariff: Tariff, **said: Any):
    client.force_login(user)
    return client.post(reverse(f"fees:tariff_{name}", args=[tariff.pk]), said)


def priced(office: Office, code: str, day: date, **whose: Any) -> Decimal | None:
    rates = PriceBook(item_of(office, code), Span(day, day)).rates(Span(day, day), **whose)
    return rates[0].tariff.price if rates else None


def bill(office: Office, tariff: Tariff, last: date) -> Bill:
    """A bill of the item of a price until a day."""
    return write_bill(
        park=office.park, number="ZD-2026-000001", customer=office.customer, unit=office.unit, item=tariff.item,
        building=office.building, charge_object="occupancy:1", period_from=date(2026, 10, 1), period_to=last,
        amount=Decimal("1.00"), issued_at=clock.now(), due=last,
    )  # fmt: skip


def test_a_price_counts_from_its_day_on_once_the_project_manager_has_released_it(client: Client, office: Office):
    assert send(client, office.manager, form(office)).status_code == 302
    tariff = Tariff.objects.get()
    assert priced(office, "management", date(2026, 12, 1)) is None
    act(client, office.project_manager, "release", tariff)
    assert priced(office, "management", date(2026, 12, 1)) == Decimal("2.60")
    assert priced(office, "management", date(2026, 11, 30)) is None


def test_nobody_releases_their_own_price(client: Client, office: Office):
    send(client, office.project_manager, form(office))
    tariff = Tariff.objects.get()
    page = act(client, office.project_manager, "release", tariff)
    assert page.status_code == 302
    assert Tariff.objects.get().state == "proposed"
    act(client, office.general_manager, "release", tariff)
    assert Tariff.objects.get().state == "released"


def test_the_releasers_are_told_of_a_proposal_and_the_proposer_of_its_release(client: Client, office: Office):
    send(client, office.manager, form(office))
    assert InboxItem.objects.filter(verb="inbox.tariff_asked", recipient=office.project_manager).exists()
    act(client, office.project_manager, "release", Tariff.objects.get())
    assert InboxItem.objects.filter(verb="inbox.tariff_released", recipient=office.manager).exists()


def test_a_returned_proposal_tells_why_and_never_counts(client: Client, office: Office):
    tariff = proposed(office, "management", "2.60")
    act(client, office.project_manager, "return", tariff, note="依据文件不全")
    tariff = Tariff.objects.get()
    assert (tariff.state, tariff.note, tariff.counts) == ("returned", "依据文件不全", False)
    client.force_login(office.manager)
    assert "依据文件不全" in client.get(tariff.get_absolute_url()).content.decode()


def test_a_later_price_ends_the_one_before_on_the_day_before(office: Office):
    former = released(office, "management", "2.60", valid_from=date(2026, 1, 1))
    released(office, "management", "2.80", valid_from=date(2027, 1, 1))
    former = Tariff.objects.get(pk=former.pk)
    assert (former.valid_to, former.price) == (date(2026, 12, 31), Decimal("2.60"))
    days = Span(date(2026, 12, 30), date(2027, 1, 2))
    rates = PriceBook(former.item, days).rates(days)
    assert [(rate.first, rate.last, rate.tariff.price) for rate in rates] == [
        (date(2026, 12, 30), date(2026, 12, 31), Decimal("2.60")),
        (date(2027, 1, 1), date(2027, 1, 2), Decimal("2.80")),
    ]


def test_a_price_taken_back_before_it_counts_lets_the_former_one_go_on(client: Client, office: Office):
    former = released(office, "management", "2.60", valid_from=date(2026, 1, 1))
    later = released(office, "management", "2.80", valid_from=date(2027, 1, 1))
    act(client, office.project_manager, "withdraw", later, note="暂缓调整")
    former = Tariff.objects.get(pk=former.pk)
    assert former.valid_to is None
    assert priced(office, "management", date(2027, 1, 1)) == Decimal("2.60")


def test_a_price_that_counts_is_not_taken_back(client: Client, office: Office):
    tariff = released(office, "management", "2.60", valid_from=date(2026, 1, 1))
    act(client, office.project_manager, "withdraw", tariff, note="写错了")
    assert Tariff.objects.get().state == "released"


def test_the_nearest_price_counts_contract_before_kind_before_everybody(office: Office):
    released(office, "management", "2.00")
    released(office, "management", "2.60", unit_kind="workshop")
    released(office, "management", "3.70", customer=office.customer)
    released(office, "management", "3.80", customer=office.customer, unit=office.unit)
    customer, unit = office.customer.pk, office.unit.pk
    assert priced(office, "management", TODAY, unit_kind="dormitory") == Decimal("2.00")
    assert priced(office, "management", TODAY, unit_kind="workshop") == Decimal("2.60")
    assert priced(office, "management", TODAY, unit_kind="workshop", customer_id=customer) == Decimal("3.70")
    whose = {"unit_kind": "workshop", "customer_id": customer, "unit_id": unit}
    assert priced(office, "management", TODAY, **whose) == Decimal("3.80")


def test_after_a_contract_ends_the_general_price_counts_again(office: Office):
    released(office, "management", "2.60")
    released(office, "management", "3.80", customer=office.customer, valid_to=date(2026, 11, 10))
    days = Span(date(2026, 11, 9), date(2026, 11, 12))
    rates = PriceBook(item_of(office, "management"), days).rates(days, customer_id=office.customer.pk)
    assert [(rate.last.day, rate.tariff.price) for rate in rates] == [(10, Decimal("3.80")), (12, Decimal("2.60"))]


def test_residents_have_steps_where_companies_have_one_price(office: Office):
    released(office, "water", "5.20")
    steps = [("45", "3.20"), ("90", "4.60"), (None, "7.80")]
    released(office, "water", tiers=steps, unit_kind="dormitory")
    day = Span(TODAY, TODAY)
    (rate,) = PriceBook(item_of(office, "water"), day).rates(day, unit_kind="dormitory")
    assert [(tier.upto, tier.price) for tier in rate.tariff.steps] == [
        (Decimal(45), Decimal("3.2")), (Decimal(90), Decimal("4.6")), (None, Decimal("7.8"))
    ]  # fmt: skip


def test_a_price_is_not_changed_for_days_that_are_billed(office: Office):
    tariff = released(office, "management", "2.60")
    bill(office, tariff, date(2026, 12, 31))
    with refused("billed"):
        proposed(office, "management", "2.80", valid_from=date(2026, 12, 31))
    assert proposed(office, "management", "2.80", valid_from=date(2027, 1, 1)).pk


def test_days_that_were_billed_since_the_proposal_stop_its_release(client: Client, office: Office):
    tariff = released(office, "management", "2.60")
    later = proposed(office, "management", "2.80", valid_from=date(2026, 12, 1))
    bill(office, tariff, date(2026, 12, 31))
    act(client, office.project_manager, "release", later)
    assert Tariff.objects.get(pk=later.pk).state == "proposed"


def test_one_proposal_waits_for_a_key_at_a_time(office: Office):
    proposed(office, "management", "2.60")
    proposed(office, "management", "3.80", unit_kind="office")
    with refused("waits"):
        proposed(office, "management", "2.70")


def test_a_first_day_before_the_newest_price_is_refused(client: Client, office: Office):
    released(office, "management", "2.60", valid_from=TODAY)
    response = send(client, office.manager, form(office, valid_from=TODAY.isoformat()))
    assert response.status_code == 422
    assert 'id="id_valid_from_error"' in response.content.decode()


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"price": "NaN"}, "price"),
        ({"price": "-1"}, "price"),
        ({"price": "１.２"}, "price"),
        ({"price": "1.00005"}, "price"),
        ({"price": ""}, "price"),
        ({"price1": "3.20"}, "price"),
        ({"price": "", "upto1": "90", "price1": "3.2", "upto2": "45", "price2": "4.6", "price3": "7.8"}, "price1"),
        ({"valid_to": "2026-11-30"}, "valid_to"),
        ({"basis_document": ""}, "basis_document"),
        ({"unit": "A-201"}, "customer"),
        ({"customer": "没有这家"}, "customer"),
    ],
)
def test_a_wrong_price_comes_back_beside_its_field(client: Client, office: Office, said: dict, field: str):
    response = send(client, office.manager, form(office, **said))
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not Tariff.objects.exists()


def test_a_double_click_proposes_once(client: Client, office: Office):
    said = form(office, customer="松石电子", price="3.80")
    first, second = (send(client, office.manager, said) for _click in range(2))
    assert first.url == second.url
    assert Tariff.objects.get().customer == office.customer


def test_the_next_price_begins_with_the_words_of_the_one_before(client: Client, office: Office):
    former = released(office, "water", tiers=[("45", "3.20"), (None, "4.60")], unit_kind="dormitory")
    client.force_login(office.manager)
    page = client.get(reverse("fees:tariff_new"), {"from": former.pk})
    held = page.context["form"]
    assert (held["service"].value(), held["upto1"].value(), held["price2"].value()) == (
        former.service, Decimal(45), Decimal("4.6")
    )  # fmt: skip


def test_everybody_reads_the_price_board_and_nobody_reads_a_contract_there(client: Client, office: Office):
    released(office, "management", "2.6", unit_kind="workshop")
    released(office, "management", "3.81", customer=office.customer)
    released(office, "gas", "9.99", valid_to=TODAY - timedelta(days=1))
    page = client.get("/prices/", headers={"accept-language": "zh-CN"}).content.decode()
    for words in ("物业管理费", "2.60", BOARD["basis_document"], BOARD["service"], "12315", "全体业户", "市场调节价"):
        assert words in page
    for words in ("3.81", "9.99", office.customer.name):
        assert words not in page


def test_the_price_board_of_a_park_has_its_own_address(client: Client, office: Office, other_park: Office):
    released(office, "management", "2.61")
    released(other_park, "management", "2.71")
    page = client.get(f"/p/{other_park.park.slug}/prices/").content.decode()
    assert "2.71" in page
    assert "2.61" not in page


def test_the_list_shows_what_counts_and_what_waits(client: Client, office: Office):
    released(office, "management", "2.60", unit_kind="workshop")
    proposed(office, "gas", "2.63")
    client.force_login(office.finance if hasattr(office, "finance") else office.clerk)
    assert "2.60" in client.get(reverse("fees:tariffs")).content.decode()
    waiting = client.get(reverse("fees:tariffs"), {"view": "waiting"}).content.decode()
    assert "2.63" in waiting
    assert "2.60" not in waiting


def test_every_park_gets_its_fee_items_once(office: Office):
    before = FeeItem.objects.filter(park=office.park).count()
    FeeItem.objects.filter(park=office.park, code="tv").update(name_zh="数字电视费")
    install_items(office.park)
    assert FeeItem.objects.filter(park=office.park).count() == before
    assert item_of(office, "tv").name_zh == "数字电视费"


def test_what_is_collected_for_a_supplier_is_owed_to_it(office: Office):
    items = FeeItem.objects.filter(park=office.park, third_party=True)
    assert {item.account for item in items} == {"liability"}
    assert set(items.values_list("code", flat=True)) >= {"power", "water", "gas", "heating", "telephone", "tv"}


@pytest.mark.both
def test_the_database_keeps_prices_as_they_were_released(office: Office):
    tariff = released(office, "management", "2.60")
    rows = Tariff.objects.filter(pk=tariff.pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(price=Decimal("9.99"))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.delete()
    with pytest.raises(IntegrityError, match="tariff_released_by_another"), transaction.atomic():
        rows.update(decided_by=tariff.proposed_by)


@pytest.mark.both
def test_the_database_refuses_two_prices_of_one_key_on_one_day(office: Office):
    released(office, "management", "2.60", valid_from=date(2026, 1, 1))
    later = proposed(office, "management", "2.80", valid_from=date(2027, 1, 1))
    decided = {"state": "released", "counts": True, "decided_by": office.general_manager, "decided_at": clock.now()}
    with pytest.raises(IntegrityError, match="no-overlap"), transaction.atomic():
        Tariff.objects.filter(pk=later.pk).update(**decided)


@pytest.mark.both
def test_a_proposal_and_its_release_are_in_the_history(client: Client, office: Office):
    tariff = released(office, "management", "2.60")
    client.force_login(office.clerk)
    page = client.get(tariff.get_absolute_url(), headers={"accept-language": "zh-CN"}).content.decode()
    assert "提出" in page
    assert "发布" in page
    assert services.billed_until(tariff.item) is None


def test_the_board_says_what_a_meter_counts_and_where_each_step_begins(client: Client, office: Office):
    released(office, "power", "0.865")
    released(office, "water", tiers=[("45", "3.20"), ("90", "4.60"), (None, "7.80")], unit_kind="dormitory")
    page = client.get("/prices/", headers={"accept-language": "en"}).content.decode()
    for words in ("per kWh", "up to 45: 3.20; 45–90: 4.60; above 90: 7.80", "per m³"):
        assert words in page


def test_the_list_of_prices_says_what_each_is_for(client: Client, office: Office):
    released(office, "power", "0.865")
    client.force_login(office.manager)
    page = client.get(reverse("fees:tariffs"), headers={"accept-language": "en"}).content.decode()
    assert "0.865 per kWh" in page
