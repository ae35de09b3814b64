"""What the worker does for a long list: the page's own rows, with the rights that the asker has when it runs."""

import hashlib
import logging
import tempfile
from collections.abc import Iterable, Iterator
from typing import Any

from django.core.files import File
from django.core.files.storage import default_storage
from django.http import HttpRequest, QueryDict
from django.utils import translation
from django.utils.module_loading import import_string
from django_tasks import task

from parkservice.journal.services import log_export
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.exports.models import ExportJob, ExportState
from parkservice.ui import export
from parkservice.ui.lists import RecordList

logger = logging.getLogger(__name__)
STEP = 500


@task()
def write_export(job_id: int) -> None:
    """Write the file of a job; a job that somebody else took, or that is over, is left alone."""
    if not ExportJob.objects.filter(pk=job_id, state=ExportState.WAITING).update(state=ExportState.RUNNING):
        return
    job = ExportJob.objects.select_related("park", "owner").get(pk=job_id)
    try:
        with translation.override(job.language):
            _write(job)
    except Exception:
        # The page must not wait for ever, whatever went wrong; the log has the rest.
        logger.exception("The export %s failed", job.pk)
        ExportJob.objects.filter(pk=job.pk).update(state=ExportState.FAILED, finished_at=clock.now())


def list_of(job: ExportJob) -> RecordList:
    """Return the list page of a job as its owner would open it now."""
    request: Any = HttpRequest()
    request.method, request.user, request.park, request.GET = "GET", job.owner, job.park, QueryDict(job.query)
    page: RecordList = import_string(job.list_class)()
    page.setup(request)
    return page


def _write(job: ExportJob) -> None:
    """Rows into a temporary file, the export log, then the file into its place. Raises RuleViolation, OSError."""
    page = list_of(job)
    listing = page.listing_class(page, page.request)
    if not listing.may_export:
        raise RuleViolation("The right to export this list was lost before the file was written.", "no_right")
    with tempfile.TemporaryFile() as file:
        rows = _told(page.export_rows(listing), job)
        count = export.write(file, rows=rows, columns=page.export_columns, kind=job.kind)
        file.seek(0)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
        log_export(
            park=job.park,
            actor=job.owner,
            what=job.what,
            filters=listing.params(export=None, after=None).dict(),
            columns=[str(column.label) for column in page.export_columns],
            count=count,
            sha256=digest,
        )
        file.seek(0)
        path = default_storage.save(f"exports/{job.uuid}.{job.kind}", File(file))
    ExportJob.objects.filter(pk=job.pk).update(
        state=ExportState.READY, path=path, total=count, done=count, finished_at=clock.now()
    )


def _told(rows: Iterable[Any], job: ExportJob) -> Iterator[Any]:
    """The rows, with a word to the waiting page every now and then."""
    for number, row in enumerate(rows, start=1):
        yield row
        if number % STEP == 0:
            ExportJob.objects.filter(pk=job.pk).update(done=number)
