"""The park office reads results, acknowledges and comments, signed in or by the link in the mail (A3, A5)."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.casework import words
from complaints.choices import ReportMethod, State
from complaints.models import Complaint, OfficeReport, OfficeWord
from complaints.office.letters import token_for
from complaints.reopening.services import reopen
from complaints.withdrawals.services import withdraw
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem, OutboxMessage
from tests.complaints import factories
from tests.complaints.factories import Office, at, complaint_in, new_form

FRIDAY = date(2026, 11, 6)


@pytest.fixture
def reported(office: Office) -> Complaint:
    """A complaint whose result went to the park office by mail."""
    complaint = complaint_in(office, State.RESOLVED)
    words.note(complaint_id=complaint.pk, actor=office.officer, text="内部备注：先不要声张", form_id=new_form())
    words.report_to_office(
        complaint_id=complaint.pk,
        actor=office.officer,
        method=ReportMethod.MAIL,
        text="货梯异响已处理。",
        form_id=new_form(),
    )
    return complaint


def link_of(complaint: Complaint) -> str:
    return reverse("complaints:office_word", args=[token_for(OfficeReport.objects.get(complaint=complaint))])


@pytest.mark.duty("A3", "A5")
def test_the_park_office_acknowledges_on_the_record_once(client: Client, office: Office, reported: Complaint):
    client.force_login(office.park_office)
    record = reverse("complaints:record", args=[reported.pk])
    assert reverse("complaints:acknowledge", args=[reported.pk]) in client.get(record).content.decode()
    for _twice in range(2):
        client.post(reverse("complaints:acknowledge", args=[reported.pk]), {"text": ""})
    assert OfficeWord.objects.get().name == "园区办甲"
    assert Complaint.objects.get().office_acknowledged_at is not None
    page = client.get(record).content.decode()
    assert reverse("complaints:acknowledge", args=[reported.pk]) not in page
    assert "内部备注" not in page


@pytest.mark.duty("A5")
def test_a_comment_reaches_officer_and_manager(client: Client, office: Office, reported: Complaint):
    client.force_login(office.park_office)
    client.post(reverse("complaints:office_comment", args=[reported.pk]), {"text": "请三个月后复查一次"})
    told = InboxItem.objects.filter(verb="inbox.office_comment").values_list("recipient__username", flat=True)
    assert sorted(told) == ["manager-qh", "officer-qh"]


@pytest.mark.duty("A3")
def test_the_link_in_the_mail_answers_without_an_account(client: Client, office: Office, reported: Complaint):
    link = link_of(reported)
    assert link in OutboxMessage.objects.get(purpose="complaint.report").body
    page = client.get(link).content.decode()
    assert "货梯异响已处理" in page
    assert "内部备注" not in page
    assert "19900000034" not in page
    assert client.post(link, {"name": "", "text": "收到"}).status_code == 422
    assert client.post(link, {"name": "韩园示", "text": "收到，谢谢"}).status_code == 302
    word = OfficeWord.objects.get()
    assert (word.name, word.acknowledged, word.by) == ("韩园示", True, None)
    assert Event.objects.about(reported).filter(verb="office.acknowledged", actor=None).exists()
    assert client.post(link, {"name": "韩园示", "text": ""}).status_code == 422
    client.post(link, {"name": "韩园示", "text": "再补充一句"})
    assert OfficeWord.objects.filter(acknowledged=False).count() == 1


@pytest.mark.parametrize("token", ["x", "MQ:1abcde:forged", ".._.._etc_passwd"])
def test_a_forged_link_shows_nothing(client: Client, reported: Complaint, token: str):
    assert client.get(reverse("complaints:office_word", args=[token])).status_code == 404


def test_nothing_is_acknowledged_before_it_was_reported(client: Client, office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    client.force_login(office.park_office)
    assert client.post(reverse("complaints:acknowledge", args=[complaint.pk]), {}).status_code == 404
    factories.tell_office(office, complaint)
    assert client.post(reverse("complaints:acknowledge", args=[complaint.pk]), {}).status_code == 302


def test_the_park_office_of_another_park_gets_nothing(client: Client, reported: Complaint, other_park: Office):
    client.force_login(other_park.park_office)
    assert client.post(reverse("complaints:acknowledge", args=[reported.pk]), {}).status_code == 404
    assert not OfficeWord.objects.exists()


def again(office: Office, complaint: Complaint, text: str) -> None:
    """The matter is taken up again, settled again and reported again."""
    visit = at(FRIDAY, 10)
    with clock.at(visit):
        reopen(complaint_id=complaint.pk, reason="还是响", actor=office.officer, caller="林先生")
    with clock.at(visit + timedelta(hours=1)):
        factories.find(office, complaint)
        factories.act(office, complaint)
        factories.resolve(office, complaint)
        words.report_to_office(
            complaint_id=complaint.pk, actor=office.officer, method=ReportMethod.MAIL, text=text, form_id=new_form()
        )


@pytest.mark.duty("A3", "A5")
def test_each_result_is_acknowledged_for_itself(client: Client, office: Office, reported: Complaint):
    old = link_of(reported)
    client.post(old, {"name": "韩园示", "text": ""})
    factories.tell_result(office, reported)
    again(office, reported, "轴承已更换。")
    new = reverse("complaints:office_word", args=[token_for(OfficeReport.objects.latest("pk"))])
    with clock.at(at(FRIDAY, 12)):
        client.post(old, {"name": "韩园示", "text": "看的是旧报告"})
        assert OfficeWord.objects.count() == 1
        client.post(new, {"name": "韩园示", "text": ""})
    assert OfficeWord.objects.filter(acknowledged=True).count() == 2


def test_a_result_that_no_longer_counts_is_not_acknowledged(client: Client, office: Office, reported: Complaint):
    factories.tell_result(office, reported)
    with clock.at(at(FRIDAY, 10)):
        reopen(complaint_id=reported.pk, reason="还是响", actor=office.officer, caller="林先生")
        page = client.get(link_of(reported)).content.decode()
        client.post(link_of(reported), {"name": "韩园示", "text": "收到"})
    assert "<form" not in page.split("<main")[1].split("</main")[0]
    assert not OfficeWord.objects.exists()


def test_by_the_link_nobody_writes_without_end(client: Client, reported: Complaint):
    for count in range(12):
        client.post(link_of(reported), {"name": "韩园示", "text": f"第{count}条"})
    assert OfficeWord.objects.count() == 10


def test_the_list_of_messages_hides_the_link(reported: Complaint):
    message = OutboxMessage.objects.get(purpose="complaint.report")
    message.body = link_of(reported).join(["http://p.cn", ""])
    assert token_for(OfficeReport.objects.get()).split(":")[-1] not in message.preview


@pytest.mark.duty("A5")
def test_the_park_office_reads_no_name_in_the_short_matter(client: Client, office: Office):
    """林示例 becomes 林** (privacy rule P1); the manager reads the matter as it is."""
    complaint = complaint_in(office, State.RESOLVED, matter="林示例说货梯异响")
    factories.tell_result(office, complaint)
    words.report_to_office(
        complaint_id=complaint.pk,
        actor=office.officer,
        method=ReportMethod.MAIL,
        text="货梯异响已处理。",
        form_id=new_form(),
    )
    page = client.get(link_of(complaint)).content.decode()
    assert "林**说货梯异响" in page
    assert "林示例" not in page
    reopen(complaint_id=complaint.pk, reason="又响了")
    withdraw(complaint_id=complaint.pk)
    told = InboxItem.objects.filter(recipient=office.park_office).order_by("pk").values_list("verb", "data__matter")
    short = "林**说货梯异响"
    assert list(told) == [("inbox.reported", short), ("inbox.reopened_office", short), ("inbox.withdrawn", short)]
    heard = InboxItem.objects.filter(recipient=office.manager, verb="inbox.withdrawn").get()
    assert heard.data["matter"] == "林示例说货梯异响"
