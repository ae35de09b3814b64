"""Two complaints about one matter become one without losing a word, a photo or a complainant (peers 3, no. 7)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.books import duplicates as books_check
from complaints.books import replies, states
from complaints.casework import services as casework
from complaints.casework import words
from complaints.casework.letters import office_text
from complaints.choices import ReplyKind, ReplyMethod, State
from complaints.duplicates.services import merge
from complaints.intake import way
from complaints.models import Complaint
from complaints.returnvisits.books import reopenings, visits
from complaints.returnvisits.queries import handlers_of
from complaints.withdrawals.books import withdrawals
from parkservice.home.demo.pictures import photos
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem, OutboxMessage, OutboxState
from parkservice.paperwork.models import Attachment
from parkservice.paperwork.uploads import attach
from tests.complaints import factories
from tests.complaints.duplicates.merging import OTHER_WORDS, join, page
from tests.complaints.factories import MORNING, POLITE, Office, complaint_in, new_form

pytestmark = pytest.mark.duty("A3")


def track(complaint: Complaint) -> str:
    return Client().get(reverse("complaints:track_case", args=[complaint.track_code])).content.decode()


def test_the_officer_merges_the_later_into_the_earlier_by_its_number(client: Client, office: Office, first, second):
    assert first.number in page(office.officer, second)
    client.force_login(office.officer)
    client.post(reverse("complaints:merge", args=[second.pk]), {"into": first.number})
    first.refresh_from_db()
    second = Complaint.objects.get(pk=second.pk)
    assert (second.state, second.merged_into, second.next_due) == (State.MERGED, first, None)
    assert first.mentions == 2
    assert not [*books_check(), *states()]


def test_a_merged_one_shows_where_it_goes_on_and_not_that_it_was_settled(client: Client, office: Office, first, second):
    merge(complaint_id=second.pk, actor=office.officer, into=first)
    client.force_login(office.officer)
    page = client.get(second.get_absolute_url()).content.decode()
    steps = page.partition('class="ps-steps"')[2].partition("</ol>")[0]
    assert steps.count("<li") == 2
    assert first.number in steps
    assert "还差" not in steps


def test_both_histories_stand_on_the_one_that_goes_on(office: Office, first, second):
    words.note(complaint_id=second.pk, actor=second.officer, text="电话里说周三也停过。", form_id=new_form())
    join(second, first)
    shown = page(office.officer, first)
    assert "电话里说周三也停过" in shown
    assert second.number in shown


def test_no_photo_is_lost(office: Office, first, second):
    kept = [attach(subject=each, park=office.park, files=photos()[:1], actor=None)[0] for each in (first, second)]
    join(second, first)
    assert Attachment.objects.count() == 2
    client = Client()
    client.force_login(office.officer)
    shown = page(office.officer, first)
    for photo in kept:
        assert photo.url in shown
        assert client.get(photo.url).status_code == 200


def test_a_photo_stays_open_to_the_officer_who_gets_the_case_later(office: Office, first, second):
    photo = attach(subject=second, park=office.park, files=photos()[:1], actor=None)[0]
    join(second, first)
    Complaint.objects.filter(pk=first.pk).update(officer=office.other_officer)
    client = Client()
    client.force_login(office.other_officer)
    assert client.get(photo.url).status_code == 200


@pytest.mark.duty("A5")
def test_every_answer_goes_to_both_each_in_their_own_name(office: Office, first, second):
    join(second, first)
    words.reply(
        complaint_id=first.pk,
        actor=office.officer,
        kind=ReplyKind.ANSWER,
        method=ReplyMethod.PHONE,
        text=POLITE,
        courtesy_reason="",
        form_id=new_form(),
    )
    mail = OutboxMessage.objects.get(purpose="complaint.reply")
    assert (mail.to, "王先生：您好" in mail.body, "林" in mail.body) == ("wang@park.invalid", True, False)
    hers, his = track(first), track(second)
    assert "林女士：您好" in hers
    assert "王先生：您好" in his
    assert "王先生" not in hers
    assert "林女士" not in his


@pytest.mark.duty("A5")
def test_the_second_page_follows_the_first_case_to_its_close_without_its_words(office: Office, first, second):
    attach(subject=first, park=office.park, files=photos()[:1], actor=None)
    join(second, first)
    first = Complaint.objects.get(pk=first.pk)
    for step in (factories.find, factories.act, factories.resolve, factories.tell_result):
        step(office, first)
    text = track(second)
    assert OTHER_WORDS in text
    assert first.content not in text
    assert first.number not in text
    assert "更换左侧导靴衬垫，试运行 5 次" in text
    assert "/files/" not in text.split("main")[1]
    for step in (factories.tell_office, factories.visit, factories.close):
        step(office, first)
    client = Client()
    assert (
        client.post(reverse("complaints:track_rate", args=[second.track_code]), {"satisfaction": 4}).status_code == 302
    )
    assert Complaint.objects.get(pk=second.pk).satisfaction == 4
    assert not [*books_check(), *states()]


def test_looking_up_a_merged_one_by_number_and_phone_tells_how_the_other_stands(office: Office, first, second):
    join(second, first)
    found = Client().post(reverse("complaints:track"), {"number": second.number, "phone": second.phone})
    assert found.status_code == 200
    assert way.heading(first) in found.content.decode()


def test_what_the_second_complainant_adds_reaches_the_officer_of_the_case_that_goes_on(office: Office, first, second):
    join(second, first)
    words.remark_by_complainant(complaint_id=second.pk, text="今天又停了一次。")
    item = InboxItem.objects.filter(verb="inbox.remarked").get()
    assert (item.recipient, item.subject_id) == (first.officer, first.pk)


@pytest.mark.duty("A5")
def test_the_report_to_the_park_office_names_both_numbers(office: Office, first, second):
    join(second, first)
    text = office_text(Complaint.objects.get(pk=first.pk))
    assert first.number in text
    assert second.number in text


def settled(office: Office, root: Complaint) -> Complaint:
    """The one that goes on, put right; nobody was told yet."""
    root = Complaint.objects.get(pk=root.pk)
    for step in (factories.find, factories.act, factories.resolve):
        step(office, root)
    return Complaint.objects.get(pk=root.pk)


@pytest.mark.parametrize("where", [State.INVESTIGATING, State.ACTING])
def test_the_first_takes_it_back_and_for_the_others_it_goes_on(client: Client, office: Office, first, second, where):
    third = complaint_in(office)
    for later in (second, third):
        join(later, first)
    factories.find(office, first)
    if where == State.ACTING:
        factories.act(office, first)
    assert client.post(reverse("complaints:track_withdraw", args=[first.track_code])).status_code == 302
    first, second, third = (Complaint.objects.get(pk=each.pk) for each in (first, second, third))
    assert (first.state, first.mentions) == (State.WITHDRAWN, 1)
    assert (second.state, second.merged_into, second.mentions, second.facts) == (where, None, 2, first.facts)
    assert (third.state, third.merged_into) == (State.MERGED, second)
    assert Event.objects.about(third).get(verb="complaint.moved_along").data["number"] == second.number
    assert second.next_due == min(second.acknowledge_due, second.answer_due, second.resolve_due)
    for other in (second, third):
        assert way.heading(second) in track(other)
    assert InboxItem.objects.filter(verb="inbox.went_on", recipient=office.officer, subject_id=second.pk).exists()
    if where == State.INVESTIGATING:
        factories.act(office, second)
    factories.resolve(office, second)
    assert not [*books_check(), *states(), *withdrawals()]


@pytest.mark.duty("A5")
def test_closing_waits_until_the_others_know_the_result_too(client: Client, office: Office, first, second):
    join(second, first)
    root = settled(office, first)
    for day in range(3):
        with clock.at(MORNING + timedelta(days=day, minutes=1)):
            factories.tell_result(office, root, reached=False, text="电话无人接听")
    with clock.at(MORNING + timedelta(days=3)):
        factories.tell_office(office, root)
        factories.visit(office, root)
        with pytest.raises(RuleViolation):
            factories.close(office, root)
        assert "电话无人接听" not in track(second)
        factories.tell_result(office, root, method=ReplyMethod.TRACKING_PAGE)
        assert "王先生：您好" in track(second)
        factories.close(office, root)
        assert not list(replies())


@pytest.mark.duty("A5")
def test_a_failed_mail_to_another_one_keeps_the_case_open_until_it_stands_on_their_page(office: Office, first, second):
    join(second, first)
    root = settled(office, first)
    for step in (factories.tell_result, factories.tell_office, factories.visit):
        step(office, root)
    mails = OutboxMessage.objects.filter(purpose="complaint.reply")
    assert mails.update(state=OutboxState.FAILED) == 1
    with clock.at(MORNING + timedelta(minutes=1)):
        with pytest.raises(RuleViolation):
            factories.close(office, root)
        factories.tell_result(office, root, method=ReplyMethod.TRACKING_PAGE)
        assert mails.count() == 1
        factories.close(office, root)


def test_who_found_out_and_what_is_done_goes_along(client: Client, office: Office, first, second):
    join(second, first)
    facts = f"{first.sender_name}说得对，导靴磨损。"
    said = {"facts": facts, "validity": "valid", "department": office.department}
    casework.record_findings(complaint_id=first.pk, actor=office.manager, **said)
    casework.begin_action(complaint_id=first.pk, actor=office.project_manager, measures="更换左侧导靴衬垫")
    client.post(reverse("complaints:track_withdraw", args=[first.track_code]))
    second = Complaint.objects.get(pk=second.pk)
    assert handlers_of(second) == {office.officer.pk, office.manager.pk, office.project_manager.pk}
    shown = track(second)
    assert "导靴磨损" in shown
    assert "更换左侧导靴衬垫" in shown
    assert first.sender_name not in shown


def test_after_a_reopening_its_limits_go_along(client: Client, office: Office, first):
    urgent = complaint_in(office, urgent=True)
    join(urgent, first)
    root = settled(office, first)
    factories.tell_result(office, root)
    with clock.at(MORNING + timedelta(days=5)):
        client.post(reverse("complaints:track_reopen", args=[first.track_code]), {"reason": "今天早上又响了"})
        again = Complaint.objects.get(pk=first.pk)
        client.post(reverse("complaints:track_withdraw", args=[first.track_code]))
        heir = Complaint.objects.get(pk=urgent.pk)
        assert (heir.answer_due, heir.resolve_due) == (again.answer_due, again.resolve_due)
        assert (heir.next_due, heir.next_limit) == (again.next_due, again.next_limit)
        assert not [*books_check(), *states(), *withdrawals(), *reopenings()]


def test_who_joins_later_is_not_said_to_be_contacted_before_somebody_did(office: Office, first, second):
    factories.tell_result(office, first, kind=ReplyKind.CONTACT)
    known = Complaint.objects.get(pk=first.pk)
    join(second, first)
    assert "联系了您" in track(first)
    assert "联系了您" not in track(second)
    assert "写在这里，并发邮件给您" in track(second)
    joined = Complaint.objects.get(pk=first.pk)
    assert (known.acknowledged_at, joined.acknowledged_at) == (MORNING, None)
    assert (joined.acknowledge_due, joined.next_limit) == (second.acknowledge_due, "acknowledge")
    factories.tell_result(office, joined, kind=ReplyKind.CONTACT)
    assert "联系了您" in track(second)


@pytest.mark.duty("A5")
def test_the_second_complainant_may_say_that_it_is_not_settled(client: Client, office: Office, first, second):
    join(second, first)
    root = settled(office, first)
    factories.tell_result(office, root)
    reopen = reverse("complaints:track_reopen", args=[second.track_code])
    client.post(reverse("complaints:track_rate", args=[second.track_code]), {"satisfaction": 2})
    assert reopen in track(second)
    client.post(reopen, {"reason": "今天早上又响了"})
    assert Complaint.objects.get(pk=first.pk).state == State.INVESTIGATING
    second = Complaint.objects.get(pk=second.pk)
    assert (second.state, second.satisfaction) == (State.MERGED, None)
    assert reopen not in track(second)


@pytest.mark.duty("A1", "A5")
def test_who_joins_an_anonymous_complaint_is_contacted_and_visited(client: Client, office: Office):
    with clock.at(MORNING - timedelta(hours=1)):
        root = complaint_in(office, State.INVESTIGATING, anonymous=True)
    known = complaint_in(office, name="王样例", title="mr", phone="19900000052")
    join(known, root)
    joined = Complaint.objects.get(pk=root.pk)
    assert (joined.acknowledge_due, joined.next_limit) == (known.acknowledge_due, "acknowledge")
    root = settled(office, joined)
    factories.tell_result(office, root)
    factories.tell_office(office, root)
    with pytest.raises(RuleViolation):
        factories.close(office, root)
    client.force_login(office.clerk)
    assert list(client.get(reverse("complaints:visits")).context["listing"].page.rows) == [root]
    assert "王先生" in client.get(reverse("complaints:visit", args=[root.pk])).content.decode()
    shown = client.post(reverse("complaints:visit_phone", args=[root.pk])).content.decode()
    assert "19900000052" in shown
    factories.visit(office, root)
    form = client.get(f"{reverse('complaints:contact_new')}?after={root.return_visits.get().pk}").content.decode()
    assert 'value="王样例"' in form, "a new point of who was asked"
    factories.close(office, root)
    assert not [*books_check(), *visits()]
