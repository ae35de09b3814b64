"""The duties of the complaint field, feature by feature, and the one that stands over several (duties.md).

Each reading looks at several people at once and needs one or two statements whatever their number.
"""

from collections.abc import Sequence
from datetime import date

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.analysis.duties import DUTIES as ANALYSIS
from complaints.appointments.duties import DUTIES as APPOINTMENTS
from complaints.approvals.duties import DUTIES as APPROVALS
from complaints.casework.duties import DUTIES as CASEWORK
from complaints.casework.duties import casework
from complaints.contacts.duties import DUTIES as CONTACTS
from complaints.oversight.duties import DUTIES as OVERSIGHT
from complaints.readings import worst
from complaints.rulebook.duties import DUTIES as RULEBOOK
from complaints.suggestions.duties import DUTIES as SUGGESTIONS
from complaints.suggestions.duties import suggestions
from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park


def voices(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """O11: as A3 and A4 for mine: the worse of the two, with the figures of both."""
    cases, ideas = casework(people, park, day), suggestions(people, park, day)
    quiet = _("No complaint and no suggestion waits.")
    return {pk: worst(cases[pk], ideas[pk], quiet=quiet) for pk in cases}


DUTIES = [
    *ANALYSIS,
    *APPOINTMENTS,
    *CASEWORK,
    *APPROVALS,
    *CONTACTS,
    *OVERSIGHT,
    *RULEBOOK,
    *SUGGESTIONS,
    Duty(
        "O11",
        (Role.OFFICER,),
        "event",
        gettext_lazy("Take complaints, opinions and suggestions"),
        gettext_lazy("Complaints"),
        "complaints:queue",
        voices,
    ),
]
