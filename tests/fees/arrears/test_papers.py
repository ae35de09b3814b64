"""The arrears list per building and officer, and the collection report of the park, on paper (domain 2.4 "Printed")."""

from datetime import date
from decimal import Decimal

import pytest
from django.test import Client
from django.urls import reverse

from fees.arrears import papers
from fees.arrears.queries import Which
from parkservice.kit import clock
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import render
from tests.accounts.factories import refused
from tests.fees.arrears.park import JUNE, debts, officer_of, other_unit
from tests.fees.factories import Desk, bill_for, on, pay
from tests.support.paper import words_of

pytestmark = pytest.mark.duty("P8")
AGES = ["300.00", "2,180.50", "6,500.00", "7,760.20", "6,420.00", "640.00"]


def test_the_list_has_a_part_for_each_building_with_the_ages_of_the_worked_example(desk: Desk):
    debts(desk)
    unit = other_unit(desk)
    with clock.at(on(JUNE)):
        bill_for(desk, "50.00", customer=desk.resident, unit=unit, building=unit.building, due=date(2026, 7, 15))
        data = papers.print_list(which=Which(desk.park), by="building", actor=desk.manager).data
    first, second = data["parts"]
    assert first["rows"] == [[desk.company.name, "A-301", "23,800.70", *AGES]]
    assert first["sums"] == ["23,800.70", *AGES]
    assert second["sums"][:2] == ["50.00", "50.00"]


def test_the_list_by_officer_names_them(desk: Desk):
    unit = other_unit(desk)
    officer = officer_of(unit, "周试用")
    bill_for(desk, "50.00")
    bill_for(desk, "70.00", unit=unit, building=unit.building)
    paper = papers.print_list(which=Which(desk.park), by="officer", actor=desk.manager)
    assert officer.name in {part["title"] for part in paper.data["parts"]}
    assert officer.name in words_of(render(paper))


def test_an_officer_prints_the_own_buildings_only_and_opens_the_own_prints_only(client: Client, desk: Desk):
    unit = other_unit(desk)
    officer = officer_of(unit, "周试用")
    bill_for(desk, "50.00", customer=desk.resident)
    bill_for(desk, "70.00", unit=unit, building=unit.building)
    client.force_login(officer)
    text = words_of(client.post(reverse("fees:arrears_print"), {"by": "building"}, follow=True).content)
    assert desk.company.name in text
    assert desk.resident.name not in text
    client.force_login(desk.manager)
    paper = Paper.objects.get(kind=papers.LIST)
    assert client.get(reverse("fees:arrears_paper", args=[paper.pk])).status_code == 404


def test_nothing_owed_is_said(desk: Desk):
    with refused("empty"):
        papers.print_list(which=Which(desk.park), by="building", actor=desk.manager)


def test_the_report_has_billed_paid_rate_and_age_by_item_building_and_officer(client: Client, desk: Desk):
    bill = bill_for(desk, "1000.00")
    bill_for(desk, "300.00", item=desk.water)
    pay(desk, "400.00", bills={bill.pk: Decimal("400.00")})
    client.force_login(desk.finance)
    client.post(reverse("fees:collection_print"), {"period": "2026-Q1"})
    data = Paper.objects.get(kind=papers.REPORT).data
    assert [table["title"] for table in data["tables"]] == ["收费项目", "楼栋", "负责人"]
    items = {row[0]: row[1:6] for row in data["tables"][0]["rows"]}
    assert items["物业管理费"] == ["1,000.00", "", "400.00", "40.00 %", ""]
    assert data["tables"][1]["sums"][:3] == ["1,300.00", "", "400.00"]
