"""The small numbers of the complaint field are the park's own: each counts with its first value until it is changed."""

from collections.abc import Iterator
from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.analysis.duties import printed
from complaints.casework import words
from complaints.casework.letters import office_text
from complaints.choices import ReplyKind, ReplyMethod, ReportMethod, State
from complaints.duplicates.likely import likely_same
from complaints.handovers import services as handovers
from complaints.models import Complaint, OfficeReport
from complaints.office.letters import token_for, with_link
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from parkservice.parks import thresholds
from parkservice.parks.models import Park
from tests.complaints.factories import MORNING, POLITE, Office, complaint_in, new_form


def set_to(office: Office, **values: int) -> None:
    """Let values count from today on, as after their release."""
    thresholds.change(Park.objects.get(pk=office.park.pk), values, clock.today())
    office.park.refresh_from_db()


def days(*after: int) -> Iterator[int]:
    """Let the clock stand on some days after this morning, one after the other."""
    for day in after:
        with clock.at(MORNING + timedelta(days=day)):
            yield day


def test_attempts_until_a_result_counts_as_told(office: Office):
    set_to(office, reply_attempts=2)
    case = complaint_in(office, State.RESOLVED)
    told = []
    for _day in days(1, 2):
        words.reply(
            complaint_id=case.pk,
            actor=office.officer,
            kind=ReplyKind.RESULT,
            method=ReplyMethod.PHONE,
            text=POLITE,
            reached=False,
            form_id=new_form(),
        )
        told.append(Complaint.objects.get(pk=case.pk).told_complainant)
    assert told == [False, True]


def test_refusals_until_the_manager_names_the_officer(client: Client, office: Office):
    set_to(office, handover_refusals=1)
    case = complaint_in(office, State.INVESTIGATING)
    handovers.ask(
        complaint_id=case.pk, actor=office.officer, receiver=office.other_officer, reason="更熟悉", form_id=new_form()
    )
    handovers.refuse(complaint_id=case.pk, actor=office.other_officer, refusal="本周外出培训。")
    assert InboxItem.objects.filter(recipient=office.manager, verb="inbox.handover_stopped").count() == 1
    client.force_login(office.manager)
    listing = client.get(reverse("complaints:queue"), {"view": "stuck"}).context["listing"]
    assert [row.pk for row in listing.page.rows] == [case.pk]


def test_days_apart_for_one_matter(office: Office):
    first = complaint_in(office)
    with clock.at(MORNING + timedelta(days=3)):
        second = complaint_in(office)
        assert likely_same(Complaint.objects.get(pk=second.pk), office.officer) == [first]
        set_to(office, near_days=2)
        assert likely_same(Complaint.objects.get(pk=second.pk), office.officer) == []


@pytest.mark.duty("P1")
def test_minutes_between_two_reminders_of_the_duty_room(client: Client, office: Office):
    case = complaint_in(office)
    address = reverse("complaints:remind", args=[case.pk])
    reminded = []
    for minutes, pause in ((0, 60), (15, 60), (30, 20)):
        with clock.at(MORNING + timedelta(minutes=minutes)):
            set_to(office, remind_minutes=pause)
            client.force_login(office.duty_room)
            client.post(address, {"text": "请尽快联系"})
            reminded.append(Event.objects.filter(verb="complaint.reminded").count())
    assert reminded == [1, 1, 2]


@pytest.mark.duty("A5")
def test_days_for_which_the_link_of_a_report_works(client: Client, office: Office):
    case = complaint_in(office, State.RESOLVED)
    words.report_to_office(
        complaint_id=case.pk,
        actor=office.officer,
        method=ReportMethod.MAIL,
        text=office_text(case),
        form_id=new_form(),
    )
    report = OfficeReport.objects.get()
    address = reverse("complaints:office_word", args=[token_for(report)])
    assert [client.get(address).status_code for _day in days(0, 60, 61)] == [200, 200, 404]
    set_to(office, office_link_days=7)
    assert [client.get(address).status_code for _day in days(7, 8)] == [200, 404]
    assert "7 天" in with_link(OfficeReport.objects.get())


@pytest.mark.duty("A6")
def test_days_within_which_the_analysis_is_printed(client: Client, office: Office):
    def state(day: int) -> str:
        status = printed([office.manager], office.park, date(2026, 11, day))[office.manager.pk]
        return status.state

    assert [state(day) for day in (5, 6)] == ["due", "missed"]
    set_to(office, analysis_days=10)
    assert [state(day) for day in (10, 11)] == ["due", "missed"]
    client.force_login(office.manager)
    assert "次月 10 日前" in client.get(reverse("complaints:analysis")).content.decode()
