"""Asking for a long list as a file, and taking old files away."""

from datetime import timedelta

from django.core.files.storage import default_storage
from django.db import transaction
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.exports.models import UNFINISHED, ExportJob, ExportState
from parkservice.parks.models import Park

MOST_AT_ONCE = 3
KEPT = timedelta(days=7)
GIVEN_UP = timedelta(hours=6)


@transaction.atomic
def ask_for_file(
    *, actor: User, park: Park, list_class: str, what: str, query: str, kind: str, total: int, language: str
) -> ExportJob:
    """Have the worker write a list into a file; asking again while it is being written gives the same job.

    Raises RuleViolation when three files of this person are being written already.
    """
    from parkservice.paperwork.exports.export import write_export

    User.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    mine = ExportJob.objects.filter(owner=actor, state__in=UNFINISHED)
    same = mine.filter(park=park, list_class=list_class, query=query, kind=kind, language=language).first()
    if same is not None:
        return same
    if mine.count() >= MOST_AT_ONCE:
        raise RuleViolation(_("Three files are being written for you already. Wait until one is ready."), "too_many")
    job = ExportJob.objects.create(
        park=park,
        owner=actor,
        list_class=list_class,
        what=what,
        query=query,
        kind=kind,
        total=total,
        language=language,
    )
    write_export.enqueue(job.pk)
    return job


def clear_old() -> int:
    """Remove files after seven days and give up jobs that nobody finished; returns how many. Harmless to repeat."""
    now = clock.now()
    ExportJob.objects.filter(state__in=UNFINISHED, asked_at__lt=now - GIVEN_UP).update(
        state=ExportState.FAILED, finished_at=now
    )
    old = ExportJob.objects.filter(state=ExportState.READY, finished_at__lt=now - KEPT)
    for job in old:
        default_storage.delete(job.path)
        ExportJob.objects.filter(pk=job.pk).update(state=ExportState.GONE, path="")
    return len(old)
