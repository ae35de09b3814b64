"""The same matter told again at the counter: one mention more instead of a second complaint (domain 2.1)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.books import duplicates as books_check
from complaints.choices import Category, State
from complaints.ladder.raising import unsolved_times
from complaints.models import Complaint, Contact, Mention, Remark
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.complaints.factories import MORNING, Office, complaint_in, new_form

pytestmark = pytest.mark.duty("A3", "O11")

AGAIN = "1 号货梯上行到二楼时摩擦声很大，货搬不上去。"


def call(client: Client, user, office: Office, **said):
    """A colleague writes down a call about a complaint of the office's unit."""
    client.force_login(user)
    given = {
        "channel": "phone",
        "topic": "complaint",
        "phone": "19900000051",
        "unit": office.unit.code,
        "name": "何试报",
        "title": "mr",
        "content": AGAIN,
        "category": "facility_repair",
        "severity": "minor",
        "form_id": new_form(),
        **said,
    }
    return client.post(reverse("complaints:contact_new"), given)


@pytest.fixture
def known(office: Office) -> Complaint:
    """The complaint that the unit sent five days ago."""
    with clock.at(MORNING - timedelta(days=5)):
        return complaint_in(office, State.INVESTIGATING)


def test_a_likely_duplicate_is_asked_about_before_anything_is_written(client: Client, office: Office, known):
    answer = call(client, office.officer, office)
    assert answer.status_code == 422
    assert known.number in answer.content.decode()
    assert (Complaint.objects.count(), Contact.objects.count()) == (1, 0)


def test_the_same_matter_counts_a_mention_and_the_caller_hears_the_number(client: Client, office: Office, known):
    answer = call(client, office.officer, office, same_as=str(known.pk))
    page = client.get(answer.url).content.decode()
    assert known.number in page
    known = Complaint.objects.get()
    assert known.mentions == 2
    mention = Mention.objects.get()
    assert (mention.complaint, mention.contact.visitor, mention.by) == (known, "何试报", office.officer)
    assert Remark.objects.get().text == AGAIN
    assert InboxItem.objects.filter(recipient=known.officer, verb="inbox.mentioned").count() == 1
    assert not list(books_check())


def test_a_new_matter_becomes_a_complaint_that_repeats_the_first(client: Client, office: Office, known):
    call(client, office.officer, office, same_as="new")
    made = Complaint.objects.exclude(pk=known.pk).get()
    assert (made.repeat_of, made.mentions) == (known, 1)


@pytest.mark.parametrize(
    "said", [{"content": "三楼卫生间漏水，地上很脏。"}, {"unit": "", "category": "hygiene_greening", "building": ""}]
)
def test_other_words_or_no_place_are_not_asked_about(client: Client, office: Office, known, said):
    assert call(client, office.officer, office, **said).status_code == 302
    assert Complaint.objects.count() == 2


def test_what_is_older_than_30_days_is_not_offered(client: Client, office: Office):
    with clock.at(MORNING - timedelta(days=31)):
        complaint_in(office)
    assert call(client, office.officer, office).status_code == 302


@pytest.mark.duty("A6")
def test_a_clerk_is_told_number_and_state_but_not_the_words_of_another(client: Client, office: Office, known):
    text = call(client, office.clerk, office).content.decode()
    assert known.number in text
    assert known.matter not in text
    answer = call(client, office.clerk, office, same_as=str(known.pk))
    assert known.number in client.get(answer.url).content.decode()


def test_a_service_complaint_is_offered_to_nobody_below_the_manager(client: Client, office: Office):
    complaint_in(office, category=Category.SERVICE_ATTITUDE)
    for user in (office.officer, office.clerk):
        said = {"category": Category.SERVICE_ATTITUDE, "content": AGAIN}
        assert call(client, user, office, **said).status_code == 302


def test_a_form_that_is_sent_again_with_a_choice_of_its_own_is_refused_in_words(client: Client, office: Office, known):
    form_id = new_form()
    call(client, office.officer, office, same_as=str(known.pk), form_id=form_id)
    for chosen in ("x", "9" * 30, "-1", str(known.pk + 1)):
        assert call(client, office.officer, office, same_as=chosen, form_id=form_id).status_code == 422
    assert call(client, office.officer, office, same_as=str(known.pk), form_id=form_id).status_code == 302
    assert (Mention.objects.count(), Contact.objects.count()) == (1, 1)


def test_the_words_of_the_caller_stay_inside(client: Client, office: Office, known):
    call(client, office.officer, office, same_as=str(known.pk))
    page = Client().get(reverse("complaints:track_case", args=[known.track_code])).content.decode()
    assert AGAIN not in page
    assert "何" not in page
    client.force_login(office.duty_room)
    assert AGAIN not in client.get(reverse("complaints:record", args=[known.pk])).content.decode()


def test_a_mention_of_what_was_closed_meanwhile_is_refused(client: Client, office: Office):
    closed = complaint_in(office, State.CLOSED)
    assert call(client, office.officer, office, same_as=str(closed.pk)).status_code == 302
    assert Mention.objects.count() == 0


@pytest.mark.duty("A6")
def test_the_public_form_never_tells_of_other_complaints(client: Client, office: Office, known):
    made = complaint_in(office, content=AGAIN)
    page = Client().get(reverse("complaints:submit_done", args=[made.track_code])).content.decode()
    assert known.number not in page
    client.force_login(office.officer)
    assert known.number in client.get(reverse("complaints:record", args=[made.pk])).content.decode()


@pytest.mark.duty("A6")
def test_repeats_are_marked_counted_and_filtered(client: Client, office: Office, known):
    second, third = complaint_in(office), complaint_in(office)
    assert (second.repeat_of, third.repeat_of) == (known, second)
    assert [unsolved_times(each) for each in (known, second, third)] == [1, 2, 3]
    other = complaint_in(office, category=Category.FEES)
    assert other.repeat_of is None
    client.force_login(office.manager)
    listing = client.get(reverse("complaints:queue"), {"repeat": "yes"}).context["listing"]
    assert {row.pk for row in listing.page.rows} == {second.pk, third.pk}
