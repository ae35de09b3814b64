"""A suggestion is decided by the manager, answered to its proposer, and its outcome published (A4)."""

from datetime import date, timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.test import Client
from django.urls import reverse

from complaints.choices import Channel
from complaints.intake.services import Arrival, Place, Sender, record_suggestion
from complaints.models import Suggestion
from complaints.suggestions.models import SuggestionState
from complaints.suggestions.services import decide as decide_by_service
from complaints.suggestions.services import look_again
from parkservice.home import board
from parkservice.kit import clock, flow
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem, OutboxMessage
from parkservice.tasks.rectifications.services import Measure, Plan, finish, finish_step, plan, verify
from tests.complaints.factories import MORNING, Office, new_form

#: A Monday in the next spring.
AGAIN = date(2027, 3, 1)
POLITE = "林女士：您好！感谢您的建议，我们已采纳并制定了计划。谢谢！"


def suggest(office: Office, **sender) -> Suggestion:
    """A suggestion about the office's own unit."""
    who = {"name": "林示例", "title": "ms", "phone": "19900000034", "email": "lin@example.invalid"}
    return record_suggestion(
        park=office.park,
        sender=Sender(**{**who, **sender}),
        place=Place(unit=office.unit),
        content="建议在 A 栋门口加装自行车棚",
        arrival=Arrival(channel=Channel.WEB, form_id=new_form()),
    )[0]


def decide(client: Client, office: Office, row: Suggestion, decision: str, reason: str = ""):
    client.force_login(office.manager)
    address = reverse("complaints:suggestion_decide", args=[row.pk])
    again = AGAIN.isoformat() if decision == "later" else ""
    return client.post(address, {"decision": decision, "reason": reason, "again_on": again})


def answer(client: Client, row: Suggestion, person, way: str = "mail", text: str = POLITE):
    client.force_login(person)
    said = {"way": way, "text": text, "form_id": new_form()}
    return client.post(reverse("complaints:suggestion_answer", args=[row.pk]), said)


def state_of(person, office: Office) -> str:
    tiles = board.read_own(person, office.park, clock.today())
    return next(tile.status.state for tile in tiles if tile.duty.id == "A4")


@pytest.mark.duty("A4")
def test_the_manager_declines_with_a_reason_that_the_proposer_reads(client: Client, office: Office):
    row = suggest(office)
    assert decide(client, office, row, "decline").status_code == 422
    decide(client, office, row, "decline", "消防通道不能占用")
    assert InboxItem.objects.filter(verb="inbox.suggestion_decided").get().recipient == office.officer
    page = client.get(reverse("complaints:suggestion", args=[row.pk])).content.decode()
    assert "消防通道不能占用" in page
    answer(client, row, office.officer, text="林女士：您好！感谢您的建议。消防通道不能占用，暂不能采纳。谢谢！")
    row = Suggestion.objects.get()
    assert (row.state, row.answered_by) == (SuggestionState.ANSWERED, office.officer)
    assert OutboxMessage.objects.get(purpose="suggestion.answer").to == "lin@example.invalid"
    followed = client.get(reverse("complaints:track_case", args=[row.track_code])).content.decode()
    assert "消防通道不能占用，暂不能采纳" in followed


@pytest.mark.duty("A4")
def test_it_is_decided_once(client: Client, office: Office):
    row = suggest(office)
    decide(client, office, row, "later", "明年再看")
    decide(client, office, row, "decline", "不行")
    assert Suggestion.objects.get().decision == "later"


@pytest.mark.duty("A4")
def test_what_is_adopted_needs_a_plan_before_the_proposer_is_told(client: Client, office: Office):
    row = suggest(office)
    decide(client, office, row, "adopt")
    answer(client, row, office.officer)
    assert Suggestion.objects.get().state == SuggestionState.DECIDED
    due = (MORNING + timedelta(days=30)).date()
    measure = Measure(what="选址并报价", owner=office.officer, due=due)
    said = Plan(matter="自行车棚", problem="车辆乱停", owner=office.officer, due=due, measures=[measure])
    plan(park=office.park, actor=office.manager, plan=said, form_id=new_form(), subject=Suggestion.objects.get())
    page = client.get(reverse("complaints:suggestion", args=[row.pk])).content.decode()
    assert "自行车棚" in page
    answer(client, row, office.officer)
    assert Suggestion.objects.get().state == SuggestionState.ANSWERED


@pytest.mark.duty("A4")
def test_the_proposer_sees_how_far_the_plan_is_without_names_and_words_of_the_staff(client: Client, office: Office):
    row = suggest(office)
    decide(client, office, row, "trial")
    due = (MORNING + timedelta(days=30)).date()
    steps = [Measure(what=what, owner=office.officer, due=due) for what in ("选址并报价", "试装一个")]
    said = Plan(matter="自行车棚", problem="车辆乱停", owner=office.officer, due=due, measures=steps)
    made, _new = plan(
        park=office.park, actor=office.manager, plan=said, form_id=new_form(), subject=Suggestion.objects.get()
    )
    followed = reverse("complaints:track_case", args=[row.track_code])
    assert "2 项措施已完成 0 项" in client.get(followed).content.decode()
    for step in made.steps.all():
        finish_step(rectification_id=made.pk, actor=office.officer, step=step)
    page = client.get(followed).content.decode()
    assert "2 项措施已完成 2 项" in page
    assert "正在实施" in page
    assert not [words for words in ("选址并报价", "车辆乱停", "李样例") if words in page.partition("正在实施")[2]]
    finish(rectification_id=made.pk, actor=office.officer, result="已装好")
    verify(rectification_id=made.pk, actor=office.manager, effect="有人停")
    page = client.get(followed).content.decode()
    assert "已经实施" in page
    assert "有人停" not in page


def test_nobody_decides_on_their_own_suggestion(client: Client, office: Office):
    row = suggest(office, account=office.manager)
    assert decide(client, office, row, "decline", "算了").status_code == 403
    assert Suggestion.objects.get().state == SuggestionState.REPORTED


def test_an_officer_does_not_decide(client: Client, office: Office):
    row = suggest(office)
    client.force_login(office.officer)
    address = reverse("complaints:suggestion_decide", args=[row.pk])
    assert client.post(address, {"decision": "decline", "reason": "不好"}).status_code == 403


def test_an_anonymous_proposer_is_answered_on_the_tracking_page_only(client: Client, office: Office):
    row = suggest(office, anonymous=True)
    decide(client, office, row, "later", "明年再看")
    assert answer(client, row, office.officer, way="phone").status_code == 422
    answer(client, row, office.officer, way="tracking_page")
    assert Suggestion.objects.get().state == SuggestionState.ANSWERED


@pytest.mark.duty("L2")
def test_an_answer_with_personal_data_is_not_sent(client: Client, office: Office):
    row = suggest(office)
    decide(client, office, row, "later", "明年再看")
    assert answer(client, row, office.officer, text="您好！请联系邻居 19900000077，谢谢！").status_code == 422
    assert not OutboxMessage.objects.filter(purpose="suggestion.answer").exists()


@pytest.mark.duty("L4")
def test_a_late_answer_says_sorry_or_why_not(client: Client, office: Office):
    row = suggest(office)
    decide(client, office, row, "later", "明年再看")
    # Decided on Thursday: two working days end on Monday the 9th (domain 2.2).
    with clock.at(MORNING + timedelta(days=4, hours=8)):
        asked = answer(client, row, office.officer)
        assert asked.status_code == 422
        assert 'id="answer-courtesy_reason_error"' in asked.content.decode()
        assert Suggestion.objects.get().state == SuggestionState.DECIDED
        address = reverse("complaints:suggestion_answer", args=[row.pk])
        given = {"way": "mail", "text": POLITE, "courtesy_reason": "当面已致歉", "form_id": new_form()}
        assert client.post(address, given).status_code == 302
        assert "当面已致歉" in client.get(reverse("messaging:my_texts")).content.decode()
    row = Suggestion.objects.get()
    assert (row.answer_courtesy, row.answer_courtesy_reason) == (["R5"], "当面已致歉")


@pytest.mark.duty("L4")
def test_the_ready_text_apologises_to_a_proposer_who_waited(client: Client, office: Office):
    row = suggest(office)
    decide(client, office, row, "later", "明年再看")
    record = reverse("complaints:suggestion", args=[row.pk])
    client.force_login(office.officer)
    assert "对不起" not in client.get(record).context["answer_form"]["text"].value()
    with clock.at(MORNING + timedelta(days=4, hours=8)):
        client.force_login(office.officer)
        ready = client.get(record).context["answer_form"]["text"].value()
        assert "对不起" in ready
        assert answer(client, row, office.officer, text=ready).status_code == 302
    assert Suggestion.objects.get().answer_courtesy == []


@pytest.mark.duty("A4")
def test_the_outcome_is_published_without_a_name(client: Client, office: Office, other_park: Office):
    row = suggest(office)
    decide(client, office, row, "later", "明年再看")
    address = reverse("complaints:suggestion_publish", args=[row.pk])
    client.post(address, {"outcome": "现在还太早了"})
    assert Suggestion.objects.get().published_at is None
    answer(client, row, office.officer)
    client.force_login(office.manager)
    client.post(address, {"outcome": "自行车棚明年春季加装"})
    client.logout()
    page = client.get(reverse("park:outcomes", args=["qh"])).content.decode()
    assert "自行车棚明年春季加装" in page
    assert "林" not in page
    assert "自行车棚" not in client.get(reverse("park:outcomes", args=["by"])).content.decode()


@pytest.mark.duty("A4")
def test_the_board_reads_decision_and_answer(client: Client, office: Office):
    row = suggest(office)
    assert state_of(office.manager, office) == "open"
    # Reported on Thursday 5 November: five working days end on Thursday the 12th at closing time (domain 2.2).
    with clock.at(MORNING + timedelta(days=7, hours=8)):
        assert state_of(office.manager, office) == "missed"
    decide(client, office, row, "later", "明年再看")
    assert state_of(office.manager, office) == "nothing"
    assert state_of(office.officer, office) == "open"
    # Decided on Thursday: two working days end on Monday the 9th.
    with clock.at(MORNING + timedelta(days=4, hours=8)):
        assert state_of(office.officer, office) == "missed"


@pytest.mark.duty("A4")
def test_what_is_looked_at_later_has_a_day_that_is_ahead_and_not_too_far(client: Client, office: Office):
    row = suggest(office)
    client.force_login(office.manager)
    address = reverse("complaints:suggestion_decide", args=[row.pk])
    # At most 180 days ahead of Thursday 5 November 2026 (the threshold's first value): 4 May 2027.
    for day in ("", "2026-11-05", "2027-05-05", "nie"):
        sent = client.post(address, {"decision": "later", "reason": "明年再看", "again_on": day})
        assert sent.status_code == 422, day
        assert "again_on" in sent.context["decide_form"].errors
        assert "明年再看" in sent.content.decode()
    with pytest.raises(RuleViolation):
        decide_by_service(suggestion_id=row.pk, actor=office.manager, decision="later", reason="明年再看")
    assert Suggestion.objects.get().state == SuggestionState.REPORTED
    client.post(address, {"decision": "later", "reason": "明年再看", "again_on": "2027-05-04"})
    assert Suggestion.objects.get().again_on == date(2027, 5, 4)


@pytest.mark.duty("A4")
def test_on_its_day_it_comes_back_to_the_manager_and_is_decided_and_answered_once_more(client: Client, office: Office):
    row = suggest(office)
    decide(client, office, row, "later", "明年再看")
    answer(client, row, office.officer)
    followed = reverse("complaints:track_case", args=[row.track_code])
    assert "2027 年 3 月 1 日" in client.get(followed).content.decode()
    with clock.at(clock.combine(AGAIN) - timedelta(minutes=1)):
        assert look_again() == 0
    with clock.at(clock.combine(AGAIN) + timedelta(hours=10)):
        assert (look_again(), look_again()) == (1, 0)
        row = Suggestion.objects.get()
        assert (row.state, row.decision, row.answer, row.reported_at) == ("reported", "", "", clock.now())
        assert InboxItem.objects.get(verb="inbox.suggestion_again").recipient == office.manager
        assert state_of(office.manager, office) == "open"
        decide(client, office, row, "decline", "已另建车棚")
        assert "明年再看" in client.get(reverse("complaints:suggestion", args=[row.pk])).content.decode()
        answer(client, row, office.officer, text="林女士：您好！感谢您的建议。园区已另建车棚。谢谢！")
    assert Suggestion.objects.get().state == SuggestionState.ANSWERED
    assert OutboxMessage.objects.filter(purpose="suggestion.answer").count() == 2


@pytest.mark.duty("A4")
def test_nobody_brings_it_back_before_its_day(office: Office):
    row = suggest(office)
    decide_by_service(suggestion_id=row.pk, actor=office.manager, decision="later", reason="明年再看", again_on=AGAIN)
    row = Suggestion.objects.get()
    for actor, error in ((office.manager, PermissionDenied), (None, RuleViolation)):
        with pytest.raises(error):
            flow.advance(row, "look_again", actor)
