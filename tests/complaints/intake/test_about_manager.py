"""A tenant says on the public form that the matter is about the manager: it goes over the manager's head (P3, C7)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.approvals.duties import service_quality
from complaints.casework import services
from complaints.casework.duties import both_replies
from complaints.casework.forms import AssignForm
from complaints.choices import Category, State
from complaints.handovers.rules import receivers
from complaints.models import Complaint
from complaints.oversight import services as oversight
from complaints.reassigning.rerouting import reroute
from complaints.withdrawals.forms import WithdrawForm
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from tests.accounts.factories import PostingFactory
from tests.complaints import factories
from tests.complaints.factories import Office, new_form
from tests.complaints.intake.sending import only_complaint, page, send

pytestmark = pytest.mark.duty("P3")


@pytest.fixture
def accusing(client: Client, office: Office) -> Complaint:
    """What a tenant sent about the manager; a second manager stands in today."""
    factories.staff(Role.MANAGER, office.park, "manager2", "郑代班")
    assert "How the manager treated me" in page(client, "/complaints/submit/")
    assert send(client, category="manager").status_code == 302
    return only_complaint()


def _person(username: str) -> User:
    return User.objects.get(username=username)


def test_it_goes_to_the_project_manager_and_no_manager_sees_or_hears_of_it(
    client: Client, office: Office, accusing: Complaint
):
    oversight.observe_complaint(complaint_id=accusing.pk, actor=office.duty_room, text="客户又来电", form_id=new_form())
    assert (accusing.officer, accusing.category) == (office.project_manager, Category.SERVICE_ATTITUDE)
    heard = InboxItem.objects.order_by("pk").values_list("recipient__username", "verb")
    assert list(heard) == [("project-qh", "inbox.complaint"), ("project-qh", "inbox.observed")]
    for username in ("manager-qh", "manager2-qh"):
        client.force_login(_person(username))
        assert client.get(accusing.get_absolute_url()).status_code == 404
        assert accusing.number not in client.get(reverse("complaints:queue"), {"view": "open"}).content.decode()
    with pytest.raises(RuleViolation):
        services.assign(complaint_id=accusing.pk, actor=office.project_manager, officer=office.manager)


def test_the_project_manager_names_the_person_and_the_others_see_it_again(
    client: Client, office: Office, accusing: Complaint
):
    client.force_login(office.project_manager)
    said = {"severity": "minor", "category": "service_attitude", "against_staff": office.manager.pk}
    assert client.post(reverse("complaints:investigate", args=[accusing.pk]), said).status_code == 302
    named = only_complaint()
    assert (named.state, named.against_staff) == (State.INVESTIGATING, office.manager)
    assert not Complaint.objects.visible_to(office.manager).exists()
    assert Complaint.objects.visible_to(_person("manager2-qh")).exists()


def test_a_project_manager_who_stands_in_for_the_manager_answers_for_it(client: Client, office: Office):
    PostingFactory(
        user=office.project_manager,
        park=office.park,
        role=Role.MANAGER,
        standing_in_for=office.manager,
        ends=clock.today() + timedelta(days=5),
    )
    send(client, category="manager")
    case = only_complaint()
    assert case.officer == office.project_manager
    client.force_login(_person("project-qh"))
    assert case.number in page(client, case.get_absolute_url())
    said = {"severity": "minor", "category": "service_attitude", "against_staff": office.manager.pk}
    client.post(reverse("complaints:investigate", args=[case.pk]), said)
    assert only_complaint().state == State.INVESTIGATING


def test_the_general_manager_works_on_what_reaches_nobody_else_and_it_is_moved_once(client: Client, office: Office):
    office.project_manager.postings.update(ends=clock.today() - timedelta(days=1))
    send(client, category="manager")
    case = only_complaint()
    assert case.officer == office.general_manager
    assert reroute() == 0
    client.force_login(_person("general-qh"))
    said = {"severity": "minor", "category": "service_attitude", "against_staff": office.manager.pk}
    assert client.post(reverse("complaints:investigate", args=[case.pk]), said).status_code == 302
    assert only_complaint().state == State.INVESTIGATING


def test_no_list_offers_a_manager_whom_it_is_about(office: Office, accusing: Complaint):
    for offered in (
        AssignForm(complaint=accusing, user=office.project_manager).fields["officer"].queryset,
        receivers(accusing),
        WithdrawForm(complaint=accusing, user=office.project_manager).fields["witness"].queryset,
    ):
        assert not {"manager-qh", "manager2-qh"} & set(offered.values_list("username", flat=True))


def test_the_duties_of_a_manager_show_nothing_of_it(office: Office, accusing: Complaint):
    Complaint.objects.update(state=State.INVESTIGATING, facts="已核实", handover_refusals=9)
    people = [office.manager, office.project_manager]
    for duty in (service_quality, both_replies):
        assert duty(people, office.park, clock.today())[office.manager.pk].state in ("nothing", "done")
    Complaint.objects.update(against_staff=office.clerk)
    for duty in (service_quality, both_replies):
        assert duty(people, office.park, clock.today())[office.manager.pk].state not in ("nothing", "done")
