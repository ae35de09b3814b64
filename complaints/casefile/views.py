"""Printing the handling form and the whole case file; who may print follows what they may read (A3, A5)."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.views.decorators.http import require_POST, require_safe

from complaints.casefile import papers
from complaints.casework.running import find, me
from complaints.casework.sight import READERS
from parkservice.accounts.access import allow
from parkservice.journal.models import subject_kind
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response


@allow(*READERS)
@require_POST
def print_handling(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the handling form 投诉处理单 in the language of the page, and open it."""
    return _print(request, pk, papers.print_handling)


@allow(*READERS)
@require_POST
def print_file(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the whole case file 投诉案卷 in the language of the page, and open it."""
    return _print(request, pk, papers.print_file)


def _print(request: HttpRequest, pk: int, issue: Callable[..., Paper]) -> HttpResponse:
    language = "en" if request.LANGUAGE_CODE.startswith("en") else "zh-hans"
    printed = issue(complaint=find(request, pk), actor=me(request), language=language)
    return redirect("complaints:case_paper", pk, printed.pk)


@allow(*READERS)
@require_safe
def case_paper(request: HttpRequest, pk: int, paper_id: int) -> HttpResponse:
    """The PDF of one of these papers, in the copy that is meant for this reader."""
    complaint = find(request, pk)
    mine = Paper.objects.filter(
        kind__in=papers.kinds_for(complaint, me(request)),
        subject_kind=subject_kind(complaint),
        subject_id=complaint.pk,
    )
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=paper_id))
