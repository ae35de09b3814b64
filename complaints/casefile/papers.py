"""The handling form 投诉处理单 and the case file 投诉案卷 (domain 2.1, "Printed" and "Archive").

Both come in three copies, for who may read what (casework.sight): the whole one, the one without the complainant's
name for the duty room, and the result for the park office. Each copy is a kind of paper of its own, so that printing
one never revokes another, and nobody opens a copy that shows more than their page.
"""

from collections.abc import Callable
from typing import TYPE_CHECKING, Any

from django.core.exceptions import PermissionDenied
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from complaints.casefile.contents import file_data
from complaints.casefile.handling import handling_data
from complaints.casework import printing
from complaints.casework.models import Complaint
from complaints.casework.printing import PrintItem
from complaints.casework.sight import Sight, sight_of
from parkservice.accounts.models import User
from parkservice.paperwork import kinds
from parkservice.paperwork.kinds import PaperKind
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import print_copy
from parkservice.ui.words import lasting

if TYPE_CHECKING:
    from complaints.casework.page import RecordPage

HANDLING = "complaint_handling"
FILE = "complaint_file"
#: Who gets a copy, and how its kind is told from the others.
COPIES = {Sight.FULL: "", Sight.MASKED: "_masked", Sight.RESULT: "_result"}

kinds.register(
    PaperKind(HANDLING, gettext_lazy("Complaint handling form")),
    PaperKind(f"{HANDLING}_masked", gettext_lazy("Complaint handling form, without names"), HANDLING),
    PaperKind(f"{HANDLING}_result", gettext_lazy("Complaint handling form, for the park office"), HANDLING),
    PaperKind(FILE, gettext_lazy("Complaint file")),
    PaperKind(f"{FILE}_masked", gettext_lazy("Complaint file, without names"), FILE),
    PaperKind(f"{FILE}_result", gettext_lazy("Complaint file, for the park office"), FILE),
)


def _offered(page: "RecordPage") -> bool:
    return page.sight in COPIES


printing.register(
    PrintItem("print_handling", gettext_lazy("Complaint handling form"), "paper", _offered, place=20),
    PrintItem("print_file", gettext_lazy("Whole case file"), "book", _offered, place=90),
)


def sight_for(complaint: Complaint, user: User) -> Sight:
    """Which copy this person gets. Raises PermissionDenied for those who only follow the case."""
    sight = sight_of(complaint, user)
    if sight not in COPIES:
        raise PermissionDenied(_("Papers of this complaint are printed by those who work on it."))
    return sight


def kinds_for(complaint: Complaint, user: User) -> list[str]:
    """The kinds of paper that this person may open. Raises PermissionDenied as `sight_for`."""
    end = COPIES[sight_for(complaint, user)]
    return [HANDLING + end, FILE + end]


def print_handling(*, complaint: Complaint, actor: User, language: str = "zh-hans") -> Paper:
    """Issue the handling form, or count a reprint while nothing has changed. Raises PermissionDenied as `sight_for`."""
    return _print(HANDLING, handling_data, complaint, actor, language)


def print_file(*, complaint: Complaint, actor: User, language: str = "zh-hans") -> Paper:
    """Issue the case file, or count a reprint while nothing has changed. Raises PermissionDenied as `sight_for`."""
    return _print(FILE, file_data, complaint, actor, language)


def _print(
    kind: str, collect: Callable[[Complaint, Sight], dict[str, Any]], complaint: Complaint, actor: User, language: str
) -> Paper:
    """Collect the content before the transaction; photos are read later still, when the paper is drawn."""
    sight = sight_for(complaint, actor)
    with translation.override(language), lasting():
        data = collect(complaint, sight)
    return print_copy(
        kind=kind + COPIES[sight],
        subject=complaint,
        park=complaint.park,
        number=complaint.number,
        data=data,
        actor=actor,
        language=language,
    )
