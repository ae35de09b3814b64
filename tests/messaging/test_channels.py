"""Text messages and group robots: written with the change, delivered to a real web server, secrets kept."""

import logging
from datetime import timedelta

import pytest
from django.utils.translation import override

from parkservice.accounts.roles import Role
from parkservice.kit import clock, webhooks
from parkservice.kit.errors import RuleViolation
from parkservice.messaging import outbox, sms, ticks
from parkservice.messaging.models import OutboxMessage, OutboxState
from tests.accounts.factories import person
from tests.messaging.mailserver import mail_server, refusing_port
from tests.messaging.webserver import SILENCE, web_server
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db

TEXT = "林女士：您好！货梯已修好，请您验收，谢谢！"
SECRET = "a-key-that-nobody-may-read"


def text_message(park=None, **changes) -> OutboxMessage:
    park = park or ParkFactory()
    values = {
        "to": "19900000034",
        "text": TEXT,
        "language": "zh-hans",
        "purpose": "complaint.reply",
        "about": park,
        "key": "reply:1",
    }
    return outbox.send_sms(park=park, **{**values, **changes})


def alert(park=None, **changes) -> list[OutboxMessage]:
    park = park or ParkFactory()
    data = {"to": "王演示", "line": "货梯异响，联系人林示例，电话 19900000034"}
    usual = {"verb": "message.failed", "data": data, "about": park, "key": "group:1"}
    return outbox.alert_group(park=park, **{**usual, **changes})


@pytest.fixture
def provider(settings):
    """A provider that accepts everything."""
    with web_server((200, '{"id": "SM-7", "to": "19900000034"}')) as server:
        settings.SMS_URL, settings.SMS_TOKEN = f"{server.url}/send", SECRET
        yield server


@pytest.fixture
def robot(settings):
    """A WeCom robot that accepts everything."""
    with web_server((200, '{"errcode":0,"errmsg":"ok"}')) as server:
        settings.ROBOT_SECRETS = {"wecom": {"": f"{server.url}/send?key={SECRET}"}}
        yield server


def test_a_text_message_is_posted_with_token_number_and_text(provider):
    text_message()
    assert ticks.run() == outbox.Delivery(sent=1)
    (seen,) = provider.seen
    assert seen["path"] == "/send"
    assert seen["headers"]["Authorization"] == f"Bearer {SECRET}"
    assert seen["json"] | {"id": ""} == {
        "id": "",
        "to": "19900000034",
        "text": TEXT,
        "language": "zh-hans",
        "signature": "青禾示例产业园",
    }


def test_the_answer_of_the_provider_is_kept_as_proof_without_the_number(provider):
    message = text_message()
    ticks.run()
    message.refresh_from_db()
    assert message.answer == '{"id": "SM-7", "to": "199****0034"}'
    with override("en"):
        assert "receipt" in message.status_line


def test_an_error_of_the_provider_is_tried_again_under_the_same_number(settings):
    with web_server((500, "busy"), (200, "{}")) as server:
        settings.SMS_URL, settings.SMS_TOKEN = server.url, SECRET
        message = text_message()
        assert ticks.run() == outbox.Delivery(waiting=1)
        with clock.at(clock.now() + outbox.LEASE + timedelta(minutes=1)):
            assert ticks.run() == outbox.Delivery(sent=1)
        assert len({seen["json"]["id"] for seen in server.seen}) == 1
        assert {seen["headers"]["Idempotency-Key"] for seen in server.seen} == {server.seen[0]["json"]["id"]}
    message.refresh_from_db()
    assert (message.state, message.attempts, message.error) == (OutboxState.SENT, 2, "")


@pytest.mark.parametrize("answer", [SILENCE, (503, "away"), (401, "who are you"), (302, "")])
def test_a_provider_that_is_away_uses_up_the_tries_of_one_message_only(settings, answer):
    settings.CHANNEL_TIMEOUT = 0.2
    with web_server(answer) as server:
        settings.SMS_URL, settings.SMS_TOKEN = server.url, SECRET
        park = ParkFactory()
        first, second = text_message(park), text_message(park, key="reply:2")
        assert ticks.run() == outbox.Delivery(waiting=1)
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, second.attempts) == (1, 0)
    assert first.error
    assert SECRET not in first.error


def test_a_number_that_the_provider_refuses_does_not_hold_up_the_others(settings):
    with web_server((422, "no such number"), (200, "{}")) as server:
        settings.SMS_URL, settings.SMS_TOKEN = server.url, SECRET
        park = ParkFactory()
        text_message(park)
        text_message(park, key="reply:2")
        assert ticks.run() == outbox.Delivery(sent=1, waiting=1)


def test_text_messages_that_cannot_leave_hold_up_no_mail(settings):
    settings.SMS_URL, settings.SMS_TOKEN = f"http://127.0.0.1:{refusing_port()}", SECRET
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        park = ParkFactory()
        text_message(park)
        values = {"to": "lin@example.com", "subject": "x", "body": "y", "language": "en", "purpose": "reply"}
        outbox.send_mail(park=park, about=park, key="mail:1", **values)
        assert ticks.run() == outbox.Delivery(sent=1, waiting=1)
    assert "refused" in OutboxMessage.objects.get(channel="sms").error.lower()


@pytest.mark.parametrize("number", ["0755-26001234", "95588", "", "+85221234567", "19900000034,19900000035"])
def test_only_mobile_numbers_get_text_messages(number):
    with override("en"), pytest.raises(RuleViolation, match="mobile numbers only"):
        text_message(to=number)


def test_a_text_that_is_too_long_is_refused_with_its_length():
    with override("en"), pytest.raises(RuleViolation, match="501 characters: a text message holds at most 500"):
        text_message(text="您" * 501)


@pytest.mark.parametrize(
    ("text", "parts"),
    [("您" * 70, 1), ("您" * 71, 2), ("您" * 134, 2), ("您" * 135, 3), ("a" * 160, 1), ("a" * 161, 2), ("a" * 307, 3)],
)
def test_the_length_is_counted_as_the_networks_do(text, parts):
    assert sms.parts(text) == parts


def test_without_a_setting_the_demo_writes_files(settings, tmp_path):
    settings.OUTBOX_DIR = tmp_path
    park = ParkFactory()
    text_message(park)
    alert(park)
    assert ticks.run() == outbox.Delivery(sent=2)
    assert sorted("19900000034" in file.read_text() for file in tmp_path.iterdir()) == [False, True]


def test_without_a_setting_production_offers_no_text_messages_and_alerts_nobody(settings):
    settings.PRODUCTION = True
    with override("en"), pytest.raises(RuleViolation, match="not set up here"):
        text_message()
    assert alert() == []


def test_a_robot_is_told_in_chinese_and_without_personal_data(robot):
    with override("en"):
        alert(names=["林示例", "王演示"], number="TS-2026-000123")
    ticks.run()
    content = robot.seen[0]["json"]["text"]["content"]
    assert robot.seen[0]["json"]["msgtype"] == "text"
    assert content.startswith("【青禾示例产业园】TS-2026-000123 发给 王** 的消息")
    assert "货梯异响，联系人林**，电话 199****0034" in content


def test_the_group_is_told_once(robot):
    park = ParkFactory()
    assert alert(park) == alert(park)
    ticks.run()
    assert len(robot.seen) == 1


def test_a_robot_that_answers_with_an_error_code_is_tried_again(settings):
    with web_server((200, '{"errcode":45009,"errmsg":"api freq out of limit"}'), (200, '{"errcode":0}')) as server:
        settings.ROBOT_SECRETS = {"wecom": {"": server.url}}
        (message,) = alert()
        assert ticks.run() == outbox.Delivery(waiting=1)
        message.refresh_from_db()
        assert "errcode 45009: api freq out of limit" in message.error
        with clock.at(clock.now() + outbox.LEASE + timedelta(minutes=1)):
            assert ticks.run() == outbox.Delivery(sent=1)


def test_each_park_has_its_own_group_and_every_robot_is_told(settings):
    with web_server((200, '{"errcode":0}')) as near, web_server((200, '{"errcode":0}')) as far:
        settings.ROBOT_SECRETS = {
            "wecom": webhooks.per_park(f"QH={near.url}/qh NH={far.url}/nh", secure=False),
            "dingtalk": webhooks.per_park(f"{near.url}/ding?access_token=x#SECx", secure=False),
        }
        alert(ParkFactory(code="QH"))
        assert ticks.run() == outbox.Delivery(sent=2)
    assert far.seen == []
    to_wecom, to_dingtalk = (seen["path"] for seen in near.seen)
    assert to_wecom == "/qh"
    assert to_dingtalk.startswith("/ding?access_token=x&timestamp=")
    assert "&sign=" in to_dingtalk
    assert "SECx" not in to_dingtalk


def test_the_address_of_a_robot_stands_in_no_row_page_or_log(client, settings, caplog):
    settings.ROBOT_SECRETS = {"wecom": {"": f"http://127.0.0.1:{refusing_port()}/send?key={SECRET}"}}
    park = ParkFactory()
    (message,) = alert(park)
    with caplog.at_level(logging.DEBUG):
        ticks.run()
    client.force_login(person(Role.MANAGER, park))
    pages = client.get("/outbox/").content + client.get(f"/outbox/{message.pk}/").content
    row = repr(OutboxMessage.objects.values().get())
    assert SECRET not in pages.decode() + row + caplog.text
    assert "refused" in row.lower()


def test_a_long_alert_is_cut_to_what_a_robot_takes():
    (message,) = alert(data={"to": "x", "line": "梯" * 1500})
    assert len(message.body.encode()) <= 2048
    assert message.body.endswith("…")


@pytest.mark.parametrize("value", ["ftp://robot.example/", "qh=https://a.example/", "https://", "https:// a"])
def test_an_address_that_is_none_is_refused_at_the_start(value):
    with pytest.raises(ValueError, match="whole address"):
        webhooks.per_park(value, secure=False)


def test_production_posts_secrets_over_https_only():
    with pytest.raises(ValueError, match="https"):
        webhooks.checked_url("http://sms.example/", secure=True)
