"""The queue: which rows, in which order, how narrowed, how exported; and the status list of the clerks."""

import csv
import io
from datetime import timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from openpyxl import load_workbook

from complaints.casework import services
from complaints.choices import Category, State
from complaints.models import Complaint
from parkservice.accounts.roles import Role
from parkservice.estate.models import Customer, Unit
from parkservice.journal.models import ExportEntry
from parkservice.kit import clock
from tests.accounts.factories import PostingFactory
from tests.complaints import factories
from tests.complaints.factories import MORNING, REACHED, Office, complaint_in


def rows(client: Client, user, **query) -> list[str]:
    """The numbers on the first page, in order."""
    client.force_login(user)
    listing = client.get(reverse("complaints:queue"), query).context["listing"]
    return [row.number for row in listing.page.rows]


def numbers(*complaints: Complaint) -> list[str]:
    """Their numbers."""
    return [complaint.number for complaint in complaints]


@pytest.fixture
def elsewhere(office: Office) -> Complaint:
    """A complaint from the other building."""
    unit = Unit.objects.create(park=office.park, building=office.other_building, code="B-101", kind="workshop")
    customer = Customer.objects.create(park=office.park, name="禾木包装（虚构）")
    return complaint_in(office, unit=unit, customer=customer, matter="垃圾房异味", severity="major")


@pytest.mark.duty("A1")
def test_each_person_sees_the_rows_of_the_rights_table(client: Client, office: Office, elsewhere: Complaint):
    mine = complaint_in(office)
    closed = complaint_in(office, State.CLOSED)
    assert set(rows(client, office.officer, view="all")) == set(numbers(mine, closed))
    assert rows(client, office.other_officer, view="all") == numbers(elsewhere)
    for leader in (office.manager, office.project_manager, office.duty_room):
        assert len(rows(client, leader, view="all")) == 3
    assert rows(client, office.park_office) == numbers(closed)
    assert rows(client, office.clerk) == []


def test_rows_of_another_park_are_not_there(client: Client, office: Office, other_park: Office):
    complaint_in(office)
    assert rows(client, other_park.manager, view="all") == []


@pytest.mark.duty("A3")
def test_the_tabs_hold_what_they_say(client: Client, office: Office, elsewhere: Complaint):
    with clock.at(MORNING - timedelta(days=10)):
        late = complaint_in(office)
    escalated = complaint_in(office, State.ESCALATED)
    service = complaint_in(office, category=Category.SERVICE_ATTITUDE)
    anonymous = complaint_in(office, anonymous=True)
    held = complaint_in(office, held=True)
    closed = complaint_in(office, State.CLOSED)
    views = {
        "mine": [service],
        "overdue": [late],
        "decide": [escalated],
        "service": [service],
        "anonymous": [anonymous],
        "held": [held],
        "closed": [closed],
    }
    for view, expected in views.items():
        assert rows(client, office.manager, view=view) == numbers(*expected), view
    assert late.number == rows(client, office.manager)[0]
    assert set(numbers(late, escalated, held, anonymous)) == set(rows(client, office.officer, view="mine"))
    assert late.number not in rows(client, office.manager, view="today")
    assert elsewhere.number in rows(client, office.manager, view="today")


def test_the_tabs_and_chips_count_what_they_hold(client: Client, office: Office, elsewhere: Complaint):
    complaint_in(office, State.INVESTIGATING)
    complaint_in(office, State.CLOSED)
    client.force_login(office.manager)
    listing = client.get(reverse("complaints:queue")).context["listing"]
    assert {str(tab.label): tab.count for tab in listing.tabs}[str(listing.owner.views[0].label)] == "2"
    assert listing.state_counts[State.INVESTIGATING] == 1
    narrowed = client.get(reverse("complaints:queue"), {"severity": "major"}).context["listing"]
    assert narrowed.state_counts == {State.RECEIVED: 1}


@pytest.mark.parametrize("word", ["000001", "摩擦声", "a-201", "松石", "9900000034", "林示例", "运行异响 松石"])
def test_words_are_found_where_people_expect_them(client: Client, office: Office, word: str):
    complaint = complaint_in(office)
    assert rows(client, office.manager, q=word) == numbers(complaint)


def test_names_and_phones_are_not_searched_for_those_who_may_not_see_them(client: Client, office: Office):
    complaint = complaint_in(office)
    assert rows(client, office.duty_room, q="19900000034") == []
    assert rows(client, office.duty_room, q="林示例") == []
    assert rows(client, office.duty_room, q="异响") == numbers(complaint)


def test_leading_another_park_finds_no_names_where_they_are_masked(client: Client, office: Office, other_park: Office):
    here, there = complaint_in(office), complaint_in(other_park)
    PostingFactory(user=office.manager, role=Role.DUTY_ROOM, park=other_park.park)
    assert rows(client, office.manager, q="林示例") == numbers(here)
    client.post(reverse("accounts:switch_park"), {"park": other_park.park.pk})
    found = {}
    for words in ("林示例", "异响"):
        listing = client.get(reverse("complaints:queue"), {"q": words}).context["listing"]
        found[words] = [row.number for row in listing.page.rows]
    assert found == {"林示例": [], "异响": numbers(there)}


def test_filters_narrow_together(client: Client, office: Office, elsewhere: Complaint):
    mine = complaint_in(office)
    assert rows(client, office.manager, severity="major") == numbers(elsewhere)
    assert rows(client, office.manager, building=office.building.pk) == numbers(mine)
    assert rows(client, office.manager, officer=office.other_officer.pk) == numbers(elsewhere)
    assert rows(client, office.manager, category=Category.FEES) == []
    assert rows(client, office.manager, severity="major", building=office.building.pk) == []
    with clock.at(MORNING + timedelta(days=40)):
        assert rows(client, office.manager, received="30") == []


@pytest.mark.parametrize("query", [{"sort": "__class__"}, {"severity": "x"}, {"after": "made-up"}, {"view": "x"}])
def test_what_cannot_be_understood_is_left_out_and_said(client: Client, office: Office, query: dict):
    complaint = complaint_in(office)
    client.force_login(office.manager)
    response = client.get(reverse("complaints:queue"), query)
    assert response.status_code == 200
    assert [row.number for row in response.context["listing"].page.rows] == numbers(complaint)
    assert response.context["listing"].problems


def test_rows_are_sorted_and_paged_by_key(client: Client, office: Office):
    made = [complaint_in(office) for _each in range(21)]
    newest = rows(client, office.manager, sort="-number")
    assert newest == numbers(*reversed(made))[:20]
    listing = client.get(reverse("complaints:queue"), {"sort": "-number"}).context["listing"]
    following = client.get(reverse("complaints:queue") + listing.next_url).context["listing"]
    assert [row.number for row in following.page.rows] == [made[0].number]


def test_a_repeat_within_30_days_is_marked(client: Client, office: Office):
    for days in (31, 5):
        with clock.at(MORNING - timedelta(days=days)):
            complaint_in(office)
    last = complaint_in(office)
    with clock.at(MORNING + timedelta(days=31)):
        complaint_in(office)
    client.force_login(office.manager)
    shown = client.get(reverse("complaints:queue")).context["listing"].page.rows
    assert [row.repeat_of.received_at == MORNING - timedelta(days=5) for row in shown if row.pk == last.pk] == [True]
    assert sum(1 for row in shown if row.repeat_of_id is None) == 2


def test_the_duty_room_reads_no_private_name(client: Client, office: Office):
    complaint_in(office, customer=None)
    client.force_login(office.duty_room)
    text = client.get(reverse("complaints:queue")).content.decode()
    assert "林**" in text
    assert "林女士" not in text
    assert "0034" not in text


def test_the_export_holds_exactly_what_is_filtered_and_is_logged(client: Client, office: Office, elsewhere: Complaint):
    complaint_in(office)
    client.force_login(office.manager)
    response = client.get(reverse("complaints:queue"), {"severity": "major", "export": "csv"})
    lines = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    assert [line[next(iter(line))] for line in lines] == [elsewhere.number]
    assert "陈演示" in lines[0].values()
    assert "19900000034" not in str(lines)
    entry = ExportEntry.objects.get()
    assert (entry.actor, entry.count, entry.filters["severity"]) == (office.manager, 1, "major")


HOSTILE = ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "＝1+1", '=HYPERLINK("http://x")', "-2+3+cmd|' /C calc'!A0"]


@pytest.mark.parametrize("kind", ["xlsx", "csv"])
def test_no_cell_of_an_export_is_a_formula(client: Client, office: Office, kind: str):
    for text in HOSTILE:
        complaint_in(office, matter=text, content=text, name=text)
    client.force_login(office.manager)
    content = b"".join(client.get(reverse("complaints:queue"), {"export": kind}).streaming_content)
    if kind == "xlsx":
        cells = [cell for row in load_workbook(io.BytesIO(content)).active for cell in row]
        assert {cell.data_type for cell in cells} <= {"s", "inlineStr", "n", "d"}
        texts = [cell.value for cell in cells if isinstance(cell.value, str)]
    else:
        texts = [cell for row in csv.reader(io.StringIO(content.decode("utf-8-sig"), newline="")) for cell in row]
    assert len([text for text in texts if text.startswith("'")]) >= 2 * len(HOSTILE)
    assert not [text for text in texts if text[:1] in tuple("=+-@\t\r＝＋－＠")]


@pytest.mark.duty("A5")
def test_the_export_names_who_acted(client: Client, office: Office):
    office.manager.language = "en"
    office.manager.save(update_fields=["language"])
    decided = complaint_in(office, State.ESCALATED)
    services.decide(complaint_id=decided.pk, actor=office.manager, decision="先租用叉车", target=State.ACTING)
    closed = complaint_in(office, State.CLOSED, channel="phone", actor=office.clerk)
    client.force_login(office.manager)
    response = client.get(reverse("complaints:queue"), {"view": "all", "export": "csv"})
    lines = list(csv.DictReader(io.StringIO(b"".join(response.streaming_content).decode("utf-8-sig"))))
    acted = {
        line["Number"]: [line[f"{role} by"] for role in ("Received", "Decided", "Resolved", "Closed")] for line in lines
    }
    assert acted == {
        decided.number: ["", "王示例", "", ""],
        closed.number: ["赵示范", "", "李样例", "李样例"],
    }


@pytest.mark.parametrize("role", ["officer", "duty_room", "park_office", "clerk"])
def test_only_managers_export(client: Client, office: Office, role: str):
    complaint_in(office)
    client.force_login(getattr(office, role))
    assert client.get(reverse("complaints:queue"), {"export": "csv"}).status_code == 302
    assert not ExportEntry.objects.exists()


def test_a_manager_exports_only_parks_of_their_own(client: Client, office: Office, other_park: Office):
    here, there = complaint_in(office, content="本园区的货梯异响"), complaint_in(other_park, content="邻园区的路灯不亮")
    PostingFactory(user=office.manager, role=Role.DUTY_ROOM, park=other_park.park)
    assert rows(client, office.manager, view="all") == numbers(here)
    response = client.get(reverse("complaints:queue"), {"view": "all", "export": "csv"})
    text = b"".join(response.streaming_content).decode("utf-8-sig")
    assert "本园区的货梯异响" in text
    assert "邻园区" not in text
    client.post(reverse("accounts:switch_park"), {"park": other_park.park.pk})
    listing = client.get(reverse("complaints:queue"), {"view": "all"}).context["listing"]
    assert [row.number for row in listing.page.rows] == numbers(there)
    assert client.get(reverse("complaints:queue"), {"view": "all", "export": "csv"}).status_code == 302
    assert ExportEntry.objects.count() == 1


def test_a_tenant_sees_their_own_in_plain_columns(client: Client, office: Office):
    own = complaint_in(office, account=office.tenant, company=office.customer)
    complaint_in(office)
    assert rows(client, office.tenant) == numbers(own)
    text = client.get(reverse("complaints:queue")).content.decode()
    assert "李样例" not in text


def test_the_status_list_tells_state_officer_and_deadline_only(client: Client, office: Office, other_park: Office):
    complaint = complaint_in(office)
    complaint_in(other_park)
    client.force_login(office.clerk)
    response = client.get(reverse("complaints:status"))
    text = response.content.decode()
    assert [row.number for row in response.context["listing"].page.rows] == [complaint.number]
    assert "李样例" in text
    for secret in (complaint.matter, "林女士", "松石", "0034", "A-201"):
        assert secret not in text


def test_the_status_list_hides_what_concerns_the_reader(client: Client, office: Office):
    complaint_in(office, category=Category.SERVICE_ATTITUDE)
    complaint_in(office, category=Category.SERVICE_ATTITUDE, against=office.clerk)
    client.force_login(office.clerk)
    assert not client.get(reverse("complaints:status")).context["listing"].page.rows


@pytest.mark.parametrize(
    ("url", "role", "code"), [("status", "officer", 403), ("queue", "clerk", 200), ("status", "clerk", 200)]
)
def test_the_lists_are_for_those_who_need_them(client: Client, office: Office, url: str, role: str, code: int):
    client.force_login(getattr(office, role))
    assert client.get(reverse(f"complaints:{url}")).status_code == code


def test_a_page_asks_as_much_for_many_rows_as_for_one(client: Client, office: Office):
    def asked() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("complaints:queue"))
        assert not [query for query in queries if query["sql"].startswith(("INSERT", "UPDATE", "DELETE"))]
        return len(queries)

    client.force_login(office.manager)
    complaint_in(office)
    client.get(reverse("complaints:queue"))
    complaint_in(office)
    few = asked()
    for where in REACHED:
        complaint_in(office, where)
    assert asked() <= few <= 8


def test_a_clock_that_passed_reads_as_missed(client: Client, office: Office):
    complaint_in(office)
    with clock.at(factories.at(MORNING.date() + timedelta(days=1), 16)):
        client.force_login(office.officer)
        assert 'class="ps-due" data-tone="miss"' in client.get(reverse("complaints:queue")).content.decode()
