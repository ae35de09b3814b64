"""The record page of a complaint and the acts of the casework: one short view for each (see `casework.running`)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from complaints.casework import forms, papers, services, words
from complaints.casework.page import RecordPage, show
from complaints.casework.running import Service, again, find, find_for, me, run, run_act
from complaints.casework.sight import READERS, Sight, sight_of
from parkservice.accounts.access import allow
from parkservice.accounts.addresses import client_address
from parkservice.journal.services import log_access
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response


@allow(*READERS)
@require_safe
def record(request: HttpRequest, pk: int) -> HttpResponse:
    """The record page; a tenant is led to the tracking page of their own case (C12)."""
    complaint = find(request, pk)
    if sight_of(complaint, me(request)) is Sight.OWN:
        return redirect("complaints:track_case", complaint.track_code)
    return show(RecordPage(request, complaint))


@allow("complaints.act")
@require_POST
def investigate(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a complaint on (A1, A3)."""
    return run_act(request, pk, "investigate", services.investigate, gettext_lazy("You have taken the complaint on."))


@allow("complaints.act")
@require_POST
def findings(request: HttpRequest, pk: int) -> HttpResponse:
    """Record what was found (A3)."""
    return run_act(request, pk, "findings", services.record_findings, gettext_lazy("The findings are on record."))


@allow("complaints.act")
@require_POST
def act(request: HttpRequest, pk: int) -> HttpResponse:
    """Begin to put the matter right (A3)."""
    return run_act(request, pk, "act", services.begin_action, gettext_lazy("The measures are on record."))


@allow("complaints.act")
@require_POST
def resolve(request: HttpRequest, pk: int) -> HttpResponse:
    """Record that the matter was put right (A3)."""
    said = gettext_lazy("Resolved. Now tell the complainant and the park office.")
    return run_act(request, pk, "resolve", services.resolve, said)


@allow("complaints.act")
@require_POST
def explain(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle by explaining a rule (A2)."""
    said = gettext_lazy("Settled by explanation. Now tell the complainant and the park office.")
    return run_act(request, pk, "explain", services.explain, said)


@allow("complaints.act")
@require_POST
def dismiss(request: HttpRequest, pk: int) -> HttpResponse:
    """Settle an unfounded complaint (domain 2.1)."""
    said = gettext_lazy("Settled as unfounded. Now tell the complainant and the park office.")
    return run_act(request, pk, "dismiss", services.dismiss, said)


@allow("complaints.act")
@require_POST
def escalate(request: HttpRequest, pk: int) -> HttpResponse:
    """Put problem and opinion before the manager (A3)."""
    return run_act(request, pk, "escalate", services.escalate, gettext_lazy("The manager has been told and decides."))


@allow("complaints.decide")
@require_POST
def decide(request: HttpRequest, pk: int) -> HttpResponse:
    """Decide an escalated complaint (A3)."""
    return run_act(request, pk, "decide", services.decide, gettext_lazy("Decided. The officer has been told."))


@allow("complaints.act")
@require_POST
def close(request: HttpRequest, pk: int) -> HttpResponse:
    """Close a complaint (A5)."""
    return run_act(request, pk, "close", services.close, gettext_lazy("The complaint is closed."))


@allow("complaints.assign")
@require_POST
def assign(request: HttpRequest, pk: int) -> HttpResponse:
    """Name another responsible officer (A1, M3)."""
    return run_act(request, pk, "assign", services.assign, gettext_lazy("The complaint has a new responsible officer."))


@allow("complaints.act")
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a submission that was held for a look."""
    return run_act(request, pk, "release", services.release, gettext_lazy("Released. It goes its usual way now."))


@allow("complaints.act")
@require_POST
def report(request: HttpRequest, pk: int) -> HttpResponse:
    """Report the result to the park office (A3, A5)."""
    said = gettext_lazy("The park office and the manager have the report.")
    return run_act(request, pk, "report", words.report_to_office, said)


@allow(*READERS)
@require_POST
def note(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an internal note."""
    return run_act(request, pk, "note", words.note, gettext_lazy("The note is kept."))


@allow("complaints.act")
@require_POST
def reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Tell the complainant something, or look at it first as they will see it (A5, L2, L3)."""
    complaint = find_for(request, pk, "reply")
    form = forms.ReplyForm(request.POST, complaint=complaint, user=me(request), auto_id="reply-%s")
    if not form.is_valid():
        return again(request, complaint, "reply", form)
    if "preview" in request.POST:
        page = RecordPage(request, complaint)
        page.bound["reply"], page.preview = form, form.cleaned_data["text"]
        return show(page)
    return run(request, complaint, words.reply, gettext_lazy("Your reply is on record."), **form.cleaned_data)


@allow("complaints.act")
@require_POST
def reveal(request: HttpRequest, pk: int) -> HttpResponse:
    """Show a telephone number once, after the reason was written into the access log (P1)."""
    complaint = find_for(request, pk, "reveal")
    page = RecordPage(request, complaint)
    if page.reveal_form is None:
        messages.error(request, _("There is no number that you could be shown here."))
        return redirect("complaints:record", pk)
    form = forms.RevealForm(request.POST, complaint=complaint, user=me(request), auto_id="reveal-%s")
    if not form.is_valid():
        return again(request, complaint, "reveal", form)
    log_access(
        what="reveal",
        park=complaint.park,
        actor=me(request),
        subject=complaint,
        reason=form.cleaned_data["reason"],
        address=client_address(request),
        data={"field": "phone"},
    )
    page.revealed = complaint.phone
    return show(page)


@allow("complaints.act")
@require_POST
def print_register(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the register form 投诉登记表 in the language of the page, and open it."""
    language = "en" if request.LANGUAGE_CODE.startswith("en") else "zh-hans"
    return _print(request, pk, papers.print_register, language=language)


@allow("complaints.act")
@require_POST
def print_reply(request: HttpRequest, pk: int) -> HttpResponse:
    """Issue the last word to the complainant as a letter 回复函, and open it."""
    return _print(request, pk, papers.print_letter)


def _print(request: HttpRequest, pk: int, issue: Service, **how: Any) -> HttpResponse:
    complaint = find(request, pk)
    if not RecordPage(request, complaint).may_print:
        raise PermissionDenied(_("Papers of this complaint are printed by those who work on it."))
    try:
        printed = issue(complaint=complaint, actor=me(request), **how)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("complaints:record", pk)
    return redirect("complaints:paper", pk, printed.pk)


@allow("complaints.act")
@require_safe
def paper(request: HttpRequest, pk: int, paper_id: int) -> HttpResponse:
    """The PDF of a paper of this complaint."""
    complaint = find(request, pk)
    if not RecordPage(request, complaint).may_print:
        raise PermissionDenied(_("Papers of this complaint are printed by those who work on it."))
    mine = Paper.objects.filter(subject_kind="complaints.complaint", subject_id=complaint.pk)
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=paper_id))
