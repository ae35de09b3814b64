"""Asking for a long list, watching it being written, fetching it."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core import signing
from django.core.exceptions import PermissionDenied
from django.core.files.storage import default_storage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parkservice.accounts.access import PersonRequest, signed_in
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.exports import services
from parkservice.paperwork.exports.export import list_of
from parkservice.paperwork.exports.models import ExportJob, ExportState
from parkservice.ui import export

SALT = "paperwork.exports"
A_DAY = 24 * 3600


def ask_url(request: HttpRequest, question: dict[str, Any]) -> str:
    """Return where a person confirms that a long list shall be written; the question is signed for this person."""
    asked = signing.dumps({**question, "by": request.user.pk}, salt=SALT, compress=True)
    return reverse("paperwork:export_new", query={"ask": asked})


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def export_new(request: PersonRequest) -> HttpResponse:
    """Say how long the list is; sending the form has it written."""
    try:
        asked = signing.loads(request.GET.get("ask", ""), salt=SALT, max_age=A_DAY)
    except signing.BadSignature as error:
        raise Http404 from error
    if asked.pop("by") != request.user.pk:
        raise Http404
    back = asked.pop("back")
    if request.method != "POST":
        return render(request, "paperwork/export_new.html", {**asked, "back": back})
    language = "en" if (get_language() or "").startswith("en") else "zh-hans"
    try:
        job = services.ask_for_file(actor=request.user, park=request.park, language=language, **asked)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(back)
    return redirect(job)


@signed_in
@require_safe
def export_job(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """How far the file is; the page looks again by itself."""
    job = get_object_or_404(ExportJob.objects.visible_to(request.user), uuid=uuid)
    return render(request, "paperwork/export.html", {"job": job, "state": str(job.state)})


@signed_in
@require_safe
def export_file(request: PersonRequest, uuid: UUID) -> HttpResponseBase:
    """Hand the file to the person who asked for it, who proves it, as long as they still may export this list."""
    proved = export.asked_again(request)
    mine = ExportJob.objects.visible_to(request.user).select_related("park", "owner")
    job = get_object_or_404(mine, uuid=uuid, state=ExportState.READY)
    page = list_of(job)
    if not page.allowed(page.export_perms):
        raise PermissionDenied(_("Your postings do not give you the right to export this list any more."))
    if proved:
        return redirect(job)
    try:
        file = default_storage.open(job.path, "rb")
    except OSError as error:
        raise Http404 from error
    name = f"{job.what}-{clock.local(job.asked_at):%Y%m%d-%H%M}.{job.kind}"
    response = FileResponse(file, as_attachment=True, filename=name, content_type=export.TYPES[job.kind])
    response["Cache-Control"] = "private, no-store"
    return response
