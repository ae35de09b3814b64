"""The pages of arrears: who owes, what is behind a figure, the period against the target (M11, P8)."""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fees.disputes import services as disputes
from fees.waivers.models import WaiverKind
from parkservice.accounts.models import User
from parkservice.journal.models import ExportEntry
from parkservice.kit import clock
from parkservice.parks import thresholds
from tests.estate.factories import CustomerFactory
from tests.fees.arrears.park import APRIL, JUNE, busy, debts, officer_of, other_unit, quarter, waive
from tests.fees.factories import Desk, bill_for, new_form, on, pay

#: One of these days every bill of the tests is long overdue.
LATE = on(date(2026, 6, 15))


def rows_of(client: Client, who: User, query: str = "view=all") -> list[Any]:
    client.force_login(who)
    answer = client.get(f"{reverse('fees:arrears')}?{query}")
    assert answer.status_code == 200
    return list(answer.context["listing"].page.rows)


@pytest.fixture
def two(desk: Desk) -> Any:
    """A small debt in building A, a large one in building B with an officer of its own."""
    unit = other_unit(desk)
    other = CustomerFactory(park=desk.park, name="松石电子(虚构)")
    bill_for(desk, "100.00")
    bill_for(desk, "900.00", customer=other, unit=unit, building=unit.building, item=desk.water, due=date(2026, 6, 30))
    return unit, other


@pytest.mark.duty("P8")
def test_whoever_owes_most_stands_first(client: Client, desk: Desk, two: Any):
    _unit, other = two
    found = rows_of(client, desk.manager)
    assert [(row.pk, str(row.owed)) for row in found] == [(other.pk, "900.00"), (desk.company.pk, "100.00")]
    by_name = rows_of(client, desk.manager, "view=all&sort=oldest")
    assert by_name[0].pk == desk.company.pk


@pytest.mark.duty("P8")
def test_an_officer_sees_debtors_of_the_own_buildings(client: Client, desk: Desk, two: Any):
    unit, other = two
    officer = officer_of(unit, "何样例")
    assert [row.pk for row in rows_of(client, officer)] == [other.pk]
    assert client.get(reverse("fees:debtor", args=[other.pk])).status_code == 200
    assert client.get(reverse("fees:debtor", args=[desk.company.pk])).status_code == 404


@pytest.mark.duty("P8")
@pytest.mark.parametrize(
    ("query", "expected"),
    [
        ("building=B", ["900.00"]),
        ("item=water", ["900.00"]),
        ("age=0", ["900.00"]),
        ("age=2", ["100.00"]),
        ("age=overdue", ["100.00"]),
        ("q=松石", ["900.00"]),
        ("q=A-301", ["100.00"]),
        ("age=5", []),
    ],
)
def test_the_filters_narrow_what_is_owed(client: Client, desk: Desk, two: Any, query: str, expected: list[str]):
    unit, _other = two
    names = {"building=B": f"building={unit.building_id}", "item=water": f"item={desk.water.pk}"}
    with clock.at(LATE):
        assert [
            str(row.owed) for row in rows_of(client, desk.manager, f"view=all&{names.get(query, query)}")
        ] == expected


def test_the_officer_filter_names_who_answers(client: Client, desk: Desk, two: Any):
    unit, other = two
    officer = officer_of(unit, "何样例")
    assert [row.pk for row in rows_of(client, desk.manager, f"view=all&officer={officer.pk}")] == [other.pk]
    assert [row.pk for row in rows_of(client, desk.manager, f"view=all&officer={desk.officer.pk}")] == [desk.company.pk]


@pytest.mark.duty("P8")
def test_who_must_be_urged_is_a_week_late_neither_disputed_nor_put_off(client: Client, desk: Desk):
    customers = [CustomerFactory(park=desk.park) for _n in range(4)]
    bills = [bill_for(desk, "600.00", customer=each) for each in customers]
    bill_for(desk, "50.00", due=date(2026, 6, 9))
    with clock.at(on(APRIL)):
        disputes.dispute(actor=desk.officer, bill_id=bills[1].pk, reason="面积不对", form_id=new_form())
        waive(desk, bills[2], "600.00", WaiverKind.DEFER, until=date(2026, 6, 15))
    with clock.at(LATE):
        assert {row.pk for row in rows_of(client, desk.manager, "view=urge")} == {customers[0].pk, customers[3].pk}
    with clock.at(on(date(2026, 4, 21))):
        assert rows_of(client, desk.manager, "view=urge") == []
    with clock.at(on(date(2026, 4, 22))):
        assert len(rows_of(client, desk.manager, "view=urge")) == 2


@pytest.mark.duty("M11")
def test_the_export_is_the_list_and_is_logged(client: Client, desk: Desk, two: Any):
    client.force_login(desk.manager)
    answer = client.get(f"{reverse('fees:arrears')}?view=all&export=csv")
    text = b"".join(answer.streaming_content).decode("utf-8-sig")
    assert [line.split(",")[0] for line in text.splitlines()] == ["客户", "松石电子(虚构)", desk.company.name]
    assert "900.00" in text
    assert ExportEntry.objects.get().what == "arrears"


def test_an_officer_exports_no_arrears(client: Client, desk: Desk, two: Any):
    client.force_login(desk.officer)
    answer = client.get(f"{reverse('fees:arrears')}?view=all&export=csv")
    assert answer.status_code == 302
    assert not ExportEntry.objects.exists()


@pytest.mark.duty("M11", "P8")
def test_the_page_shows_the_worked_quarter_each_figure_opening_its_bills(client: Client, desk: Desk):
    quarter(desk)
    with clock.at(on(JUNE)):
        client.force_login(desk.manager)
        answer = client.get(f"{reverse('fees:collection')}?period=2026-Q2")
        said = answer.content.decode()
        for words in ("91.47 %", "29.40 %", "81.11 %", "89.06 %", "57 / 64", "486,320.50", "目标 95 %"):
            assert words in said, words
        assert "97.21" not in said
        sums = {}
        for stat in answer.context["page"].stats[:4]:
            behind = client.get(stat.url)
            assert behind.status_code == 200
            listing = behind.context["listing"]
            sums[stat.label] = listing.owner.sum_of(listing)
    assert [str(amount) for amount in sums.values()] == ["486320.50", "3200.00", "441905.30", "28450.00"]


@pytest.mark.duty("P8")
def test_a_running_quarter_has_a_forecast_and_the_pace_of_its_target(client: Client, desk: Desk):
    bill_for(desk, "1000.00", issued_at=on(APRIL))
    with clock.at(on(date(2026, 4, 10))):
        pay(desk, "250.00", bills={desk.company.bills.get().pk: Decimal("250.00")})
    with clock.at(on(date(2026, 5, 15))):
        client.force_login(desk.manager)
        page = client.get(reverse("fees:collection")).content.decode()
    # 45 of 91 days: 25 % × 91 / 45; the target asks for 95 % × 45 / 91
    told = page.split("</h1>")[1].split("</div>")[0]
    assert "50.56 %" in told
    assert "46.98 %" in told


def test_the_target_is_a_threshold_of_the_park(client: Client, desk: Desk):
    bill_for(desk, "1000.00", issued_at=on(APRIL))
    thresholds.change(desk.park, {"collection_target": 98}, date(2026, 4, 1))
    with clock.at(on(JUNE)):
        client.force_login(desk.manager)
        assert "目标 98 %" in client.get(reverse("fees:collection")).content.decode()


@pytest.mark.duty("P8")
def test_where_nothing_was_billed_there_is_a_dash(client: Client, desk: Desk):
    client.force_login(desk.manager)
    page = client.get(f"{reverse('fees:collection')}?period=2026-02").context["page"]
    assert {stat.figure for stat in page.stats[2:]} == {"—"}


@pytest.mark.duty("M11")
@pytest.mark.parametrize("by", ["building", "officer", "item", "zone", "customer", "unit"])
def test_each_line_of_the_table_opens_exactly_its_bills(client: Client, desk: Desk, by: str):
    busy(desk)
    with clock.at(on(date(2026, 4, 30))):
        client.force_login(desk.manager)
        page = client.get(f"{reverse('fees:collection')}?period=2026-04&by={by}").context["page"]
        for row in page.rows:
            for figure in ("opening", "charged", "waived", "collected", "closing"):
                listing = client.get(row.urls[figure]).context["listing"]
                assert listing.owner.sum_of(listing) == getattr(row.movement, figure), (row.label, figure)


@pytest.mark.duty("M11")
def test_the_ages_of_the_page_are_those_of_the_worked_example(client: Client, desk: Desk):
    debts(desk)
    with clock.at(on(JUNE)):
        client.force_login(desk.finance)
        page = client.get(reverse("fees:collection")).context["page"]
        assert [str(amount) for _label, amount, _url in page.ages] == [
            "300.00",
            "2180.50",
            "6500.00",
            "7760.20",
            "6420.00",
            "640.00",
        ]
        for _label, amount, url in page.ages:
            assert [row.owed for row in client.get(url).context["listing"].page.rows] == [amount]


@pytest.mark.parametrize("query", ["period=2026-13", "period=9999", "period=%27", "by=nonsense", "period=1000-01"])
def test_a_made_up_address_shows_the_running_quarter(client: Client, desk: Desk, query: str):
    client.force_login(desk.manager)
    answer = client.get(f"{reverse('fees:collection')}?{query}")
    assert (answer.status_code, answer.context["page"].period.key) == (200, "2026-Q1")


@pytest.mark.duty("P8")
def test_the_customers_page_shows_each_bill_with_its_late_fee(client: Client, desk: Desk):
    bill_for(desk)
    with clock.at(on(date(2026, 5, 20))):
        client.force_login(desk.officer)
        said = client.get(reverse("fees:debtor", args=[desk.company.pk])).content.decode()
    for words in ("14,666.10", "256.66", desk.company.name):
        assert words in said, words


def test_a_stranger_finds_no_customer(client: Client, desk: Desk, other_park: Desk):
    bill_for(desk)
    for who, status in ((other_park.manager, 404), (desk.clerk, 403)):
        client.force_login(who)
        assert client.get(reverse("fees:debtor", args=[desk.company.pk])).status_code == status


def test_the_statements_of_the_list_do_not_grow(client: Client, desk: Desk, django_assert_max_num_queries: Any):
    with clock.at(LATE):
        client.force_login(desk.manager)
        client.get(reverse("fees:arrears"))
        counts = []
        for _round in range(2):
            for _n in range(8):
                bill_for(desk, "10.00", customer=CustomerFactory(park=desk.park))
            with django_assert_max_num_queries(60) as seen:
                client.get(f"{reverse('fees:arrears')}?view=all")
            counts.append(len(seen))
    assert counts[0] == counts[1]


def bills_page(client: Client, desk: Desk) -> str:
    client.force_login(desk.manager)
    page: str = client.get(reverse("fees:arrears_bills"), headers={"accept-language": "en"}).content.decode()
    return page.partition("<main")[2]


def test_an_overdue_bill_behind_a_figure_is_called_overdue(client: Client, desk: Desk):
    bill_for(desk, "100.00")
    with clock.at(LATE):
        assert "Overdue" in bills_page(client, desk)


def test_a_charge_of_one_day_names_the_day_once(client: Client, desk: Desk):
    day = date(2026, 3, 7)
    bill_for(desk, "100.00", item=desk.water, period_from=day, period_to=day)
    assert "2026-03-07 – " not in bills_page(client, desk)
