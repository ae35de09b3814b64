"""The month in figures: exactly those of the worked example, each opening its list, on paper by the 5th (A6)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.analysis.figures import MonthFigures, hundredfold
from complaints.casework.services import explain
from complaints.choices import State, Validity
from complaints.models import Complaint, MonthAnalysis
from parkservice.estate.models import Occupancy, Unit
from parkservice.home import board
from parkservice.kit import clock
from parkservice.paperwork.models import Paper
from tests.complaints.factories import (
    MORNING,
    START,
    ComplaintFactory,
    Office,
    an_article,
    close,
    complaint_in,
    find,
    tell_office,
    tell_result,
)

NOVEMBER = date(2026, 11, 1)


@pytest.fixture
def month(office: Office) -> MonthFigures:
    """24 registered, 2 unfounded, 20 of 22 contacted in time, 15 of 18 settled in time, and so on (domain 3.9)."""
    closed = [complaint_in(office, State.CLOSED).pk for _n in range(18)]
    still = [ComplaintFactory(park=office.park, unit=office.unit).pk for _n in range(4)]
    unfounded = [complaint_in(office, State.INVESTIGATING).pk for _n in range(2)]
    rows = Complaint.objects
    rows.filter(pk__in=unfounded).update(validity=Validity.UNFOUNDED)
    rows.filter(pk__in=[*closed, *still]).update(acknowledged_at=MORNING)
    rows.filter(pk__in=still[:2]).update(acknowledged_at=None)
    rows.filter(pk__in=closed).update(visited_at=MORNING, satisfaction=5)
    rows.filter(pk__in=closed[:2]).update(satisfaction=3)
    rows.filter(pk__in=closed[:3]).update(resolve_due=MORNING - timedelta(hours=1))
    rows.update(repeat_of=None)
    rows.filter(pk__in=still[:3]).update(repeat_of=closed[0])
    units = Unit.objects.bulk_create(
        Unit(park=office.park, building=office.building, code=f"A-{300 + n}", kind="workshop") for n in range(63)
    )
    Occupancy.objects.bulk_create(Occupancy(unit=unit, customer=office.customer, starts=START) for unit in units)
    return MonthFigures(office.park, NOVEMBER)


@pytest.mark.duty("A6")
def test_the_figures_are_those_of_the_worked_example(month: MonthFigures):
    assert (month.counts["registered"], month.counts["valid"], month.counts["unfounded"]) == (24, 22, 2)
    found = {rate.label: (rate.basis, rate.text) for rate in month.rates}
    assert list(found.values()) == [
        ("20 / 22", "90.91 %"),
        ("15 / 18", "83.33 %"),
        ("18 / 18", "100.00 %"),
        ("16 / 18", "88.89 %"),
        ("3 / 22", "13.64 %"),
    ]
    assert month.per_hundred_units.text.startswith("34.38")
    assert month.per_hundred_units.basis == "22 / 64"


@pytest.mark.duty("A6")
def test_the_complainants_own_rating_counts_else_what_the_visit_heard(client: Client, office: Office):
    """Three closed ones: 4 heard in each visit; the complainants say 5, 2 and nothing (domain 2.1, 3.9): 2 of 3."""
    cases = [complaint_in(office, State.CLOSED) for _n in range(3)]
    own = dict(zip((case.pk for case in cases), (5, 2, None), strict=True))
    for pk, stars in own.items():
        Complaint.objects.filter(pk=pk).update(satisfaction=stars)
    rate = next(rate for rate in MonthFigures(office.park, NOVEMBER).rates if "satisfied" in rate.url)
    assert (rate.basis, rate.text) == ("2 / 3", "66.67 %")
    assert {case.satisfaction_counted for case in Complaint.objects.all()} == {5, 2, 4}
    client.force_login(office.manager)
    assert {row.pk for row in client.get(rate.url).context["listing"].page.rows} == {cases[0].pk, cases[2].pk}


@pytest.mark.duty("A5", "A6")
def test_what_needs_no_return_visit_is_not_missing_one(office: Office):
    """One valid complaint was put right and visited, one settled by explaining a rule: 1 of 1 (domain 2.1)."""
    complaint_in(office, State.CLOSED)
    explained = complaint_in(office, State.INVESTIGATING)
    find(office, explained)
    article = an_article(office.park).pk
    explain(complaint_id=explained.pk, actor=office.officer, article_id=article, explanation="当面解释")
    for step in (tell_result, tell_office, close):
        step(office, explained)
    rate = next(rate for rate in MonthFigures(office.park, NOVEMBER).rates if "visited" in rate.url)
    assert (rate.basis, rate.text) == ("1 / 1", "100.00 %")


def test_nothing_out_of_nothing_is_no_figure(office: Office):
    empty = MonthFigures(office.park, date(2026, 3, 1))
    assert {rate.text for rate in empty.rates} == {"—"}
    assert hundredfold(0, 0) is None


@pytest.mark.duty("A6")
def test_every_figure_opens_exactly_its_complaints(client: Client, office: Office, month: MonthFigures):
    client.force_login(office.manager)
    for rate in month.rates:
        assert client.get(rate.url).context["listing"].total == rate.part, rate.label
    table = next(table for table in month.tables if table.key == "building")
    assert [(row.registered, row.valid) for row in table.rows] == [(24, 22)]
    assert client.get(table.rows[0].url).status_code == 200


def test_the_trend_reaches_twelve_months_back(month: MonthFigures):
    trend = month.trend
    assert (trend[0][0], trend[-1]) == (date(2025, 12, 1), (NOVEMBER, 24, 22))
    assert len(trend) == 12


@pytest.mark.duty("A6")
def test_the_manager_concludes_and_prints_the_month(client: Client, office: Office):
    complaint_in(office, State.CLOSED)
    client.force_login(office.manager)
    at = "?month=2026-11"
    said = {"causes": "货梯老化", "measures": "更换导靴衬垫"}
    assert client.post(reverse("complaints:analysis_conclude") + at, said).status_code == 302
    printed = client.post(reverse("complaints:analysis_print") + at, follow=True)
    assert printed.content.startswith(b"%PDF-")
    data = Paper.objects.get().data
    assert (data["measures"], data["counts"][0][1]) == ("更换导靴衬垫", "1")
    assert MonthAnalysis.objects.get().printed_at is not None


def test_each_park_reads_its_own_analyses(client: Client, office: Office, other_park: Office):
    client.force_login(office.manager)
    client.post(reverse("complaints:analysis_print"))
    address = reverse("complaints:analysis_paper", args=[Paper.objects.get().pk])
    assert client.get(address).status_code == 200
    for stranger, status in ((other_park.manager, 404), (office.officer, 403), (office.park_office, 200)):
        client.force_login(stranger)
        assert client.get(address).status_code == status


@pytest.mark.duty("A6")
@pytest.mark.parametrize(("day", "state"), [(1, "due"), (5, "due"), (6, "missed")])
def test_the_board_asks_for_last_month_by_the_5th(office: Office, day: int, state: str):
    def status() -> str:
        tiles = board.read_own(office.manager, office.park, clock.today())
        return next(tile.status.state for tile in tiles if tile.duty.id == "A6")

    with clock.at(MORNING.replace(month=12, day=day)):
        assert status() == state
        MonthAnalysis.objects.create(park=office.park, month=NOVEMBER, by=office.manager, printed_at=clock.now())
        assert status() == "done"


@pytest.mark.parametrize("month", ["", "x", "2026-13", "1999-01", "2099-01", "²026-01", "\x00"])
def test_strange_months_show_the_last_one(client: Client, office: Office, month: str):
    client.force_login(office.manager)
    page = client.get(reverse("complaints:analysis"), {"month": month})
    assert page.context["month"] == date(2026, 10, 1)
