"""The outbox page: who sees it, and what stays hidden on it."""

import pytest

from parkservice.accounts.roles import Role
from parkservice.messaging.models import OutboxState
from tests.accounts.factories import UserFactory, person
from tests.messaging.factories import OutboxMessageFactory
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db

URL = "/outbox/"
SECRET = "https://park.example/complaints/track/AbCdEfGhIjKlMnOpQrStUv/"


@pytest.fixture
def park():
    return ParkFactory()


@pytest.fixture
def manager(client, park):
    user = person(Role.MANAGER, park)
    client.force_login(user)
    return user


def test_addresses_phones_and_secret_links_are_hidden(client, park, manager):
    OutboxMessageFactory(
        park=park, to="lin.yi@example.com", body=f"请看 {SECRET} 或致电 19900000034，邮箱 a.b@example.com"
    )
    text = client.get(URL).content.decode()
    assert "l***@example.com" in text
    assert "199****0034" in text
    for hidden in ("lin.yi", "19900000034", "AbCdEfGh", "a.b@"):
        assert hidden not in text


def test_the_state_filter(client, park, manager):
    OutboxMessageFactory(park=park, subject="waits")
    OutboxMessageFactory(park=park, subject="broke", state=OutboxState.FAILED)
    text = client.get(URL, {"state": "failed"}).content.decode()
    assert "broke" in text
    assert "waits" not in text
    assert client.get(URL, {"state": "nonsense"}).status_code == 200


def test_messages_of_other_parks_do_not_exist(client, park, manager):
    foreign = OutboxMessageFactory(subject="foreign")
    assert "foreign" not in client.get(URL).content.decode()
    assert client.get(f"{URL}{foreign.pk}/").status_code == 404
    assert client.post(f"{URL}{foreign.pk}/retry/").status_code == 404


def test_an_officer_sees_the_messages_written_by_that_officer(client, park):
    officer = person(Role.OFFICER, park)
    client.force_login(officer)
    OutboxMessageFactory(park=park, subject="mine", sender=officer)
    OutboxMessageFactory(park=park, subject="another's", sender=UserFactory())
    text = client.get(URL).content.decode()
    assert "mine" in text
    assert "another" not in text


def test_without_the_right_the_page_is_closed(client, park):
    client.force_login(person(Role.CLERK, park))
    assert client.get(URL).status_code == 403


def test_the_demo_shows_the_whole_text(client, park, manager):
    message = OutboxMessageFactory(park=park, body=SECRET)
    assert f'href="{SECRET}"' in client.get(f"{URL}{message.pk}/").content.decode()


def test_production_shows_the_beginning_only(client, park, manager, settings):
    settings.PRODUCTION = True
    message = OutboxMessageFactory(park=park, body=SECRET)
    assert "AbCdEfGh" not in client.get(f"{URL}{message.pk}/").content.decode()


def test_a_failed_message_is_sent_again_from_its_page(client, park, manager):
    message = OutboxMessageFactory(park=park, state=OutboxState.FAILED, attempts=5)
    assert f"{URL}{message.pk}/retry/" in client.get(f"{URL}{message.pk}/").content.decode()
    client.post(f"{URL}{message.pk}/retry/")
    message.refresh_from_db()
    assert (message.state, message.attempts) == (OutboxState.WAITING, 0)


def test_a_message_that_did_not_fail_says_so(client, park, manager):
    message = OutboxMessageFactory(park=park)
    response = client.post(f"{URL}{message.pk}/retry/", follow=True, headers={"accept-language": "en"})
    assert "This message did not fail" in response.content.decode()
    assert client.get(f"{URL}{message.pk}/retry/").status_code == 405


def test_an_empty_outbox_says_what_will_stand_here(client, manager):
    assert "alerts to the group stand here" in client.get(URL, headers={"accept-language": "en"}).content.decode()
