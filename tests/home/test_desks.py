"""The desks: what each role finds on its own page, beside the duty board."""

import re
from datetime import time, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import Channel, ContactOutcome, State, Topic
from complaints.contacts.services import Visit, record_contact
from complaints.intake.services import Place, Sender
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from tests.accounts.factories import UserFactory
from tests.complaints.factories import MORNING, Office, complaint_in, new_form, staff
from tests.home.reading import desk


def page(client: Client, user) -> str:
    """The text of a person's desk."""
    client.force_login(user)
    return client.get(reverse("home:desk")).content.decode()


def statements(client: Client, user) -> int:
    """Statements of a desk that was opened before."""
    client.force_login(user)
    client.get(reverse("home:desk"))
    with CaptureQueriesContext(connection) as caught:
        client.get(reverse("home:desk"))
    return len(caught)


def test_an_officer_finds_the_own_open_complaints_by_deadline(client: Client, office: Office):
    with clock.at(MORNING - timedelta(days=3)):
        old = complaint_in(office, State.ACTING)
    new = complaint_in(office)
    complaint_in(office, State.CLOSED)
    shown = desk(client, office.officer).lists[0]
    assert [row.pk for row in shown.rows] == [old.pk, new.pk]
    assert shown.total == 2
    listing = client.get(shown.url).context["listing"]
    assert {row.pk for row in listing.page.rows} == {old.pk, new.pk}


def test_the_date_line_tells_when_the_desk_closes(client: Client, office: Office):
    def line(hour: int, minute: int, days: int = 0) -> str:
        with clock.at(clock.combine(clock.local(MORNING).date() + timedelta(days=days), time(hour, minute))):
            return re.search(r"<h1>.*?</h1><p>(.*?)</p>", page(client, office.officer))[1]

    assert line(8, 0) == "11 月 5 日 星期四 08:00 · 08:30 上班"
    assert line(11, 0).endswith("12:00 午休")
    assert line(12, 30).endswith("13:30 上班")
    assert line(16, 40).endswith("还有 50 分下班")
    assert line(18, 0).endswith("已下班")
    assert line(10, 0, days=2).endswith("已下班")


def test_every_figure_of_the_manager_opens_a_list_of_that_length(client: Client, office: Office):
    with clock.at(MORNING - timedelta(days=7)):
        complaint_in(office, State.INVESTIGATING)
        complaint_in(office, State.ESCALATED)
    complaint_in(office, held=True)
    complaint_in(office)
    complaint_in(office, State.CLOSED)
    shown = desk(client, office.manager)
    assert {stat.label: stat.figure for stat in shown.stats} == {
        "待我决定": 1,
        "超期投诉": 2,
        "今日到期": 1,
        "待受理": 2,
        "待查看": 1,
        "全部未结": 4,
    }
    for stat in shown.stats:
        listing = client.get(stat.url).context["listing"]
        assert len(listing.page.rows) == stat.figure, stat.label


@pytest.mark.duty("A3")
def test_a_leader_finds_what_waits_for_a_decision_with_the_opinion(client: Client, office: Office):
    complaint = complaint_in(office, State.ESCALATED)
    seen = page(client, office.manager)
    assert complaint.number in seen
    assert "建议先租用叉车" in seen
    assert reverse("complaints:record", args=[complaint.pk]) in seen
    assert "没有待决定的事项" not in seen


def test_the_department_board_shows_officers_and_clerks_and_what_they_missed(client: Client, office: Office):
    with clock.at(MORNING - timedelta(days=7)):
        complaint_in(office, State.INVESTIGATING)
    grid = desk(client, office.manager).grid
    people = {row.person.pk: row for group in grid.groups for row in group.rows}
    assert set(people) == {office.officer.pk, office.other_officer.pk, office.clerk.pk}
    assert {tile.duty.id for tile in people[office.officer.pk].missed} == {"A1", "A3", "O11"}
    assert people[office.officer.pk].places == "A"
    assert "李样例有 3 项职责超期" in page(client, office.manager)


def test_an_officer_sees_no_board_of_colleagues(client: Client, office: Office):
    assert desk(client, office.officer).grid is None
    assert office.other_officer.name not in page(client, office.officer)


def test_a_clerk_starts_with_recording_and_the_state_of_complaints(client: Client, office: Office):
    seen = page(client, office.clerk)
    assert reverse("complaints:contact_new") in seen
    assert reverse("complaints:status") in seen


def test_promised_answers_stand_on_the_desk_of_who_took_the_call_and_of_who_must_act(client: Client, office: Office):
    contact, _new = record_contact(
        park=office.park,
        actor=office.clerk,
        sender=Sender(name="林示例", title="ms", phone="19900000034"),
        place=Place(unit=office.unit),
        visit=Visit(
            channel=Channel.PHONE,
            topic=Topic.REPAIR,
            content="卷帘门不转",
            outcome=ContactOutcome.PASSED_ON,
            handed_to=office.officer,
            promised_by=MORNING + timedelta(hours=2),
        ),
        form_id=new_form(),
    )
    for person in (office.clerk, office.officer):
        seen = page(client, person)
        assert contact.number in seen
        assert "林女士" in seen
        assert "承诺 今日 12:00 前答复" in seen
    assert contact.number not in page(client, office.other_officer)


def test_the_park_office_reads_results_without_names(client: Client, office: Office):
    told, _open = complaint_in(office, State.CLOSED, customer=None), complaint_in(office)
    shown = desk(client, office.park_office).lists[0]
    assert [row.number for row in shown.rows] == [told.number]
    seen = page(client, office.park_office)
    assert "林示例" not in seen
    assert "林女士" not in seen


def test_the_duty_room_watches_open_complaints_without_names(client: Client, office: Office):
    complaint = complaint_in(office, customer=None, matter="林示例家电梯异响")
    seen = page(client, office.duty_room)
    assert complaint.number in seen
    assert "林**家电梯异响" in seen
    assert "林示例" not in seen
    assert "0034" not in seen


@pytest.mark.parametrize(
    "role",
    [Role.GENERAL_MANAGER, Role.FINANCE, Role.MAINTENANCE, Role.DEPARTMENT, Role.GUARD, Role.SYSADMIN],
)
def test_every_other_role_has_a_desk(client: Client, office: Office, role: Role):
    user = staff(role, office.park, f"desk-{role}", "甲样例")
    assert re.search(r"<h1>甲样例，您早|<h1>您好，甲样例", page(client, user))


def test_somebody_without_a_posting_is_told_so(client: Client, office: Office):
    client.force_login(UserFactory())
    assert client.get(reverse("home:desk")).status_code == 403
    assert "今天没有任职" in client.get(reverse("home:welcome")).content.decode()
    client.force_login(office.clerk)
    assert client.get(reverse("home:welcome")).url == reverse("home:desk")


def test_an_officers_desk_costs_43_statements_whatever_it_holds(client: Client, office: Office):
    complaint_in(office)
    one = statements(client, office.officer)
    for _each in range(5):
        complaint_in(office, State.ACTING)
    assert statements(client, office.officer) == one <= 43


def test_the_department_board_costs_one_statement_for_each_further_colleague(client: Client, office: Office):
    before = statements(client, office.manager)
    for place in range(4):
        staff(Role.OFFICER, office.park, f"more{place}", f"增员{place}", buildings=[office.building])
    complaint_in(office, State.ACTING)
    assert statements(client, office.manager) - before <= 6
