"""The outbox: written with the change, delivered later by real SMTP, never lost and never doubled."""

from datetime import timedelta

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override
from django_tasks_db.models import DBTaskResult

from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging import outbox, ticks
from parkservice.messaging.models import InboxItem, OutboxMessage, OutboxState
from tests.accounts.factories import UserFactory
from tests.messaging.factories import OutboxMessageFactory
from tests.messaging.mailserver import mail_server, refusing_port
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db


def write(park=None, **changes) -> OutboxMessage:
    park = park or ParkFactory()
    values = {
        "to": "lin@example.com",
        "subject": "关于您的投诉",
        "body": "林女士：您好！货梯已修好。",
        "language": "zh-hans",
        "purpose": "reply",
        "about": park,
        "key": "reply:1",
    }
    return outbox.send_mail(park=park, **{**values, **changes})


@pytest.fixture
def smtp(settings):
    """A real mail server that the product is set up for."""
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        yield server


@pytest.fixture
def no_smtp(settings):
    """A mail server that is down: its port refuses."""
    settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
    settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", refusing_port()


def test_a_mail_arrives_as_text_and_html_in_the_language_of_the_recipient(smtp):
    park = ParkFactory()
    write(park)
    write(park, key="reply:2", language="en", subject="Your complaint", body="Dear Ms Lin,\nit <b>works</b>.")
    assert ticks.run() == outbox.Delivery(sent=2)
    chinese, english = smtp.mails
    assert chinese["To"] == "lin@example.com"
    assert chinese["Subject"] == "关于您的投诉"
    assert chinese["From"].addresses[0].display_name == "青禾示例产业园"
    assert "货梯已修好" in chinese.get_body(("plain",)).get_content()
    assert "客服前台：0755-26001234" in chinese.get_body(("plain",)).get_content()
    assert english["Content-Language"] == "en"
    assert "Front desk: 0755-26001234" in english.get_body(("plain",)).get_content()
    assert "&lt;b&gt;works&lt;/b&gt;" in english.get_body(("html",)).get_content()


def test_delivering_twice_sends_once(smtp):
    write()
    ticks.run()
    assert ticks.run() == outbox.Delivery()
    assert len(smtp.mails) == 1


@pytest.mark.both
def test_writing_twice_with_one_key_is_one_message():
    park = ParkFactory()
    assert write(park).pk == write(park, body="something else").pk
    assert OutboxMessage.objects.get().body == "林女士：您好！货梯已修好。"


def test_each_try_carries_the_same_message_id(smtp):
    message = write()
    ticks.run()
    OutboxMessage.objects.filter(pk=message.pk).update(state=OutboxState.WAITING, sent_at=None, next_try_at=clock.now())
    ticks.run()
    assert len({mail["Message-ID"] for mail in smtp.mails}) == 1
    assert len(smtp.mails) == 2


def test_while_the_mail_server_is_down_messages_wait_and_say_so(no_smtp):
    park = ParkFactory()
    write(park)
    assert ticks.run() == outbox.Delivery(waiting=1)
    (message,) = outbox.messages_about(park)
    assert message.state == OutboxState.WAITING
    assert "ConnectionRefused" in message.error
    with override("en"):
        assert message.status_line.startswith("Waits in the outbox: the last try failed")


def test_an_outage_uses_up_the_tries_of_one_message_only(no_smtp):
    park = ParkFactory()
    first, second = write(park), write(park, key="reply:2")
    ticks.run()
    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.attempts, second.attempts) == (1, 0)


def test_the_message_goes_out_when_the_server_is_back(no_smtp, settings):
    write()
    ticks.run()
    with mail_server() as server:
        settings.EMAIL_PORT = server.port
        with clock.at(clock.now() + timedelta(minutes=1, seconds=1)):
            assert ticks.run() == outbox.Delivery(sent=1)
        assert len(server.mails) == 1
    assert OutboxMessage.objects.get().error == ""


def test_tries_come_less_and_less_often_and_end_after_the_fifth(smtp):
    park, officer = ParkFactory(), UserFactory()
    message = write(park, to="nobody@example.com", sender=officer)
    waits, moment = [], clock.now()
    for _attempt in range(outbox.MAX_ATTEMPTS):
        with clock.at(moment):
            ticks.run()
        message.refresh_from_db()
        waits.append(round((message.next_try_at - moment).total_seconds() / 60))
        moment = message.next_try_at
    assert waits[:4] == [1, 5, 30, 120]
    assert (message.state, message.attempts) == (OutboxState.FAILED, 5)
    with clock.at(moment + timedelta(days=1)):
        assert ticks.run() == outbox.Delivery()


def test_the_writer_is_told_when_a_message_failed_for_good(smtp):
    park, officer = ParkFactory(), UserFactory()
    message = write(park, to="nobody@example.com", sender=officer)
    OutboxMessage.objects.filter(pk=message.pk).update(attempts=4)
    assert ticks.run() == outbox.Delivery(failed=1)
    item = InboxItem.objects.get(recipient=officer)
    assert (item.verb, item.subject_kind, item.subject_id) == ("message.failed", "parks.park", park.pk)
    assert "nobody@example.com" not in str(item.data) + OutboxMessage.objects.get().error


def test_a_refused_address_does_not_hold_up_the_others(smtp):
    park = ParkFactory()
    write(park, to="nobody@example.com")
    write(park, key="reply:2")
    assert ticks.run() == outbox.Delivery(sent=1, waiting=1)


def test_a_worker_that_died_while_sending_loses_nothing(smtp):
    message = write()
    assert outbox._claim({}).pk == message.pk
    assert ticks.run() == outbox.Delivery()
    with clock.at(clock.now() + outbox.LEASE + timedelta(seconds=1)):
        assert ticks.run() == outbox.Delivery(sent=1)


def test_a_failed_message_can_be_sent_again(smtp):
    message = OutboxMessageFactory(state=OutboxState.FAILED, attempts=5)
    outbox.retry(message_id=message.pk)
    assert ticks.run() == outbox.Delivery(sent=1)
    with pytest.raises(RuleViolation):
        outbox.retry(message_id=message.pk)


def test_a_subject_with_line_breaks_adds_no_header(smtp):
    write(subject="Hello\r\nBcc: all@example.com\nX-Evil: 1")
    ticks.run()
    assert smtp.mails[0]["Subject"] == "Hello Bcc: all@example.com X-Evil: 1"
    assert smtp.mails[0]["Bcc"] is None
    assert smtp.mails[0]["X-Evil"] is None


@pytest.mark.parametrize(
    "to", ["", "nobody", "a@b", "a@example.com\r\nBcc: c@example.com", "a@example.com,b@example.com"]
)
def test_an_address_that_no_mail_can_reach_is_refused(to):
    with override("en"), pytest.raises(RuleViolation, match="is no e-mail address"):
        write(to=to)


def test_what_is_rolled_back_is_never_sent():
    with transaction.atomic():
        write()
        transaction.set_rollback(True)
    assert not OutboxMessage.objects.exists()


def test_writing_wakes_the_worker_after_the_commit(django_capture_on_commit_callbacks):
    with django_capture_on_commit_callbacks(execute=True):
        write()
        assert not DBTaskResult.objects.exists()
    assert DBTaskResult.objects.get().task_path == "parkservice.messaging.tasks.deliver"


@pytest.mark.both
def test_the_text_of_a_message_cannot_be_changed_afterwards():
    message = OutboxMessageFactory()
    with pytest.raises(IntegrityError), transaction.atomic():
        OutboxMessage.objects.filter(pk=message.pk).update(body="something else")


def test_the_demo_writes_mails_into_a_folder(settings, tmp_path):
    settings.EMAIL_BACKEND = "django.core.mail.backends.filebased.EmailBackend"
    settings.EMAIL_FILE_PATH = str(tmp_path / "outbox")
    write()
    assert ticks.run() == outbox.Delivery(sent=1)
    (file,) = (tmp_path / "outbox").iterdir()
    assert b"lin@example.com" in file.read_bytes()


def test_the_messages_of_a_record_begin_with_the_one_that_needs_a_look():
    park = ParkFactory()
    assert outbox.messages_about(park) == []
    about = {"park": park, "subject_kind": "parks.park", "subject_id": park.pk}
    sent = OutboxMessageFactory(**about, state=OutboxState.SENT, sent_at=clock.now())
    failed = OutboxMessageFactory(**about, state=OutboxState.FAILED)
    waiting = OutboxMessageFactory(**about)
    assert outbox.messages_about(park) == [failed, waiting, sent]
