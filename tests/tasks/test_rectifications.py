"""Rectifications: steps with owners and dates, every changed date kept, verified by another person (A4, domain 2.2)."""

from datetime import date, timedelta
from decimal import Decimal

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from parkservice.journal.queries import timeline
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from parkservice.tasks.models import DueChange, Rectification
from parkservice.tasks.rectifications import services
from parkservice.tasks.rectifications.models import PlanState
from tests.complaints.factories import MORNING, Office, new_form
from tests.tasks.factories import PLAN_DUE, Team, a_complaint, a_plan

pytestmark = pytest.mark.django_db


def told(person) -> list[str]:
    rows = InboxItem.objects.filter(recipient=person).exclude(verb__startswith="inbox.complaint").order_by("pk")
    return [verb for verb in rows.values_list("verb", flat=True) if "rectification" in verb or "step" in verb]


def sent(office: Office, team: Team, **said):
    """What the form sends: two steps, four empty lines."""
    lines = {
        "steps-TOTAL_FORMS": "6", "steps-INITIAL_FORMS": "0", "steps-MIN_NUM_FORMS": "0", "steps-MAX_NUM_FORMS": "6",
        "steps-0-what": "更换灯具", "steps-0-owner": team.technician.pk, "steps-0-due": "2026-11-12",
        "steps-1-what": "检查全楼", "steps-1-owner": office.officer.pk, "steps-1-due": "2026-11-20",
    }  # fmt: skip
    plan = {"matter": "走廊照明", "problem": "三层走廊灯暗", "owner": office.officer.pk, "due": "2026-11-20"}
    return {"form_id": new_form(), "budget": "1200", **plan, **lines, **said}


@pytest.mark.duty("A4")
def test_the_manager_plans_with_steps_and_every_owner_is_told(client: Client, office: Office, team: Team):
    complaint = a_complaint(office)
    client.force_login(office.manager)
    url = f"{reverse('tasks:rectification_new')}?about=complaints.complaint:{complaint.pk}"
    client.post(url, sent(office, team))
    plan = Rectification.objects.get()
    assert (plan.number, plan.state, plan.budget) == ("ZG-2026-000001", PlanState.PLANNED, Decimal("1200.00"))
    assert [step.what for step in plan.steps.all()] == ["更换灯具", "检查全楼"]
    assert told(office.officer) == ["inbox.rectification"]
    assert told(team.technician) == ["inbox.rectification_step"]
    assert timeline(complaint)[-1].event.verb == "task.planned"
    assert list(services.for_subject(complaint)) == [plan]


@pytest.mark.parametrize(
    "wrong",
    [
        {"problem": ""},
        {"due": "2026-11-04"},
        {"budget": "-1"},
        {"owner": ""},
        {"steps-0-owner": ""},
        {"steps-0-due": "2026-13-01"},
        {"steps-0-due": "2026-11-21"},
        {"steps-0-what": "", "steps-0-owner": "", "steps-0-due": "", "steps-1-what": "", "steps-1-owner": "",
         "steps-1-due": ""},
    ],
)  # fmt: skip
def test_bad_input_comes_back_and_writes_nothing(client: Client, office: Office, team: Team, wrong):
    client.force_login(office.manager)
    answer = client.post(reverse("tasks:rectification_new"), sent(office, team, **wrong))
    assert answer.status_code == 422
    assert "走廊照明" in answer.content.decode()
    assert not Rectification.objects.exists()


@pytest.mark.duty("A4")
def test_a_plan_goes_from_planned_to_verified_by_another_person(client: Client, office: Office, team: Team):
    plan = a_plan(office, steps=[team.technician, office.officer])
    first, second = plan.steps.all()
    url = reverse("tasks:rectification_finish_step", args=[plan.pk])
    client.force_login(team.technician)
    client.post(url, {"step": first.pk})
    plan.refresh_from_db()
    assert plan.state == PlanState.IN_PROGRESS
    client.force_login(office.officer)
    client.post(url, {"step": second.pk})
    client.post(reverse("tasks:rectification_finish", args=[plan.pk]), {"result": "全部更换"})
    assert "inbox.rectification_done" in told(office.manager)
    client.force_login(office.manager)
    client.post(reverse("tasks:rectification_verify", args=[plan.pk]), {"effect": "照度 150 勒克斯"})
    plan.refresh_from_db()
    assert (plan.state, plan.verified_by, plan.effect) == (PlanState.VERIFIED, office.manager, "照度 150 勒克斯")


def test_nothing_is_done_while_a_step_is_open(office: Office, team: Team):
    plan = a_plan(office)
    with pytest.raises(RuleViolation, match="还有措施没有完成"):
        services.finish(rectification_id=plan.pk, actor=office.officer, result="差不多了")


@pytest.mark.parametrize("who", ["officer", "other_officer", "clerk"])
def test_neither_owner_nor_colleague_verifies(office: Office, who: str):
    plan = finished(office)
    with pytest.raises(PermissionDenied):
        services.verify(rectification_id=plan.pk, actor=getattr(office, who), effect="很好")


def test_a_manager_who_owns_it_does_not_verify_it(office: Office):
    plan = finished(office, owner=office.manager)
    with pytest.raises(PermissionDenied):
        services.verify(rectification_id=plan.pk, actor=office.manager, effect="很好")
    services.verify(rectification_id=plan.pk, actor=office.project_manager, effect="很好")


def finished(office: Office, owner=None) -> Rectification:
    """A plan that its owner reports as done."""
    owner = owner or office.officer
    plan = a_plan(office, owner=owner)
    services.finish_step(rectification_id=plan.pk, actor=owner, step=plan.steps.get())
    return services.finish(rectification_id=plan.pk, actor=owner, result="全部更换")


@pytest.mark.both
def test_the_database_refuses_that_the_owner_verifies(office: Office):
    plan = finished(office)
    with pytest.raises(IntegrityError, match="rectification_verified_by_another"), transaction.atomic():
        Rectification.objects.filter(pk=plan.pk).update(
            state="verified", verified_by=office.officer, verified_at=clock.now(), effect="很好"
        )


@pytest.mark.duty("A4")
def test_every_change_of_a_date_is_kept_with_its_reason(client: Client, office: Office):
    plan = a_plan(office)
    client.force_login(office.officer)
    url = reverse("tasks:rectification_change_due", args=[plan.pk])
    client.post(url, {"due": "2026-11-27", "reason": "备件 25 日到货"})
    step = plan.steps.get()
    client.post(url, {"step": step.pk, "due": "2026-11-26", "reason": "先等备件"})
    plan.refresh_from_db()
    step.refresh_from_db()
    assert (plan.due, step.due) == (date(2026, 11, 27), date(2026, 11, 26))
    kept = [(change.former, change.due, change.reason) for change in DueChange.objects.all()]
    assert kept == [
        (PLAN_DUE, date(2026, 11, 27), "备件 25 日到货"),
        (PLAN_DUE, date(2026, 11, 26), "先等备件"),
    ]
    seen = client.get(reverse("tasks:rectification", args=[plan.pk])).content.decode()
    assert "备件 25 日到货" in seen
    assert "inbox.rectification_moved" in told(office.manager)


def test_a_date_without_reason_or_behind_the_whole_is_refused(client: Client, office: Office):
    plan = a_plan(office)
    client.force_login(office.officer)
    url = reverse("tasks:rectification_change_due", args=[plan.pk])
    assert client.post(url, {"due": "2026-11-27", "reason": ""}).status_code == 422
    client.post(url, {"step": plan.steps.get().pk, "due": "2026-12-27", "reason": "来不及"})
    assert not DueChange.objects.exists()


@pytest.mark.both
def test_changes_and_progress_are_never_rewritten(office: Office):
    plan = a_plan(office)
    services.change_due(rectification_id=plan.pk, actor=office.officer, due=date(2026, 11, 27), reason="等备件")
    services.write_progress(rectification_id=plan.pk, actor=office.officer, form_id=new_form(), text="已下单")
    for rows in (DueChange.objects, plan.lines):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows.all().delete()


def test_a_step_owner_reads_it_and_a_stranger_does_not(client: Client, office: Office, team: Team):
    plan = a_plan(office, steps=[team.technician])
    url = reverse("tasks:rectification", args=[plan.pk])
    client.force_login(team.technician)
    assert client.get(url).status_code == 200
    client.force_login(team.cleaner)
    assert client.get(url).status_code == 404


def test_progress_for_the_proposer_names_nobody(office: Office, team: Team):
    complaint = a_complaint(office)
    plan = a_plan(office, subject=complaint, steps=[team.technician, office.officer])
    services.finish_step(rectification_id=plan.pk, actor=team.technician, step=plan.steps.first())
    (shown,) = services.progress_of(complaint)
    assert (shown.number, shown.done, shown.total, shown.due) == (plan.number, 1, 2, PLAN_DUE)


def test_owners_are_reminded_on_the_day_and_told_once_when_it_has_passed(office: Office, team: Team):
    plan = a_plan(office, steps=[team.technician])
    for days in (0, 0, 1, 1, 9):
        moment = clock.combine(PLAN_DUE) + timedelta(days=days, hours=9)
        with clock.at(moment):
            call_command("tick")
    happened = [entry.event.verb for entry in timeline(plan) if entry.event.actor is None]
    assert happened == [
        "rectification.reminded",
        "rectification.step_reminded",
        "rectification.overdue",
        "rectification.step_overdue",
    ]
    assert told(team.technician) == ["inbox.rectification_step", "inbox.step_due", "inbox.step_overdue"]
    assert clock.now() == MORNING
