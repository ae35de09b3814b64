"""Making a return visit, reading one, and the manager's quality check (domain 2.1)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.casework.models import Complaint
from complaints.casework.running import run_act
from complaints.duplicates.sharing import to_ask
from complaints.returnvisits import papers, services
from complaints.returnvisits.forms import VisitForm
from complaints.returnvisits.models import Result, ReturnVisit
from complaints.returnvisits.queries import days_for, due_at, may_visit, to_visit, visited_meanwhile
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.addresses import client_address
from parkservice.journal.models import subject_kind
from parkservice.journal.services import log_access
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import mask_phone
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response


def _seen(request: PersonRequest, pk: int) -> Complaint:
    """A complaint that is or was visited; 404 for what this person can't see."""
    rows = to_visit(request.user).select_related("park", "unit", "customer", "officer")
    complaint: Complaint = get_object_or_404(rows, pk=pk)
    enter_park(request, complaint.park)
    return complaint


def _find(request: PersonRequest, pk: int) -> Complaint:
    """The complaint to visit; 404 for what this person can't see, refused for those who handled it."""
    complaint = _seen(request, pk)
    if not may_visit(complaint, request.user):
        raise PermissionDenied(_("The return visit is made by somebody who did not handle the complaint."))
    return complaint


def _page(
    request: PersonRequest, complaint: Complaint, form: VisitForm, *, phone: str = "", status: int = 200
) -> HttpResponse:
    asked = to_ask(complaint)
    context: dict[str, Any] = {
        "complaint": complaint,
        "asked": asked,
        "form": form,
        "phone": phone or mask_phone(asked.phone),
        "revealed": bool(phone),
        "attempts": complaint.return_visits.filter(reached=False, at__gte=complaint.resolved_at).select_related("by"),
        "due": due_at(complaint, days_for(complaint.park)),
        "can_print": papers.is_open(complaint),
    }
    response = render(request, "complaints/returnvisits/visit.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response


@allow("complaints.visit")
@require_http_methods(["GET", "HEAD", "POST"])
def visit(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask the complainant and write down the answers, or that nobody was reached."""
    try:
        complaint = _find(request, pk)
    except Http404:
        if request.method != "POST" or not visited_meanwhile(request.user).filter(pk=pk).exists():
            raise
        messages.error(request, services.VISITED_ALREADY)
        return redirect("complaints:visits")
    if request.method != "POST":
        return _page(request, complaint, VisitForm())
    form = VisitForm(request.POST)
    if not form.is_valid():
        return _page(request, complaint, form, status=422)
    try:
        made = services.record_visit(
            complaint_id=pk, actor=request.user, heard=form.heard(), form_id=form.cleaned_data["form_id"]
        )
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("complaints:visits")
    messages.success(request, _said(made))
    return redirect("complaints:visit_record", made.pk)


def _said(made: ReturnVisit) -> str:
    if not made.reached:
        return _("The attempt is on record. Try again on another day.")
    if made.result == Result.REDO:
        return _("The complaint is taken up again. Officer, manager and park office were told.")
    return _("The return visit is on record, and the officer was told.")


@allow("complaints.visit")
@require_POST
def visit_phone(request: PersonRequest, pk: int) -> HttpResponse:
    """Show the number to call, after the access log says that it was for the return visit (P1)."""
    complaint = _find(request, pk)
    asked = to_ask(complaint)
    log_access(
        what="reveal",
        park=complaint.park,
        actor=request.user,
        subject=asked,
        reason=_("return visit"),
        address=client_address(request),
        data={"field": "phone"},
    )
    return _page(request, complaint, VisitForm(), phone=asked.phone)


@allow("complaints.visit")
@require_POST
def visit_slip(request: PersonRequest, pk: int) -> HttpResponse:
    """Issue the slip for a visit at the door in the language of the page, and open it."""
    complaint = _seen(request, pk)
    language = "en" if request.LANGUAGE_CODE.startswith("en") else "zh-hans"
    try:
        printed = services.print_slip(complaint_id=complaint.pk, actor=request.user, language=language)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("complaints:visits")
    return redirect("complaints:visit_slip_paper", pk, printed.pk)


@allow("complaints.visit")
@require_safe
def visit_slip_paper(request: PersonRequest, pk: int, paper_id: int) -> HttpResponse:
    """The PDF of a slip of this complaint."""
    complaint = _seen(request, pk)
    if not papers.may_print(complaint, request.user):
        raise PermissionDenied(_("The return visit is made by somebody who did not handle the complaint."))
    slips = Paper.objects.filter(kind=papers.SLIP, subject_kind=subject_kind(complaint), subject_id=complaint.pk)
    return paper_response(request, get_object_or_404(slips.select_related("park"), pk=paper_id))


@allow("complaints.visit")
@require_safe
def visit_record(request: PersonRequest, pk: int) -> HttpResponse:
    """One return visit, with the way to record what new came up in it."""
    rows = ReturnVisit.objects.visible_to(request.user).select_related("park", "complaint__unit", "by", "handler")
    row: ReturnVisit = get_object_or_404(rows, pk=pk)
    enter_park(request, row.park)
    context = {
        "visit": row,
        "readable": Complaint.objects.visible_to(request.user).filter(pk=row.complaint_id).exists(),
        "mine": row.by_id == request.user.pk,
    }
    return render(request, "complaints/returnvisits/record.html", context)


@allow("complaints.decide")
@require_POST
def quality(request: HttpRequest, pk: int) -> HttpResponse:
    """Keep the manager's own judgement of a closed case."""
    return run_act(request, pk, "quality", services.check_quality, gettext_lazy("Your judgement is on record."))
