"""Return visits: who is due, who may ask, what follows, nothing valid is closed without one (A5, domain 2.1)."""

from datetime import timedelta
from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from complaints.casework import services as casework
from complaints.casework import words
from complaints.casework.duties import both_replies
from complaints.choices import Category, Severity, State, Validity
from complaints.models import Complaint
from complaints.returnvisits import queries, services
from complaints.returnvisits.models import ReturnVisit
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.models import AccessEntry, Event
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from tests.complaints import factories
from tests.complaints.factories import MORNING, Office, complaint_in, new_form, staff

pytestmark = pytest.mark.duty("A5")
ANSWERS = {"way": "phone", "satisfaction": "4", "quality": "5", "effect": "settled", "result": "ok"}


def told(office: Office, **said) -> Complaint:
    """A complaint whose result complainant and park office know."""
    complaint = complaint_in(office, State.RESOLVED, **said)
    factories.tell_result(office, complaint)
    factories.tell_office(office, complaint)
    return Complaint.objects.get(pk=complaint.pk)


def send(client: Client, complaint: Complaint, user: User, **answers):
    """Record a visit through its page."""
    client.force_login(user)
    return client.post(reverse("complaints:visit", args=[complaint.pk]), {**ANSWERS, "form_id": new_form(), **answers})


def due(user: User) -> set[int]:
    """The complaints in somebody's list of due visits."""
    return set(queries.due_for(user).values_list("pk", flat=True))


def test_a_clerk_asks_and_the_officer_closes(client: Client, office: Office):
    complaint = told(office)
    client.force_login(office.clerk)
    page = client.get(reverse("complaints:visits")).content.decode()
    assert reverse("complaints:visit", args=[complaint.pk]) in page
    with pytest.raises(RuleViolation):
        factories.close(office, complaint)
    answer = send(client, complaint, office.clerk)
    visit = ReturnVisit.objects.get()
    assert answer["Location"] == visit.get_absolute_url()
    assert client.get(visit.get_absolute_url()).status_code == 200
    assert (visit.number, visit.by, visit.handler) == ("HF-2026-000001", office.clerk, office.officer)
    assert InboxItem.objects.filter(recipient=office.officer, verb="inbox.visited").exists()
    factories.close(office, complaint)
    assert due(office.clerk) == set()
    call_command("check_books", stdout=StringIO())


def test_the_visit_is_due_once_the_result_was_told_and_only_for_those_who_did_not_handle_it(office: Office):
    complaint = complaint_in(office, State.RESOLVED)
    assert due(office.clerk) == set()
    factories.tell_result(office, complaint)
    for user in (office.clerk, office.manager, office.other_officer, office.project_manager):
        assert due(user) == {complaint.pk}
    assert due(office.officer) == set()
    casework.assign(complaint_id=complaint.pk, actor=office.manager, officer=office.other_officer)
    assert due(office.officer) == set(), "who worked on the measures stays a handler"


@pytest.mark.parametrize("handler", ["officer", "manager"])
def test_a_handler_never_visits(client: Client, office: Office, handler: str):
    complaint = complaint_in(office, State.ACTING)
    actor = getattr(office, handler)
    casework.resolve(complaint_id=complaint.pk, actor=actor, measures="已更换")
    factories.tell_result(office, complaint)
    assert send(client, complaint, actor).status_code == 403
    assert not ReturnVisit.objects.exists()


@pytest.mark.parametrize(
    ("said", "visitors"),
    [
        ({"severity": Severity.MAJOR}, {"project_manager", "general_manager"}),
        ({"category": Category.SERVICE_ATTITUDE}, {"project_manager", "general_manager"}),
    ],
)
def test_what_weighs_more_is_visited_by_leaders_who_did_not_handle_it(office: Office, said: dict, visitors: set):
    """The manager handled the service-quality complaint; a major one is visited by the project lead (domain 2.1)."""
    if "category" in said:
        said = {**said, "against": office.clerk}
    complaint = told(office, **said)
    names = ("clerk", "officer", "other_officer", "manager", "project_manager", "general_manager")
    assert {name for name in names if due(getattr(office, name))} == visitors
    with pytest.raises(PermissionDenied):
        factories.visit(office, complaint, actor=office.clerk)


@pytest.mark.parametrize("kind", ["anonymous", "unfounded", "explained"])
def test_where_nobody_is_to_be_visited_it_closes_without(office: Office, kind: str):
    complaint = complaint_in(office, State.INVESTIGATING, anonymous=kind == "anonymous")
    factories.find(office, complaint, Validity.UNFOUNDED if kind == "unfounded" else Validity.VALID)
    if kind == "explained":
        article = factories.an_article(office.park)
        casework.explain(complaint_id=complaint.pk, actor=office.officer, article_id=article.pk, explanation="当面解释")
    elif kind == "unfounded":
        casework.dismiss(complaint_id=complaint.pk, actor=office.officer, explanation="现场未发现")
    else:
        factories.act(office, complaint)
        factories.resolve(office, complaint)
    factories.tell_result(office, complaint)
    factories.tell_office(office, complaint)
    assert due(office.clerk) == set()
    factories.close(office, complaint)


def test_redo_takes_it_up_again_with_new_limits_and_everything_to_do_once_more(client: Client, office: Office):
    complaint = told(office)
    later = factories.at(MORNING.date() + timedelta(days=1), 11)
    with clock.at(later):
        send(client, complaint, office.clerk, result="redo", effect="not", satisfaction="2", shortcomings="昨天又响了")
    again = Complaint.objects.get(pk=complaint.pk)
    assert (again.state, again.reopened_count, again.reopened_at) == (State.INVESTIGATING, 1, later)
    assert (again.resolved_at, again.visited_at, again.outcome) == (None, None, "")
    # 2 working days from Friday 6 November end on Tuesday 10 November at closing time (domain 3.12).
    assert clock.local(again.resolve_due) == factories.at(MORNING.date() + timedelta(days=5), 17, 30)
    assert InboxItem.objects.filter(recipient=office.officer, verb="inbox.reopened").exists()
    assert InboxItem.objects.filter(recipient=office.manager, verb="inbox.reopened").exists()
    assert InboxItem.objects.filter(recipient=office.park_office, verb="inbox.reopened_office").exists()
    event = Event.objects.about(complaint).get(verb="complaint.reopened")
    assert event.data["resolve_due"] == complaint.resolve_due.isoformat()
    with clock.at(later + timedelta(hours=1)):
        for step in (factories.act, factories.resolve, factories.tell_result, factories.tell_office, factories.visit):
            step(office, complaint)
        factories.close(office, complaint)
        call_command("check_books", stdout=StringIO())


def test_long_after_closing_a_visit_does_not_take_it_up_again(client: Client, office: Office):
    """Thirty days, also for the visitor (domain 2.1)."""
    complaint = complaint_in(office, State.INVESTIGATING)
    factories.find(office, complaint, Validity.UNFOUNDED)
    casework.dismiss(complaint_id=complaint.pk, actor=office.officer, explanation="现场未发现")
    for step in (factories.tell_result, factories.tell_office, factories.close):
        step(office, complaint)
    redo = {"result": "redo", "effect": "not", "satisfaction": "2", "shortcomings": "又响了"}
    with clock.at(MORNING + timedelta(days=31)):
        answer = send(client, complaint, office.manager, **redo)
        assert complaint.number in client.get(answer["Location"]).content.decode()
        assert not ReturnVisit.objects.exists()
        assert Complaint.objects.get(pk=complaint.pk).state == State.CLOSED
        send(client, complaint, office.manager)
    assert ReturnVisit.objects.get().result == "ok"


def test_who_decided_or_found_out_does_not_visit(client: Client, office: Office):
    complaint = complaint_in(office, State.INVESTIGATING)
    said = {"facts": "导靴磨损", "validity": Validity.VALID, "department": office.department}
    casework.record_findings(complaint_id=complaint.pk, actor=office.project_manager, **said)
    factories.escalate(office, complaint)
    decided = {"decision": "已更换导靴", "target": State.RESOLVED}
    casework.decide(complaint_id=complaint.pk, actor=office.manager, **decided)
    factories.tell_result(office, complaint)
    factories.tell_office(office, complaint)
    for handler in (office.manager, office.project_manager):
        assert due(handler) == set()
        assert send(client, complaint, handler).status_code == 403
    assert send(client, complaint, office.clerk).status_code == 302
    factories.close(office, complaint)
    with pytest.raises(PermissionDenied):
        services.check_quality(complaint_id=complaint.pk, actor=office.manager, quality=5, remark="好")


def test_redo_of_what_needs_approval_needs_a_new_one(office: Office):
    complaint = told(office, severity=Severity.MAJOR)
    factories.visit(office, complaint, "redo")
    assert Complaint.objects.get(pk=complaint.pk).approved_at is None
    with pytest.raises(RuleViolation):
        casework.begin_action(complaint_id=complaint.pk, actor=office.officer, measures="重新更换")


def test_three_attempts_on_different_days_count(client: Client, office: Office):
    complaint = told(office)
    days = [MORNING + timedelta(hours=1), MORNING + timedelta(hours=2), MORNING + timedelta(days=1)]
    for moment in days:
        with clock.at(moment):
            send(client, complaint, office.clerk, missed="on", note="无人接听")
    assert Complaint.objects.get(pk=complaint.pk).visited_at is None
    with clock.at(MORNING + timedelta(days=4)):
        send(client, complaint, office.clerk, missed="on", note="无人接听")
        assert Complaint.objects.get(pk=complaint.pk).visited_at is not None
        factories.close(office, complaint)


@pytest.mark.parametrize(
    ("answers", "field"),
    [
        ({"satisfaction": ""}, "satisfaction"),
        ({"satisfaction": "6"}, "satisfaction"),
        ({"effect": ""}, "effect"),
        ({"result": ""}, "result"),
        ({"result": "redo"}, "shortcomings"),
        ({"way": "door"}, "signed"),
        ({"way": "letter", "missed": "on"}, "missed"),
        ({"way": "fax"}, "way"),
        ({"note": "含\x00"}, "note"),
    ],
)
def test_a_mistake_comes_back_beside_its_field_and_nothing_is_kept(
    client: Client, office: Office, answers: dict, field: str
):
    complaint = told(office)
    response = send(client, complaint, office.clerk, **answers)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not ReturnVisit.objects.exists()


def test_sending_twice_makes_one_visit_and_a_colleague_is_told(client: Client, office: Office):
    complaint, form_id = told(office), new_form()
    for _time in range(2):
        assert send(client, complaint, office.clerk, form_id=form_id).status_code == 302
    assert ReturnVisit.objects.count() == 1
    late = send(client, complaint, office.project_manager)
    assert 'role="alert"' in client.get(late["Location"]).content.decode()
    assert ReturnVisit.objects.count() == 1


def test_the_number_is_shown_for_the_call_and_logged(client: Client, office: Office):
    complaint = told(office)
    client.force_login(office.clerk)
    assert "19900000034" not in client.get(reverse("complaints:visit", args=[complaint.pk])).content.decode()
    shown = client.post(reverse("complaints:visit_phone", args=[complaint.pk]))
    assert "19900000034" in shown.content.decode()
    assert AccessEntry.objects.get(what="reveal").actor == office.clerk
    # What is written then goes to the visit, not to the number again.
    assert f'action="{reverse("complaints:visit", args=[complaint.pk])}"' in shown.content.decode()


def test_a_new_point_is_recorded_with_name_and_unit_filled_in(client: Client, office: Office):
    send(client, told(office), office.clerk)
    visit = ReturnVisit.objects.get()
    link = f"{reverse('complaints:contact_new')}?after={visit.pk}"
    assert link in client.get(visit.get_absolute_url()).content.decode()
    form = client.get(link).content.decode()
    assert 'value="林示例"' in form
    assert 'value="A-201"' in form
    assert AccessEntry.objects.get(what="reveal").actor == office.clerk, "the number in the form was shown to somebody"
    client.force_login(office.other_officer)
    assert 'value="林示例"' not in client.get(link).content.decode()


def test_the_complainants_own_satisfaction_counts_before_the_visitors(office: Office):
    """Domain 3.9."""
    own, asked = told(office), told(office, matter="路灯不亮")
    for complaint in (own, asked):
        factories.visit(office, complaint, satisfaction=3)
    words.rate(complaint_id=own.pk, satisfaction=5)
    assert [Complaint.objects.get(pk=each.pk).satisfaction_counted for each in (own, asked)] == [5, 3]
    assert dict(queries.counted(Complaint.objects.all()).values_list("pk", "counted")) == {own.pk: 5, asked.pk: 3}


def test_due_visits_stand_on_the_desks_and_in_the_managers_duty(client: Client, office: Office):
    complaint = told(office)
    for user, sees in [(office.clerk, True), (office.manager, True), (office.officer, False)]:
        client.force_login(user)
        page = client.get(reverse("home:desk")).content.decode()
        assert (reverse("complaints:visit", args=[complaint.pk]) in page) is sees

    def stands(moment) -> str:
        with clock.at(moment):
            return both_replies([office.manager], office.park, moment.date())[office.manager.pk].state

    # Within three days of the result, nights and weekends included (domain 2.1).
    assert stands(MORNING + timedelta(days=2, hours=23)) == "due"
    assert stands(MORNING + timedelta(days=3, minutes=1)) == "missed"


def test_the_manager_checks_the_quality_of_a_closed_case_once_and_never_their_own(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    url = reverse("complaints:quality", args=[complaint.pk])
    client.force_login(office.manager)
    assert client.post(url, {"quality": "", "remark": ""}).status_code == 422
    assert client.post(url, {"quality": "4", "remark": "记录完整"}).status_code == 302
    assert complaint.quality_checks.get().quality == 4
    with pytest.raises(RuleViolation):
        services.check_quality(complaint_id=complaint.pk, actor=office.project_manager, quality=5, remark="好")
    mine = complaint_in(office, State.CLOSED, category=Category.SERVICE_ATTITUDE, against=office.clerk)
    with pytest.raises(PermissionDenied):
        services.check_quality(complaint_id=mine.pk, actor=office.manager, quality=5, remark="好")


def test_who_stands_in_for_a_handler_neither_visits_nor_checks(client: Client, office: Office):
    complaint = complaint_in(office, State.ACTING)
    casework.resolve(complaint_id=complaint.pk, actor=office.manager, measures="已更换")
    factories.tell_result(office, complaint)
    factories.tell_office(office, complaint)
    stand_in = staff(Role.MANAGER, office.park, "deputy", "孙试样")
    stand_in.postings.update(standing_in_for=office.manager, ends=MORNING.date())
    assert due(office.clerk) == {complaint.pk}
    assert due(stand_in) == set()
    assert send(client, complaint, stand_in).status_code in (403, 404)
    factories.visit(office, complaint)
    factories.close(office, complaint)
    with pytest.raises(PermissionDenied):
        services.check_quality(complaint_id=complaint.pk, actor=stand_in, quality=5, remark="好")


@pytest.mark.both
def test_the_database_refuses_a_visit_by_the_handler_and_a_closing_without_one(office: Office):
    complaint = told(office)
    whole = {"quality": 4, "effect": "settled", "satisfaction": 4, "result": "ok"}
    ground = {"park": office.park, "complaint": complaint, "at": MORNING, "handler": office.officer, "method": "phone"}
    for columns, name in [
        ({**whole, "by": office.officer}, "visit_not_by_handler"),
        ({"by": office.clerk}, "visit_whole_when_reached"),
        ({**whole, "by": office.clerk, "method": "door"}, "visit_at_the_door_is_signed"),
        ({**whole, "by": office.clerk, "result": "redo"}, "visit_redo_names_shortcomings"),
        ({**whole, "by": office.clerk, "satisfaction": 6}, "visit_ratings_1_to_5"),
    ]:
        with pytest.raises(IntegrityError, match=name), transaction.atomic():
            ReturnVisit.objects.create(**{**ground, "number": "HF-1", **columns})
    with pytest.raises(IntegrityError, match="complaint_closed_has_visit"), transaction.atomic():
        Complaint.objects.filter(pk=complaint.pk).update(state=State.CLOSED, closed_at=MORNING)
    factories.visit(office, complaint)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ReturnVisit.objects.update(satisfaction=5)


def test_a_clerk_whose_colleague_was_first_is_told_so_and_reads_nothing_else(client: Client, office: Office):
    complaint = told(office)
    second = staff(Role.CLERK, office.park, "clerk2", "孙试样")
    assert send(client, complaint, office.clerk).status_code == 302
    late = send(client, complaint, second)
    assert late["Location"] == reverse("complaints:visits")
    assert "同事已经回访过了" in client.get(late["Location"]).content.decode()
    assert client.get(reverse("complaints:visit", args=[complaint.pk])).status_code == 404
    assert ReturnVisit.objects.count() == 1
