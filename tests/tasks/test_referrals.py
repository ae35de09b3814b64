"""Asking the next level: problem and opinion from any record, the answer comes back to it (M12)."""

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from parkservice.accounts.roles import Role
from parkservice.journal.queries import timeline
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from parkservice.tasks.referrals import services
from parkservice.tasks.referrals.models import Referral, ReferralState
from tests.complaints.factories import Office, new_form
from tests.tasks.factories import DUE, a_complaint, a_referral

pytestmark = pytest.mark.django_db


def told(person) -> list[str]:
    rows = InboxItem.objects.filter(recipient=person, verb__startswith="inbox.referral").order_by("pk")
    return list(rows.values_list("verb", flat=True))


@pytest.mark.duty("M12")
def test_an_officer_asks_the_manager_and_the_answer_comes_back_to_the_record(client: Client, office: Office):
    complaint = a_complaint(office)
    client.force_login(office.officer)
    url = f"{reverse('tasks:referral_new')}?about=complaints.complaint:{complaint.pk}"
    said = {"matter": "货梯备件", "problem": "备件两周后才到", "opinion": "建议先租叉车，费用 2,000 元"}
    assert client.get(url).status_code == 200
    client.post(url, {**said, "form_id": new_form(), "due": f"{clock.local(DUE):%Y-%m-%dT%H:%M}"})
    referral = Referral.objects.get()
    assert (referral.number, referral.to_role) == ("QS-2026-000001", Role.MANAGER)
    assert told(office.manager) == ["inbox.referral"]
    assert told(office.project_manager) == []
    client.force_login(office.manager)
    client.post(reverse("tasks:referral_give_answer", args=[referral.pk]), {"answer": "同意，租期一周"})
    assert told(office.officer) == ["inbox.referral_answered"]
    assert [entry.event.verb for entry in timeline(complaint)][-2:] == ["task.referred", "task.advised"]
    client.force_login(office.officer)
    client.post(reverse("tasks:referral_act_on", args=[referral.pk]), {"done": "已租叉车"})
    referral.refresh_from_db()
    assert (referral.state, referral.acted_note) == (ReferralState.ACTED, "已租叉车")
    assert told(office.manager)[-1] == "inbox.referral_acted"


@pytest.mark.parametrize(
    ("who", "level"),
    [
        ("clerk", Role.MANAGER),
        ("officer", Role.MANAGER),
        ("manager", Role.PROJECT_MANAGER),
        ("project_manager", Role.GENERAL_MANAGER),
    ],
)
def test_each_level_asks_the_next_one(office: Office, who: str, level: Role):
    assert a_referral(office, actor=getattr(office, who)).to_role == level


def test_a_level_that_nobody_holds_is_passed_over(office: Office):
    office.manager.postings.update(ends="2026-10-01")
    assert a_referral(office).to_role == Role.PROJECT_MANAGER


def test_at_the_top_nobody_can_be_asked(office: Office):
    office.general_manager.postings.update(ends="2026-10-01")
    with pytest.raises(RuleViolation, match="没有上级"):
        a_referral(office, actor=office.project_manager)


def test_the_level_above_may_answer_in_its_place(office: Office):
    referral = a_referral(office)
    services.give_answer(referral_id=referral.pk, actor=office.project_manager, answer="同意")
    referral.refresh_from_db()
    assert referral.answered_by == office.project_manager


def test_a_problem_about_the_manager_goes_past_the_manager(client: Client, office: Office):
    referral = a_referral(office, subject=a_complaint(office, against=office.manager))
    assert referral.to_role == Role.PROJECT_MANAGER
    client.force_login(office.manager)
    assert client.get(reverse("tasks:referral", args=[referral.pk])).status_code == 404


@pytest.mark.parametrize("who", ["officer", "other_officer", "clerk", "duty_room"])
def test_neither_the_asker_nor_anybody_below_answers(office: Office, who: str):
    referral = a_referral(office)
    with pytest.raises(PermissionDenied):
        services.give_answer(referral_id=referral.pk, actor=getattr(office, who), answer="我来定")


def test_a_manager_who_asked_as_officer_never_answers(office: Office):
    referral = a_referral(office, actor=office.project_manager)
    with pytest.raises(PermissionDenied):
        services.give_answer(referral_id=referral.pk, actor=office.project_manager, answer="我来定")


@pytest.mark.both
def test_the_database_refuses_that_the_asker_answers(office: Office):
    referral = a_referral(office)
    with pytest.raises(IntegrityError, match="referral_answered_by_another"), transaction.atomic():
        Referral.objects.filter(pk=referral.pk).update(
            state="answered", answer="自答", answered_by=office.officer, answered_at=clock.now()
        )


def test_a_colleague_neither_reads_it_nor_acts_on_it(client: Client, office: Office):
    referral = a_referral(office)
    services.give_answer(referral_id=referral.pk, actor=office.manager, answer="同意")
    client.force_login(office.other_officer)
    assert client.get(reverse("tasks:referral", args=[referral.pk])).status_code == 404
    assert client.post(reverse("tasks:referral_act_on", args=[referral.pk]), {"done": "办了"}).status_code == 404


def test_the_list_shows_what_waits_for_me(client: Client, office: Office):
    referral = a_referral(office)
    client.force_login(office.manager)
    rows = client.get(reverse("tasks:referrals") + "?view=answer").context["listing"].page.rows
    assert [row.pk for row in rows] == [referral.pk]
    services.give_answer(referral_id=referral.pk, actor=office.manager, answer="同意")
    client.force_login(office.officer)
    rows = client.get(reverse("tasks:referrals") + "?view=act").context["listing"].page.rows
    assert [row.pk for row in rows] == [referral.pk]
