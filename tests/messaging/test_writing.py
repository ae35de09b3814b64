"""The courtesy check beside any text: hints while typing, what is remembered of a draft, who is refused (L1 to L4)."""

from datetime import timedelta

import pytest

from complaints.casework.outgoing import REPLY
from complaints.choices import State
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.duties import courteous
from parkservice.messaging.models import CourtesyDraft, CourtesyLevels, ReplyTemplate
from parkservice.messaging.wordbook import writing
from tests.accounts.factories import person
from tests.complaints.factories import Office, complaint_in, tell_result
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}
RUDE = "你反映的情况已在处理，请等待。"


def typed(client, office, pk, text, key=REPLY):
    """What comes back while somebody types."""
    return client.post(f"/words/check/{key}/{pk}/", {"text": text}, headers=EN)


@pytest.fixture
def complaint(office: Office):
    return complaint_in(office)


@pytest.mark.duty("L2", "L1")
def test_hints_come_with_their_mends_while_typing(client, office, complaint):
    client.force_login(office.officer)
    page = typed(client, office, complaint.pk, RUDE).content.decode()
    assert "Begin with 您好." in page
    assert 'data-mend="您好！你反映的情况已在处理，请等待。"' in page
    assert 'data-mend="您反映的情况已在处理，请等待。"' in page


@pytest.mark.duty("L1", "L2", "L3", "L4")
def test_an_unfinished_text_with_hints_is_due_until_it_is_mended_or_sent(client, office):
    complaint = complaint_in(office, State.RESOLVED)
    client.force_login(office.officer)

    def due(duty):
        return courteous(duty)([office.officer], office.park, clock.today())[office.officer.pk].state == "due"

    typed(client, office, complaint.pk, RUDE)
    assert (due("L1"), due("L2"), due("L4")) == (True, True, False)
    page = client.get("/words/mine/", headers=EN).content.decode()
    assert "Unfinished text" in page
    assert f"/complaints/{complaint.pk}/" in page
    assert RUDE not in page
    tell_result(office, complaint)
    assert not CourtesyDraft.objects.exists()
    typed(client, office, complaint.pk, RUDE)
    typed(client, office, complaint.pk, "")
    assert not due("L1")


def test_what_was_left_lying_yesterday_is_not_due_today(client, office, complaint):
    client.force_login(office.officer)
    typed(client, office, complaint.pk, RUDE)
    CourtesyDraft.objects.update(at=clock.combine(clock.today()) - timedelta(minutes=1))
    assert writing.drafts([office.officer], office.park) == []


@pytest.mark.parametrize("who", ["other_officer", "clerk", "duty_room"])
def test_only_those_who_write_on_a_record_have_its_text_checked(client, office, complaint, who):
    client.force_login(getattr(office, who))
    assert typed(client, office, complaint.pk, RUDE).status_code in (403, 404)
    assert not CourtesyDraft.objects.exists()


def test_an_unknown_kind_or_record_is_not_found(client, office, complaint):
    client.force_login(office.officer)
    assert typed(client, office, complaint.pk, "您好", key="nothing.known").status_code == 404
    assert typed(client, office, complaint.pk + 999, "您好").status_code == 404
    assert client.get(f"/words/check/{REPLY}/{complaint.pk}/").status_code == 405


@pytest.mark.duty("L4")
def test_a_notice_of_works_wants_an_apology_and_may_announce_an_outage(client, office):
    client.force_login(office.clerk)
    text = "您好！因检修，3月8日9:00–11:00停电，欠费用户同样受影响。请提前做好准备，谢谢！"
    page = typed(client, office, office.park.pk, text, key="notice.works").content.decode()
    assert "say 对不起 or 打扰了" in page
    assert "must not be cut" not in page
    with pytest.raises(RuleViolation) as refusal:
        writing.choose("notice.works", _notice(office), text)
    assert refusal.value.code == "apology"
    assert writing.choose("notice.works", _notice(office), text, reason="已当面致歉") == ["R5"]


def test_a_notice_of_another_park_is_refused(client, office):
    client.force_login(person(Role.CLERK, ParkFactory()))
    assert typed(client, office, office.park.pk, "您好", key="notice.works").status_code == 403


def _notice(office):
    return writing.kind_of("notice.works").find(office.manager, office.park.pk)


def test_levels_of_the_park_hold_beside_the_text(client, office, complaint):
    now = clock.now()
    CourtesyLevels.objects.create(
        park=office.park,
        levels={"R7": "pass"},
        reason="少些提示",
        proposed_by=office.manager,
        proposed_at=now,
        decided_by=office.project_manager,
        decided_at=now,
        released=True,
    )
    client.force_login(office.officer)
    page = typed(client, office, complaint.pk, RUDE).content.decode()
    assert "Write 您" not in page
    assert "Begin with 您好." in page


@pytest.mark.duty("L1")
def test_phrases_come_beside_the_reply_in_the_language_of_the_complainant(client, office):
    client.force_login(office.officer)
    page = client.get(f"/complaints/{complaint_in(office, language='en').pk}/").content.decode()
    assert "/words/phrases/buttons/?target=reply-text&amp;language=en" in page
    buttons = {"target": "reply-text", "language": "en"}
    assert (
        'data-insert="Sorry to disturb you" data-for="reply-text"'
        in client.get("/words/phrases/buttons/", buttons).content.decode()
    )
    chinese = client.get("/words/phrases/buttons/", {**buttons, "language": "zh-hans"}).content.decode()
    assert 'data-insert="打扰了"' in chinese


def test_a_ready_text_is_chosen_from_the_menu_and_filled(client, office, complaint):
    client.force_login(office.officer)
    menu = client.get("/words/texts/links/", {"use": ["complaint", "kindness"], "language": "zh-hans"}).content.decode()
    assert "属实，已处理" in menu
    assert "答谢" in menu
    text = ReplyTemplate.objects.get(park=office.park, code="kindness-thanked", language="zh-hans")
    assert f"?template={text.pk}#reply" in menu
    page = client.get(f"/complaints/{complaint.pk}/", {"template": text.pk}).content.decode()
    assert "林女士：您好！不客气，这是我们应该做的。" in page
    assert client.get(f"/complaints/{complaint.pk}/", {"template": "²"}).status_code == 200


def test_a_report_with_a_full_number_of_a_person_is_refused_beside_its_field(client, office):
    complaint = complaint_in(office, State.RESOLVED)
    client.force_login(office.officer)
    form = {"form_id": "a" * 32, "way": "in_app", "text": "已处理，联系人 19900000034。"}
    answer = client.post(f"/complaints/{complaint.pk}/report/", form, headers=EN)
    assert answer.status_code == 422
    assert "do not belong into a message" in answer.content.decode()
    assert not complaint.office_reports.exists()
