"""Work orders: ordered from a record, taken, done with photos, accepted or returned (M4, O9)."""

from datetime import timedelta

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from parkservice.journal.queries import timeline
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from parkservice.paperwork.models import Attachment
from parkservice.tasks.workorders import services
from parkservice.tasks.workorders.models import OrderState, WorkOrder
from tests.complaints.factories import MORNING, Office, new_form
from tests.paperwork.pictures import picture, upload
from tests.tasks.factories import DUE, Team, a_complaint, an_order, done_order

pytestmark = pytest.mark.django_db


def told(person) -> list[str]:
    return list(InboxItem.objects.filter(recipient=person).order_by("pk").values_list("verb", flat=True))


def form(**said):
    return {
        "form_id": new_form(),
        "matter": "更换货梯导靴",
        "due": f"{clock.local(DUE):%Y-%m-%dT%H:%M}",
        "unit": "",
        "place": "",
        "details": "",
        **said,
    }


@pytest.mark.duty("M4")
def test_an_officer_orders_work_from_a_complaint_and_the_department_is_told(client: Client, office: Office, team: Team):
    complaint = a_complaint(office)
    client.force_login(office.officer)
    url = f"{reverse('tasks:workorder_new')}?about=complaints.complaint:{complaint.pk}"
    page = client.get(url)
    assert page.context["form"]["matter"].value() == complaint.matter
    assert page.context["form"]["unit"].value() == "A-201"
    answer = client.post(url, form(department=team.engineering.pk, unit="A-201", share_contact="on"))
    assert answer.url == reverse("complaints:record", args=[complaint.pk])
    order = WorkOrder.objects.get()
    assert (order.number, order.state, order.building) == ("GD-2026-000001", OrderState.OPEN, office.building)
    assert (order.contact_name, order.contact_phone) == ("林女士", "19900000034")
    assert "inbox.workorder" in told(team.lead)
    assert "inbox.workorder" in told(team.technician)
    assert told(team.cleaner) == []
    assert "向工程部派了工单：GD-2026-000001" in timeline(complaint)[-1].sentence


def test_name_and_phone_stay_with_us_unless_the_job_needs_them(client: Client, office: Office, team: Team):
    complaint = a_complaint(office)
    client.force_login(office.officer)
    url = f"{reverse('tasks:workorder_new')}?about=complaints.complaint:{complaint.pk}"
    client.post(url, form(department=team.engineering.pk, unit="A-201"))
    assert WorkOrder.objects.get().contact_phone == ""


def test_a_double_click_orders_once(client: Client, office: Office, team: Team):
    client.force_login(office.officer)
    sent = form(department=team.engineering.pk)
    for _twice in range(2):
        assert client.post(reverse("tasks:workorder_new"), sent).status_code == 302
    assert WorkOrder.objects.count() == 1


@pytest.mark.parametrize(
    ("wrong", "field"),
    [
        ({"matter": ""}, "matter"),
        ({"matter": "字" * 81}, "matter"),
        ({"due": "2026-11-04T10:00"}, "due"),
        ({"due": "tomorrow"}, "due"),
        ({"department": "999999"}, "department"),
        ({"unit": "Z-999"}, "unit"),
        ({"contact_phone": "12"}, "contact_phone"),
        ({"details": "\x07"}, "details"),
    ],
)
def test_bad_input_is_named_beside_its_field_and_nothing_is_written(client, office, team, wrong, field):
    client.force_login(office.officer)
    answer = client.post(reverse("tasks:workorder_new"), form(**{"department": team.engineering.pk, **wrong}))
    assert answer.status_code == 422
    assert answer.context["form"].errors[field]
    assert not WorkOrder.objects.exists()


def test_a_person_of_another_department_cannot_be_named(client: Client, office: Office, team: Team):
    client.force_login(office.officer)
    said = form(department=team.engineering.pk, assignee=team.cleaner.pk)
    answer = client.post(reverse("tasks:workorder_new"), said)
    assert "assignee" in answer.context["form"].errors


def test_nobody_orders_from_a_complaint_that_is_not_theirs(client: Client, office: Office, team: Team):
    complaint = a_complaint(office)
    client.force_login(office.other_officer)
    url = f"{reverse('tasks:workorder_new')}?about=complaints.complaint:{complaint.pk}"
    assert client.get(url).status_code == 404
    with pytest.raises(PermissionDenied):
        an_order(office, actor=office.other_officer, subject=complaint)


@pytest.mark.duty("M4")
def test_the_department_takes_does_and_reports_and_the_asker_accepts(client: Client, office: Office, team: Team):
    order = an_order(office)
    client.force_login(team.technician)
    client.post(reverse("tasks:workorder_take", args=[order.pk]), {"desk": "1"})
    order.refresh_from_db()
    assert (order.state, order.assignee) == (OrderState.TAKEN, team.technician)
    sent = {"result": "导靴已更换", "photos": upload(picture())}
    client.post(reverse("tasks:workorder_finish", args=[order.pk]), sent)
    assert told(office.officer) == ["inbox.workorder_taken", "inbox.workorder_done"]
    assert Attachment.objects.of(order).count() == 1
    client.force_login(office.officer)
    client.post(reverse("tasks:workorder_accept", args=[order.pk]))
    order.refresh_from_db()
    assert (order.state, order.accepted_by) == (OrderState.ACCEPTED, office.officer)
    assert [entry.event.verb for entry in timeline(order)] == [
        "workorder.ordered",
        "workorder.taken",
        "workorder.done",
        "workorder.accepted",
    ]


def test_returned_work_goes_back_with_the_reason_and_is_counted(office: Office, team: Team):
    order = done_order(office, team)
    services.send_back(order_id=order.pk, actor=office.officer, reason="还有异响")
    order.refresh_from_db()
    assert (order.state, order.times_returned) == (OrderState.TAKEN, 1)
    assert "inbox.workorder_returned" in told(team.technician)


def test_the_officer_who_took_over_the_complaint_accepts_too(office: Office, team: Team):
    complaint = a_complaint(office)
    order = done_order(office, team, actor=office.manager, subject=complaint)
    assert "inbox.workorder_done" in told(office.officer)
    services.accept(order_id=order.pk, actor=office.officer)


def test_who_did_it_never_accepts_it(office: Office, team: Team):
    office.manager.postings.create(
        role="department", park=office.park, department=team.engineering, state="granted", granted_by=office.clerk,
        starts="2026-01-01",
    )  # fmt: skip
    order = an_order(office)
    services.take(order_id=order.pk, actor=office.manager)
    services.finish(order_id=order.pk, actor=office.manager, result="已处理")
    with pytest.raises(PermissionDenied):
        services.accept(order_id=order.pk, actor=office.manager)


@pytest.mark.both
def test_the_database_refuses_that_the_doer_accepts(office: Office, team: Team):
    order = done_order(office, team)
    with pytest.raises(IntegrityError, match="workorder_accepted_by_another"), transaction.atomic():
        WorkOrder.objects.filter(pk=order.pk).update(
            state=OrderState.ACCEPTED, accepted_by=team.technician, accepted_at=clock.now()
        )


@pytest.mark.both
def test_a_work_order_is_never_rewritten_or_deleted(office: Office, team: Team):
    order = an_order(office)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        WorkOrder.objects.filter(pk=order.pk).update(due=DUE + timedelta(days=1))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        WorkOrder.objects.filter(pk=order.pk).delete()


def test_a_late_click_is_told_who_was_first(client: Client, office: Office, team: Team):
    order = an_order(office)
    services.take(order_id=order.pk, actor=team.lead)
    with pytest.raises(RuleViolation, match="吴试修已在 10:00 先办理"):
        services.take(order_id=order.pk, actor=team.technician)


ACTS = ("take", "finish", "accept", "send_back", "pass_on", "withdraw")
DEPARTMENT, OVERSEERS = {"lead", "technician"}, {"officer", "manager", "project_manager"}
ALLOWED = {
    OrderState.OPEN: {"take": DEPARTMENT, "pass_on": DEPARTMENT, "withdraw": OVERSEERS},
    OrderState.TAKEN: {"finish": DEPARTMENT, "pass_on": DEPARTMENT, "withdraw": OVERSEERS},
    OrderState.DONE: {"accept": OVERSEERS, "send_back": OVERSEERS},
    OrderState.ACCEPTED: {},
    OrderState.WITHDRAWN: {},
}
STAFF = ("officer", "other_officer", "manager", "project_manager", "clerk", "duty_room", "tenant")


@pytest.mark.parametrize("state", list(OrderState))
def test_only_the_listed_people_move_a_work_order_from_each_state(office: Office, team: Team, state: str):
    order = in_state(office, team, state)
    before = WorkOrder.objects.filter(pk=order.pk).values().get()
    sent = {"result": "已完成", "reason": "不再需要", "assignee": team.lead.pk}
    people = {name: getattr(team, name) for name in ("lead", "technician", "cleaner")}
    people |= {name: getattr(office, name) for name in STAFF}
    moved: dict[str, set[str]] = {}
    for name, person in people.items():
        client = Client()
        client.force_login(person)
        for act in ACTS:
            with transaction.atomic():
                client.post(reverse(f"tasks:workorder_{act}", args=[order.pk]), sent)
                if WorkOrder.objects.filter(pk=order.pk).values().get() != before:
                    moved.setdefault(act, set()).add(name)
                transaction.set_rollback(True)
    assert moved == ALLOWED[state]


def in_state(office: Office, team: Team, state: str) -> WorkOrder:
    """A work order in a state, done by the technician."""
    order = an_order(office)
    if state == OrderState.WITHDRAWN:
        return services.withdraw(order_id=order.pk, actor=office.officer, reason="已不需要")
    if state != OrderState.OPEN:
        services.take(order_id=order.pk, actor=team.technician)
    if state in (OrderState.DONE, OrderState.ACCEPTED):
        services.finish(order_id=order.pk, actor=team.technician, result="已更换")
    if state == OrderState.ACCEPTED:
        services.accept(order_id=order.pk, actor=office.officer)
    return WorkOrder.objects.get(pk=order.pk)


def test_the_department_sees_the_job_and_its_phone_but_not_the_complaint(client: Client, office: Office, team: Team):
    complaint = a_complaint(office)
    order = an_order(office, subject=complaint, contact_name="林女士", contact_phone="19900000034")
    client.force_login(team.technician)
    seen = client.get(reverse("tasks:workorder", args=[order.pk])).content.decode()
    assert "199 0000 0034" in seen
    assert complaint.number in seen
    assert reverse("complaints:record", args=[complaint.pk]) not in seen
    assert client.get(reverse("complaints:record", args=[complaint.pk])).status_code == 404
    client.force_login(team.cleaner)
    assert client.get(reverse("tasks:workorder", args=[order.pk])).status_code == 404


def test_the_phone_is_masked_once_the_work_is_done(client: Client, office: Office, team: Team):
    order = done_order(office, team, contact_name="林女士", contact_phone="19900000034")
    client.force_login(team.technician)
    seen = client.get(reverse("tasks:workorder", args=[order.pk])).content.decode()
    assert "199 0000 0034" not in seen
    assert "199****0034" in seen


def test_work_about_a_complaint_is_hidden_from_the_person_concerned(client: Client, office: Office, team: Team):
    with clock.at(MORNING):
        complaint = a_complaint(office, category="service_attitude", against=office.clerk)
    order = an_order(office, actor=office.manager, subject=complaint)
    client.force_login(office.clerk)
    assert client.get(reverse("tasks:workorder", args=[order.pk])).status_code == 404
    assert order.number not in client.get(reverse("tasks:workorders") + "?view=all").content.decode()
