"""Only the complainant takes a complaint back: on the tracking page, or in a call that two colleagues heard (2.1)."""

from io import StringIO

import pytest
from django.core.exceptions import PermissionDenied
from django.core.management import call_command
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from complaints.choices import Category, State
from complaints.models import Complaint, Withdrawal
from complaints.withdrawals import services
from parkservice.journal.models import Event
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from tests.complaints.factories import MORNING, Office, complaint_in

pytestmark = pytest.mark.duty("A5")


def page(complaint: Complaint) -> str:
    """The address where the complainant is asked once more."""
    return reverse("complaints:track_withdraw", args=[complaint.track_code])


def state(complaint: Complaint) -> str:
    """Where the complaint stands in the database."""
    return str(Complaint.objects.values_list("state", flat=True).get(pk=complaint.pk))


@pytest.mark.parametrize("where", [State.RECEIVED, State.INVESTIGATING, State.ACTING, State.AWAITING_APPROVAL])
def test_the_tenant_is_asked_once_more_and_takes_it_back(client: Client, office: Office, where: str):
    complaint = complaint_in(office, where)
    track = reverse("complaints:track_case", args=[complaint.track_code])
    assert page(complaint) in client.get(track).content.decode()
    assert client.get(page(complaint)).status_code == 200
    assert state(complaint) == where
    assert client.post(page(complaint), {"reason": ""}).status_code == 302
    assert state(complaint) == State.WITHDRAWN
    text = client.get(track).content.decode()
    assert page(complaint) not in text
    assert "您已撤回投诉" in text or "You have taken it back" in text
    told = set(InboxItem.objects.filter(verb="inbox.withdrawn").values_list("recipient__username", flat=True))
    assert {office.manager.username, office.park_office.username} <= told
    call_command("check_books", stdout=StringIO())


@pytest.mark.parametrize("where", [State.ESCALATED, State.RESOLVED, State.CLOSED, State.WITHDRAWN])
def test_it_is_not_taken_back_while_the_manager_decides_nor_after_the_result(
    client: Client, office: Office, where: str
):
    complaint = complaint_in(office, where)
    before = Event.objects.count()
    assert client.get(page(complaint)).status_code == 302
    client.post(page(complaint), {"reason": "算了"})
    assert (state(complaint), Event.objects.count()) == (where, before)


def test_a_call_names_the_caller_and_a_second_colleague(client: Client, office: Office):
    complaint = complaint_in(office)
    url = reverse("complaints:withdraw", args=[complaint.pk])
    client.force_login(office.officer)
    for wrong in ({"witness": ""}, {"witness": office.officer.pk}, {"witness": office.tenant.pk}, {"caller": ""}):
        assert client.post(url, {"caller": "林女士", "witness": office.clerk.pk, **wrong}).status_code == 422
    assert client.post(url, {"caller": "林女士", "witness": office.clerk.pk}).status_code == 302
    row = Withdrawal.objects.get()
    assert (row.by, row.witness, row.caller) == (office.officer, office.clerk, "林女士")
    assert InboxItem.objects.filter(recipient=office.clerk, verb="inbox.witness").exists()


def test_the_person_concerned_is_neither_witness_nor_told(office: Office):
    complaint = complaint_in(office, category=Category.SERVICE_ATTITUDE, against=office.manager)
    call = {"complaint_id": complaint.pk, "actor": office.project_manager, "caller": "林女士"}
    with pytest.raises(RuleViolation):
        services.withdraw(**call, witness=office.manager)
    services.withdraw(**call, witness=office.clerk)
    assert not InboxItem.objects.filter(recipient=office.manager, verb="inbox.withdrawn").exists()


def test_nobody_calls_for_an_anonymous_complainant(office: Office):
    complaint = complaint_in(office, anonymous=True)
    with pytest.raises(RuleViolation):
        services.withdraw(complaint_id=complaint.pk, actor=office.officer, caller="某人", witness=office.clerk)


def test_others_write_no_withdrawal_down(office: Office):
    complaint = complaint_in(office)
    for other in (office.other_officer, office.clerk, office.duty_room, office.general_manager):
        with pytest.raises(PermissionDenied):
            services.withdraw(complaint_id=complaint.pk, actor=other, caller="林女士", witness=office.manager)


def test_the_park_office_reads_that_it_was_taken_back(client: Client, office: Office):
    complaint = complaint_in(office, State.WITHDRAWN)
    client.force_login(office.park_office)
    assert client.get(complaint.get_absolute_url()).status_code == 200


@pytest.mark.both
def test_the_database_wants_two_different_people_for_a_call(office: Office):
    ground = {"complaint": complaint_in(office), "at": MORNING, "caller": "林女士"}
    for people in ({}, {"by": office.officer}, {"by": office.officer, "witness": office.officer}):
        with pytest.raises(IntegrityError, match="withdrawal_by_call_has_two_people"), transaction.atomic():
            Withdrawal.objects.create(**ground, **people)
