"""The data invariant of sealed decisions, made anew from the rows (reliability section 2: M15, M18)."""

from collections.abc import Iterator

from fees.seals.bills import BILL_KINDS
from fees.seals.models import Seal
from fees.seals.services import KINDS, digests
from fees.seals.walking import faults
from parkservice.journal.books import check

CHUNK = 500


@check("M18-seals", "Every decision about money is as it was made: waivers, bills, disputes, differences, pay-ins.")
def decisions() -> Iterator[str]:
    """Compare each decided row with its seal, and each seal with its row."""
    for kind in KINDS:
        rows = Seal.objects.filter(kind=kind).order_by("subject_id")
        noted = dict(rows.values_list("subject_id", "digest"))
        keys = list(KINDS[kind].rows().values_list("pk", flat=True))
        for start in range(0, len(keys), CHUNK):
            for key, digest in digests(kind, keys[start : start + CHUNK]):
                before = noted.pop(key, None)
                if before != digest:
                    yield f"{kind} {key}: {'not sealed' if before is None else 'not as it was decided'}"
        for key in noted:
            yield f"{kind} {key}: sealed as decided, but it is not there any more"
    for kind, key in (
        Seal.objects.exclude(kind__in=[*KINDS, *BILL_KINDS]).order_by("pk").values_list("kind", "subject_id")
    ):
        yield f"{kind} {key}: a seal of nothing"


@check("M18-bills", "Every bill is as it was written, and none is missing, too many or in another's place.")
def bills() -> Iterator[str]:
    """Make the mark of each bill anew, and compare each set with its seal."""
    yield from faults()
