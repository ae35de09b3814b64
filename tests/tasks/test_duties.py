"""How the duties of coordination and of hard problems stand (M4, M12)."""

from datetime import timedelta

import pytest

from complaints.casework import services as casework
from parkservice.accounts.rights import forget
from parkservice.kit import clock
from parkservice.tasks import duties
from parkservice.tasks.coordination import services as coordination
from parkservice.tasks.referrals import services as referrals
from tests.complaints.factories import MORNING, Office, complaint_in, find
from tests.tasks.factories import DUE, Team, a_complaint, a_question, a_referral

pytestmark = pytest.mark.django_db


def m4(office: Office):
    return duties.coordination([office.manager], office.park, clock.today())[office.manager.pk]


def m12(office: Office, person):
    return duties.hard_problems([person], office.park, clock.today())[person.pk]


@pytest.mark.duty("M4")
def test_m4_is_quiet_open_or_missed(office: Office, team: Team):
    assert m4(office).state == "nothing"
    question = a_question(office)
    assert (m4(office).state, m4(office).figure) == ("open", "1 件待答复")
    with clock.at(DUE + timedelta(minutes=1)):
        assert m4(office).state == "missed"
    coordination.give_answer(question_id=question.pk, actor=team.lead, answer="换了衬垫")
    assert m4(office).state == "nothing"


@pytest.mark.duty("M12")
def test_m12_wants_answers_to_be_acted_on(office: Office):
    referral = a_referral(office)
    assert m12(office, office.officer).state == "nothing"
    referrals.give_answer(referral_id=referral.pk, actor=office.manager, answer="同意")
    assert (m12(office, office.officer).state, m12(office, office.officer).figure) == ("due", "1 件批复")
    assert m12(office, office.manager).state == "nothing"
    referrals.act_on(referral_id=referral.pk, actor=office.officer, done="已办")
    assert m12(office, office.officer).state == "nothing"


@pytest.mark.duty("M12")
def test_m12_wants_an_overdue_case_to_be_put_to_the_next_level(office: Office):
    """Resolution of a minor complaint ends after 2 working days; more than one working day later it is blocked."""
    complaint = a_complaint(office)
    overdue = complaint.resolve_due
    with clock.at(overdue + timedelta(hours=1)):
        assert m12(office, office.officer).state == "nothing"
    with clock.at(overdue + timedelta(days=4)):
        forget(office.officer)
        assert (m12(office, office.officer).state, m12(office, office.officer).figure) == ("due", "1 件停滞")
        a_referral(office, subject=complaint, due=clock.now() + timedelta(days=1))
        assert m12(office, office.officer).state == "nothing"


@pytest.mark.duty("M12")
def test_m12_wants_an_escalation_that_the_manager_cannot_decide_to_go_on(office: Office):
    complaint = a_complaint(office)
    find(office, complaint)
    casework.escalate(complaint_id=complaint.pk, actor=office.officer, problem="缺备件", opinion="租叉车")
    assert m12(office, office.manager).state == "nothing"
    with clock.at(MORNING + timedelta(days=4, hours=2)):
        assert m12(office, office.manager).figure == "1 件停滞"
        assert m12(office, office.officer).state == "nothing"


def test_a_closed_case_blocks_nobody(office: Office):
    complaint_in(office, "closed")
    with clock.at(MORNING + timedelta(days=40)):
        assert m12(office, office.officer).state == "nothing"
