"""Attachments behind their rights check, papers as PDF, and the public page that tells whether a paper is genuine."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, HttpResponseBase
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import get_language, override
from django.views.decorators.http import require_safe

from parkservice.accounts.access import public
from parkservice.kit import clock
from parkservice.paperwork import kinds, papers
from parkservice.paperwork.access import may_open
from parkservice.paperwork.models import Attachment, Paper
from parkservice.paperwork.verification import find, tidy_code

SANDBOX = "default-src 'none'; style-src 'unsafe-inline'; sandbox"


@public
@require_safe
def file(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Serve an attachment to those who may see its record; for all others it does not exist."""
    return _serve(request, uuid, thumb=False)


@public
@require_safe
def thumb(request: HttpRequest, uuid: UUID) -> HttpResponseBase:
    """Serve the small picture of an attachment."""
    return _serve(request, uuid, thumb=True)


def _serve(request: HttpRequest, uuid: UUID, *, thumb: bool) -> HttpResponseBase:
    attachment = get_object_or_404(Attachment.objects.select_related("file"), uuid=uuid)
    if not may_open(attachment, request.user, request) or (thumb and not attachment.file.thumb_path):
        raise Http404
    try:
        content = attachment.open(thumb=thumb)
    except OSError as error:
        raise Http404 from error
    response = FileResponse(
        content,
        as_attachment=not attachment.image,
        filename=attachment.name,
        content_type=attachment.file.content_type,
    )
    response["Content-Security-Policy"] = SANDBOX
    response["X-Content-Type-Options"] = "nosniff"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    response["Cache-Control"] = "private, no-store"
    return response


def paper_response(request: HttpRequest, paper: Paper) -> HttpResponse:
    """The PDF of a paper, for the GET view of the app that owns the record and has checked the right.

    Nothing is counted here: the POST view issues or reprints (papers.print_copy) and redirects to this one.
    `?language=en` or `zh-hans` chooses the printed labels.
    """
    language = request.GET.get("language", "")
    if language not in dict(settings.LANGUAGES):
        language = paper.language
    response = HttpResponse(papers.render(paper, language), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{paper.number}-{paper.kind}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response


@public
@require_safe
def verify_form(request: HttpRequest) -> HttpResponse:
    """Ask for the code that is printed on the paper, for people who cannot scan it."""
    code = tidy_code(request.GET.get("code", ""))
    if code:
        return redirect("paperwork:verify", code=code)
    return render(request, "paperwork/verify.html", {"asked": False})


@public
@require_safe
def verify(request: HttpRequest, code: str) -> HttpResponse:
    """Tell whether a paper is genuine and still valid: kind, number, date, state; nothing personal."""
    paper = find(code)
    context: dict[str, Any] = {"asked": True, "paper": paper, "code": tidy_code(code)}
    if paper is None:
        return render(request, "paperwork/verify.html", context, status=404)
    context["issued"] = clock.local(paper.issued_at).strftime("%Y-%m-%d %H:%M")  # as it is printed on the paper
    context["kind"] = kinds.name_of(paper.kind)
    other = "zh-hans" if (get_language() or "").startswith("en") else "en"
    with override(other):
        context["kind_other"] = kinds.name_of(paper.kind)
    return render(request, "paperwork/verify.html", context)
