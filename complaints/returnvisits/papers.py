"""The visit slip 回访单 that the visitor takes to the door and the complainant signs (domain 2.1).

Its number is the HF number of the visit that follows: it is given with the slip, and the visit at the door that
follows takes it over; an attempt that met nobody does not.
"""

from typing import TYPE_CHECKING, Any

from django.db.models import Exists, OuterRef
from django.utils.translation import gettext_lazy as _

from complaints.casework import printing
from complaints.casework.models import Complaint
from complaints.casework.printing import PrintItem
from complaints.casework.sight import Sight, sight_of
from complaints.choices import State
from complaints.duplicates.sharing import to_ask
from complaints.returnvisits.models import Effect, Result, ReturnVisit
from complaints.returnvisits.queries import may_visit
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.journal.models import subject_kind
from parkservice.kit import clock
from parkservice.kit.text import mask_phone
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper

if TYPE_CHECKING:
    from complaints.casework.page import RecordPage

SLIP = "visit_slip"
kinds.register(kinds.PaperKind(SLIP, _("Visit slip")))


def is_open(complaint: Complaint) -> bool:
    """Whether a return visit is still to be made: the result is known to somebody who can be visited."""
    told = complaint.state == State.RESOLVED and complaint.told_complainant
    return told and complaint.visited_at is None and complaint.is_known


def may_print(complaint: Complaint, user: User) -> bool:
    """Whether this person may print the slip: who may make the visit, and who prepares it for a colleague."""
    if complaint.against_staff_id == user.pk or not may(user, "complaints.visit", complaint):
        return False
    return sight_of(complaint, user) is Sight.FULL or may_visit(complaint, user)


def _offered(page: "RecordPage") -> bool:
    return is_open(page.complaint) and may_print(page.complaint, page.user)


printing.register(PrintItem("visit_slip", _("Visit slip"), "phone", _offered, place=40))


def unused_slip(complaint: Complaint) -> Paper | None:
    """The slip that was printed for the next visit at the door, if any: valid, and no visit carries its number."""
    made = ReturnVisit.objects.filter(complaint=complaint, number=OuterRef("number"))
    slips = Paper.objects.filter(
        ~Exists(made), kind=SLIP, subject_kind=subject_kind(complaint), subject_id=complaint.pk, revoked_at=None
    )
    return slips.order_by("-pk").first()


def slip_data(complaint: Complaint) -> dict[str, Any]:
    """Return what the slip says, in the active language; the answers are left to the pen."""
    asked = to_ask(complaint)
    return {
        "case": complaint.number,
        "complainant": asked.salutation,
        "phone": mask_phone(asked.phone),
        "unit": asked.unit.code if asked.unit else "",
        "company": asked.customer.display_name if asked.customer else "",
        "matter": complaint.matter,
        "measures": complaint.measures,
        "handler": complaint.officer.display_name,
        "told_at": clock.local(complaint.told_complainant_at).strftime("%Y-%m-%d %H:%M"),
        "effects": [str(label) for label in Effect.labels],
        "results": [str(label) for label in Result.labels],
    }
