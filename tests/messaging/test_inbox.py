"""The inbox: what a person was told, read marks, and the way to the record."""

import pytest
from django.urls import reverse

from parkservice.accounts.rights import postings_of
from parkservice.messaging import inbox, links
from parkservice.messaging.models import InboxItem
from tests.accounts.factories import UserFactory
from tests.messaging.factories import InboxItemFactory
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db

URL = "/inbox/"
ENGLISH = {"accept-language": "en"}


@pytest.fixture
def reader(client):
    user = UserFactory()
    client.force_login(user)
    return user


@pytest.fixture
def park_link(monkeypatch):
    monkeypatch.setattr(links, "_resolvers", {"parks.park": lambda pk: f"/somewhere/{pk}/"})


def test_everybody_named_is_told_once_and_only_people_still_here():
    park, reader, gone = ParkFactory(), UserFactory(), UserFactory(is_active=False)
    inbox.tell(
        recipients=[reader, reader, gone, None], park=park, verb="paper.issued", subject=park, data={"number": "TS-1"}
    )
    assert [item.recipient for item in InboxItem.objects.all()] == [reader]


def test_a_verb_without_a_sentence_is_refused():
    park = ParkFactory()
    with pytest.raises(LookupError):
        inbox.tell(recipients=[UserFactory()], park=park, verb="no.such.verb", subject=park)


def test_the_page_shows_sentences_newest_first(client, reader):
    park = ParkFactory()
    for number in ("TS-1", "TS-2"):
        inbox.tell(
            recipients=[reader],
            park=park,
            verb="paper.issued",
            subject=park,
            data={"kind": "reply_letter", "number": number},
        )
    text = client.get(URL, headers=ENGLISH).content.decode()
    assert text.index("Printed: Reply letter TS-2") < text.index("Printed: Reply letter TS-1")
    assert "2 unread" in text


def test_opening_an_item_marks_it_as_read_and_leads_to_the_record(client, reader, park_link):
    item = InboxItemFactory(recipient=reader)
    response = client.get(f"{URL}{item.pk}/")
    assert response["Location"] == f"/somewhere/{item.subject_id}/"
    item.refresh_from_db()
    read_at = item.read_at
    assert read_at
    client.get(f"{URL}{item.pk}/")
    item.refresh_from_db()
    assert item.read_at == read_at


def test_an_item_may_lead_to_another_page_of_the_record(client, reader, park_link):
    own_page = InboxItemFactory(recipient=reader, url_name="messaging:inbox_item")
    assert client.get(f"{URL}{own_page.pk}/")["Location"] == reverse("messaging:inbox_item", args=[own_page.subject_id])
    general = InboxItemFactory(recipient=reader, url_name="messaging:inbox")
    assert client.get(f"{URL}{general.pk}/")["Location"] == URL


def test_an_item_without_a_page_leads_back_to_the_inbox(client, reader, monkeypatch):
    monkeypatch.setattr(links, "_resolvers", {})
    item = InboxItemFactory(recipient=reader, subject_id=None, subject_kind="")
    assert client.get(f"{URL}{item.pk}/")["Location"] == URL


def test_items_of_others_do_not_exist(client, reader):
    other = InboxItemFactory()
    assert client.get(f"{URL}{other.pk}/").status_code == 404
    other.refresh_from_db()
    assert other.read_at is None


def test_the_inbox_wants_a_signed_in_person(client):
    assert client.get(URL).status_code == 302


def test_marking_all_leaves_what_came_later_unread(client, reader):
    shown, later, other = InboxItemFactory(recipient=reader), InboxItemFactory(recipient=reader), InboxItemFactory()
    client.post(f"{URL}read/", {"newest": shown.pk})
    assert set(InboxItem.objects.unread()) == {later, other}


@pytest.mark.parametrize("newest", ["", "x", "-1", "9" * 30, "１"])
def test_a_wrong_mark_changes_nothing(client, reader, newest):
    InboxItemFactory(recipient=reader)
    assert client.post(f"{URL}read/", {"newest": newest}).status_code == 302
    assert InboxItem.objects.visible_to(reader).unread().count() == 1


def test_marking_all_wants_a_post(client, reader):
    assert client.get(f"{URL}read/").status_code == 405


def test_the_unread_filter_and_the_older_page(client, reader):
    items = [
        InboxItemFactory(recipient=reader, park=ParkFactory(calendar=()), data={"line": f"[{n}]", "to": ""})
        for n in range(31)
    ]
    first = client.get(URL).content.decode()
    assert "[30]" in first
    assert "[0]" not in first
    assert f"?before={items[1].pk}" in first
    assert "[0]" in client.get(URL, {"before": items[1].pk}).content.decode()
    InboxItem.objects.exclude(pk=items[0].pk).update(read_at=items[0].at)
    assert "[0]" in client.get(URL, {"unread": "1"}).content.decode()


@pytest.mark.parametrize("before", ["x", "-5", "0", "9" * 40, "１２"])
def test_a_wrong_page_is_no_error(client, reader, before):
    assert client.get(URL, {"before": before}).status_code == 200


def test_counting_unread_items_asks_once_more_for_what_is_about_the_reader(reader, django_assert_num_queries):
    InboxItemFactory(recipient=reader)
    postings_of(reader)  # every page has read them before
    with django_assert_num_queries(2):
        assert InboxItem.objects.visible_to(reader).unread().count() == 1


def test_what_people_wrote_is_shown_as_text(client, reader):
    InboxItemFactory(recipient=reader, data={"line": "<script>alert(1)</script>", "to": ""})
    assert "<script>alert(1)" not in client.get(URL).content.decode()


def test_an_item_whose_verb_is_gone_is_still_listed(client, reader):
    InboxItemFactory(recipient=reader, verb="old.verb")
    assert "There is news about a record." in client.get(URL, headers=ENGLISH).content.decode()
