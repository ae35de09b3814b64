"""The duty board: each duty reads its state from the records, as duties.md says in its last section."""

from datetime import date, time, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.casework import services, words
from complaints.choices import Category, Channel, ContactOutcome, ReplyKind, ReplyMethod, State, Topic
from complaints.contacts.services import Visit, record_contact
from complaints.intake.services import Arrival, Place, Sender, record_suggestion
from complaints.models import Complaint, Suggestion
from complaints.suggestions.models import SuggestionState
from parkservice.accounts.roles import Role
from parkservice.home import board
from parkservice.kit import clock
from tests.accounts.factories import PostingFactory
from tests.complaints import factories
from tests.complaints.factories import POLITE, Office, complaint_in, new_form, staff
from tests.home.reading import desk, reads, tile

THURSDAY = date(2026, 11, 5)
FRIDAY = date(2026, 11, 6)
MONDAY = date(2026, 11, 9)
TUESDAY = date(2026, 11, 10)


def at(day: date, hour: int, minute: int = 0):
    """Hold the clock at a local moment."""
    return clock.at(clock.combine(day, time(hour, minute)))


def call(office: Office, outcome: str, **more) -> None:
    """The clerk takes a call."""
    record_contact(
        park=office.park,
        actor=office.clerk,
        sender=Sender(name="林示例", phone="19900000034"),
        place=Place(unit=office.unit),
        visit=Visit(channel=Channel.PHONE, topic=Topic.ENQUIRY, content="问停车", outcome=outcome, **more),
        form_id=new_form(),
    )


def suggest(office: Office) -> Suggestion:
    """A tenant has an idea."""
    arrival = Arrival(channel=Channel.WEB, form_id=new_form())
    sender, place = Sender(name="林示例", phone="19900000034"), Place(unit=office.unit)
    return record_suggestion(park=office.park, sender=sender, place=place, content="设快递柜", arrival=arrival)[0]


def tell(complaint: Complaint, text: str = POLITE, kind: str = ReplyKind.CONTACT, reason: str = "") -> None:
    """The officer tells the complainant something by telephone."""
    words.reply(
        complaint_id=complaint.pk,
        actor=complaint.officer,
        kind=kind,
        method=ReplyMethod.PHONE,
        text=text,
        courtesy_reason=reason,
        form_id=new_form(),
    )


# ---- A1: my complaints not yet acknowledged: nothing open / open n / acknowledgement limit passed


@pytest.mark.duty("A1")
def test_a1_is_open_until_the_complainant_was_contacted(client: Client, office: Office):
    assert reads(client, office.officer, "A1") == ("nothing", "")
    complaint = complaint_in(office)
    complaint_in(office)
    assert reads(client, office.officer, "A1") == ("open", "2 件未联系")
    tell(complaint)
    assert reads(client, office.officer, "A1") == ("open", "1 件未联系")


@pytest.mark.duty("A1")
def test_a1_is_missed_when_the_limit_of_four_working_hours_has_passed(client: Client, office: Office):
    complaint_in(office)
    with at(THURSDAY, 15, 30):
        assert tile(client, office.officer, "A1").status.state == "open"
    with at(THURSDAY, 16, 0):
        late = tile(client, office.officer, "A1")
    assert (late.status.state, late.word) == ("missed", "超期 · 30 分")


@pytest.mark.duty("A1")
def test_a1_counts_only_my_own_complaints(client: Client, office: Office):
    complaint_in(office)
    assert tile(client, office.other_officer, "A1").status.state == "nothing"
    complaint_in(office, category=Category.SERVICE_ATTITUDE)
    assert reads(client, office.officer, "A1") == ("open", "1 件未联系")
    assert reads(client, office.manager, "A1") == ("open", "1 件未联系")


@pytest.mark.duty("A1")
def test_a1_of_an_absent_officer_stands_on_the_desk_of_the_stand_in(client: Client, office: Office):
    complaint_in(office)
    PostingFactory(
        user=office.other_officer,
        role=Role.OFFICER,
        park=office.park,
        buildings=[office.building],
        starts=THURSDAY,
        ends=FRIDAY,
        standing_in_for=office.officer,
    )
    assert reads(client, office.other_officer, "A1") == ("open", "1 件未联系")


@pytest.mark.duty("A1")
def test_a1_asks_for_no_contact_with_somebody_who_stayed_anonymous(client: Client, office: Office):
    complaint_in(office, anonymous=True, name="", phone="")
    assert tile(client, office.officer, "A1").status.state == "nothing"


# ---- A2: contacts I took today recorded with outcome / one left without outcome / none by next morning


@pytest.mark.duty("A2")
def test_a2_is_done_when_every_contact_of_today_has_its_outcome(client: Client, office: Office):
    assert reads(client, office.clerk, "A2") == ("nothing", "")
    call(office, ContactOutcome.ANSWERED, answer="访客停访客区")
    call(office, ContactOutcome.PASSED_ON, handed_to=office.officer)
    assert reads(client, office.clerk, "A2") == ("done", "2 件来访来电")


@pytest.mark.duty("A2")
def test_a2_is_due_on_the_same_day_and_missed_by_next_morning(client: Client, office: Office):
    call(office, ContactOutcome.OPEN)
    call(office, ContactOutcome.ANSWERED, answer="访客停访客区")
    assert reads(client, office.clerk, "A2") == ("due", "1 件没有结果")
    with at(FRIDAY, 8, 0):
        assert reads(client, office.clerk, "A2") == ("missed", "1 件没有结果")


@pytest.mark.duty("A2")
def test_a2_is_done_again_when_the_outcome_was_written_down(client: Client, office: Office):
    call(office, ContactOutcome.OPEN)
    client.force_login(office.clerk)
    shown = client.get(reverse("complaints:contacts")).context["listing"].page.rows[0]
    client.post(reverse("complaints:contact_answer", args=[shown.pk]), {"answer": "访客停访客区，两小时内免费。"})
    assert reads(client, office.clerk, "A2") == ("done", "1 件来访来电")


# ---- A3: my complaints in investigation or action: open n / due today / limit passed


@pytest.mark.duty("A3")
def test_a3_is_open_then_due_on_the_last_day_then_missed(client: Client, office: Office):
    complaint = complaint_in(office)
    assert reads(client, office.officer, "A3") == ("nothing", "")
    services.investigate(complaint_id=complaint.pk, actor=office.officer)
    assert reads(client, office.officer, "A3") == ("open", "1 件在办")
    with at(FRIDAY, 9, 0):
        due = tile(client, office.officer, "A3")
        assert (due.status.state, due.word) == ("due", "待办 · 今日到期 1 件")
    with at(MONDAY, 8, 30):
        late = tile(client, office.officer, "A3")
        assert (late.status.state, late.status.figure) == ("missed", "1 件在办")


@pytest.mark.duty("A3")
def test_a3_looks_at_the_resolution_once_the_first_answer_is_given(client: Client, office: Office):
    complaint = complaint_in(office, State.ACTING)
    tell(complaint, kind=ReplyKind.ANSWER)
    with at(FRIDAY, 9, 0):
        assert reads(client, office.officer, "A3") == ("open", "1 件在办")
    with at(MONDAY, 9, 0):
        assert reads(client, office.officer, "A3") == ("due", "1 件在办")


@pytest.mark.duty("A3")
def test_a3_does_not_count_what_waits_for_the_manager(client: Client, office: Office):
    complaint_in(office, State.ESCALATED)
    assert reads(client, office.officer, "A3") == ("nothing", "")


# ---- A4: suggestions recorded but not reported the same day; manager: undecided within 5 working days


@pytest.mark.duty("A4")
def test_a4_of_the_officer_is_due_until_reported_and_missed_the_day_after(client: Client, office: Office):
    reported = suggest(office)
    assert reads(client, office.officer, "A4") == ("nothing", "")
    kept = {field.attname: getattr(reported, field.attname) for field in Suggestion._meta.concrete_fields}
    changes = {"id": None, "number": "JY-2026-000900", "track_code": "unreported", "reported_at": None}
    Suggestion.objects.create(**{**kept, **changes, "state": SuggestionState.RECORDED})
    assert reads(client, office.officer, "A4") == ("due", "1 条建议")
    with at(FRIDAY, 8, 0):
        assert reads(client, office.officer, "A4") == ("missed", "1 条建议")


@pytest.mark.duty("A4")
def test_a4_of_the_manager_is_missed_when_a_suggestion_waits_more_than_five_working_days(
    client: Client, office: Office
):
    suggest(office)
    assert reads(client, office.manager, "A4") == ("open", "1 条建议")
    with at(THURSDAY + timedelta(days=7), 9, 0):
        assert reads(client, office.manager, "A4") == ("due", "1 条建议")
    with at(THURSDAY + timedelta(days=8), 9, 0):
        assert reads(client, office.manager, "A4") == ("missed", "1 条建议")


# ---- A5: resolved cases without both replies: nothing open / due / limit passed


@pytest.mark.duty("A5")
def test_a5_is_due_until_complainant_and_park_office_know_the_result(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    assert reads(client, office.officer, "A5") == ("due", "1 件待回复")
    factories.tell_result(office, complaint)
    assert reads(client, office.officer, "A5") == ("due", "1 件待回复")
    factories.tell_office(office, complaint)
    assert reads(client, office.officer, "A5") == ("nothing", "")


@pytest.mark.duty("A5")
def test_a5_is_missed_two_working_days_after_the_resolution(client: Client, office: Office):
    complaint_in(office, State.RESOLVED)
    with at(MONDAY, 17, 0):
        assert tile(client, office.officer, "A5").status.state == "due"
    with at(TUESDAY, 8, 30):
        assert tile(client, office.officer, "A5").status.state == "missed"


# ---- L1 to L4: share of my texts of the last 30 days sent without an open hint; never missed


@pytest.mark.duty("L1", "L2", "L3", "L4")
def test_l1_to_l4_tell_the_share_of_courteous_texts(client: Client, office: Office):
    assert reads(client, office.officer, "L2") == ("nothing", "")
    complaint = complaint_in(office, State.ACTING)
    tell(complaint)
    tell(complaint, "林女士：李样例于11月6日前上门处理，给您添麻烦了，对不起。谢谢！")
    tell(complaint, "林女士：您好！李样例于11月6日前上门处理，请您等候，谢谢！", reason="电话里已当面致歉")
    assert reads(client, office.officer, "L2") == ("done", "2 / 3")
    assert reads(client, office.officer, "L3") == ("done", "2 / 3")
    tell(complaint, "林女士：您好！李样例于11月6日前上门处理，给你添麻烦了，对不起。谢谢！")
    assert reads(client, office.officer, "L1") == ("done", "3 / 4")
    assert reads(client, office.officer, "L4") == ("done", "4 / 4")
    with at(THURSDAY + timedelta(days=31), 9, 0):
        assert reads(client, office.officer, "L2") == ("nothing", "")


# ---- L5: greeting shown


@pytest.mark.duty("L5")
def test_l5_greets_a_leader_on_the_first_page_of_the_day_and_names_the_leaders_to_all(client: Client, office: Office):
    client.force_login(office.manager)
    assert "王经理，您早" in client.get(reverse("home:desk")).content.decode()
    assert "王经理，您早" not in client.get(reverse("home:desk")).context["greeting"]
    for person in (office.manager, office.clerk, office.duty_room):
        greeting = tile(client, person, "L5").status
        assert greeting.state == "done"
        assert "王经理" in greeting.sentence


# ---- O11: as A3 and A4 for mine


@pytest.mark.duty("O11")
def test_o11_is_the_worse_of_complaints_and_suggestions(client: Client, office: Office):
    assert reads(client, office.officer, "O11") == ("nothing", "")
    complaint_in(office, State.INVESTIGATING)
    assert reads(client, office.officer, "O11") == ("open", "1 件在办")
    with at(MONDAY, 9, 0):
        assert reads(client, office.officer, "O11") == ("missed", "1 件在办")
    assert "O11" not in [each.duty.id for each in desk(client, office.manager).tiles]


# ---- the board as a whole


def test_a_board_shows_what_is_missed_first(client: Client, office: Office):
    complaint_in(office, State.INVESTIGATING)
    complaint_in(office)
    with at(MONDAY, 9, 0):
        states = [each.status.state for each in desk(client, office.officer).tiles]
    assert states == sorted(states, key=["missed", "due", "open", "done", "nothing"].index)


def test_each_role_carries_the_duties_of_the_procedure(client: Client, office: Office):
    def held(user) -> set[str]:
        return {each.duty.id for each in desk(client, user).tiles}

    officer, manager, clerk = held(office.officer), held(office.manager), held(office.clerk)
    words = {"L1", "L2", "L3", "L4", "L5"}
    money = {"O2", "O3", "O4", "O5", "O6", "O7", "O8", "P8"}
    assert officer == words | money | {"A1", "A2", "A3", "A4", "A5", "M12", "O1", "O9", "O11"}
    assert manager == words | {"A1", "A2", "A4", "A5", "A6", "M1", "M2", "M4", "M9", "M11", "M12", "P1", "P3", "P8"}
    assert clerk == {"A2", "D1", "D11", "L5"}
    assert held(staff(Role.SYSADMIN, office.park, "sysadmin", "许示维")) == {"L5"}
    client.force_login(office.tenant)
    assert "desk" not in client.get(reverse("home:desk")).context


def test_every_tile_leads_to_a_page_that_its_person_may_open(client: Client, office: Office):
    complaint_in(office, State.INVESTIGATING)
    call(office, ContactOutcome.OPEN)
    roles = [role for role in Role if role not in (Role.TENANT, Role.SYSADMIN)]
    for role in roles:
        user = staff(role, office.park, f"walker-{role}", "行走者")
        for each in desk(client, user).tiles:
            assert client.get(each.status.url).status_code == 200, (role, each.duty.id, each.status.url)


@pytest.mark.duty("M2")
def test_the_manager_answers_for_the_worst_of_the_department(office: Office):
    complaint = complaint_in(office)
    with clock.at(complaint.next_due + timedelta(minutes=1)):
        tiles, _grid = board.read_all(office.manager, office.park, clock.today())
        standing = next(tile.status for tile in tiles if tile.duty.id == "M2")
        alone = board.read_own(office.manager, office.park, clock.today())
        assert next(tile.status for tile in alone if tile.duty.id == "M2") == standing
    assert standing.state == "missed"
    assert standing.url == "/desk/#team"
