"""Following a case without an account: by its secret link, or by number and phone (A3, invariants C12 and C13)."""

import hmac
from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework.models import Complaint
from complaints.casework.records import Remark
from complaints.casework.words import remark_by_complainant
from complaints.intake.counters import too_many_remarks
from complaints.suggestions.models import Suggestion
from parkservice.journal.forms import once
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.uploads import CleanFile

Case = Complaint | Suggestion


def by_code(code: str) -> Case | None:
    """Return the case of a secret link, with its park and the person who answers for it."""
    complaints = Complaint.objects.select_related(
        *("park", "officer", "article__version__rule"),
        *("merged_into__officer", "merged_into__park", "merged_into__article__version__rule"),
    )
    found = complaints.filter(track_code=code).first()
    return found or Suggestion.objects.select_related("park", "officer").filter(track_code=code).first()


def by_number(*, number: str, phone: str) -> Case | None:
    """Return the case whose number and phone both fit; the same silence for an unknown number and a foreign phone."""
    cases: list[Case] = [
        *Complaint.objects.select_related("park", "merged_into__park").filter(number=number)[:5],
        *Suggestion.objects.select_related("park").filter(number=number)[:5],
    ]
    return next((case for case in cases if hmac.compare_digest(case.phone.encode(), phone.encode())), None)


@transaction.atomic
def add_remark(
    *, complaint: Complaint, form_id: str, text: str, files: Sequence[CleanFile] = ()
) -> tuple[Remark, bool]:
    """Keep what the complainant adds, once for each form; return it and whether it is new (C9).

    Raises RuleViolation when the link was used for too many remarks within the hour.
    """

    def make() -> Remark:
        if too_many_remarks(complaint):
            raise RuleViolation(_("That was a lot within one hour. Please call us, so that nothing is overlooked."))
        return remark_by_complainant(complaint_id=complaint.pk, text=text, files=files)

    body = {"case": complaint.pk, "text": text, "files": [file.sha256 for file in files]}
    return once(form_id=form_id, actor=None, body=body, make=make)
