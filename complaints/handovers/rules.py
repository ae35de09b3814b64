"""Who may hand a complaint over, to whom, and when only the manager names the officer (A5, invariant C10)."""

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from complaints.casework import rules
from complaints.casework.models import Complaint
from complaints.choices import State
from complaints.people import concerned_by, handlers
from parkservice.accounts.models import Posting, User
from parkservice.accounts.rights import answering_for
from parkservice.accounts.roles import GRANTS, Role
from parkservice.parks import thresholds

#: States in which the officer works on it; what waits for a leader waits for the leader's word.
MOVING = (State.RECEIVED, State.INVESTIGATING, State.ACTING, State.RESOLVED)


def may_ask(complaint: Complaint, user: User) -> bool:
    """The responsible officer or their stand-in asks; a manager assigns instead."""
    if rules.concerns(complaint, user):
        return False
    return complaint.officer_id in answering_for(user, complaint.park_id, "complaints.act")


def may_answer(complaint: Complaint, user: User) -> bool:
    """The colleague who was asked, nobody in their place: an acceptance is a promise."""
    return complaint.asked_officer_id == user.pk and not rules.concerns(complaint, user)


def was_asked(complaint: Complaint, user: User) -> bool:
    """Whether this person is or was asked: who comes too late hears how it ended."""
    return complaint.asked_officer_id == user.pk or complaint.handovers.filter(receiver_id=user.pk).exists()


def may_take_back(complaint: Complaint, user: User) -> bool:
    """Whoever works on it: the officer who asked, or the manager in the officer's place."""
    return rules.may_act(complaint, user)


def had_asked(complaint: Complaint, user: User) -> bool:
    """Whether this person may take it back, or asked: who comes too late hears how it ended."""
    return may_take_back(complaint, user) or complaint.handovers.filter(asked_by_id=user.pk).exists()


def most(complaint: Complaint) -> int:
    """After so many hand-overs the manager is told, and only the manager assigns (domain 2.1, bad cases)."""
    return thresholds.value(complaint.park, "handovers_alert")


def most_refusals(complaint: Complaint) -> int:
    """After so many refusals in a row the manager is told, and names the officer (invariant C10)."""
    return thresholds.value(complaint.park, "handover_refusals")


def stopped(complaint: Complaint) -> str:
    """Return why this complaint is not handed over any more, as a sentence; empty while it may be."""
    if complaint.handover_count >= most(complaint):
        return _("It was handed over %(count)d times already. Ask the manager to name the officer.") % {
            "count": complaint.handover_count
        }
    if complaint.handover_refusals >= most_refusals(complaint):
        return _("%(count)d colleagues refused in a row. The manager has been told and names the officer.") % {
            "count": complaint.handover_refusals
        }
    return ""


def is_moving(complaint: Complaint) -> bool:
    """Whether the officer has it in hand: open, released, and not before a leader."""
    return complaint.state in MOVING and not complaint.held


def receivers(complaint: Complaint) -> QuerySet[User]:
    """Colleagues who may be asked: they handle complaints here, it is not about them, and they may see it (A5).

    A complaint about service attitude stays with the managers until the person concerned is named (domain 2.1).
    """
    others = handlers(complaint.park).exclude(pk__in={complaint.officer_id, *concerned_by(complaint)})
    if rules.person_is_named(complaint):
        return others
    deciding = [role for role in Role if "complaints.decide" in GRANTS[role]]
    posted = Posting.objects.current().filter(park=complaint.park, role__in=deciding)
    return others.filter(pk__in=posted.values("user_id"))
