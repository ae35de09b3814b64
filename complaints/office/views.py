"""The park office: acknowledge and comment on the record page, or by the link in a mail (A3, A5)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from complaints.casework.running import run_act
from complaints.casework.sight import Sight, veiled
from complaints.office import letters, services
from complaints.office.forms import WordForm
from parkservice.accounts.access import allow, public
from parkservice.kit.errors import RuleViolation
from parkservice.ui.pages import private


@allow("complaints.acknowledge")
@require_POST
def acknowledge(request: HttpRequest, pk: int) -> HttpResponse:
    """Acknowledge a reported result."""
    said = gettext_lazy("Acknowledged. Thank you.")
    return run_act(request, pk, "acknowledge", services.acknowledge, said)


@allow("complaints.acknowledge")
@require_POST
def comment(request: HttpRequest, pk: int) -> HttpResponse:
    """Comment on a reported result."""
    said = gettext_lazy("Sent. The officer and the manager read it.")
    return run_act(request, pk, "office_comment", services.comment, said)


@public
@require_http_methods(["GET", "HEAD", "POST"])
def word(request: HttpRequest, token: str) -> HttpResponse:
    """The result behind the link in a mail: read it, acknowledge it, comment on it; nothing internal is shown."""
    report = letters.report_of(token)
    if report is None:
        return private(render(request, "complaints/office/unknown.html", status=404))
    complaint = report.complaint
    request.park = complaint.park  # type: ignore[attr-defined]
    # The link of an earlier report shows a result that no longer counts, also once there is a new one.
    counts = complaint.told_office and report.at >= complaint.resolved_at
    known = complaint.office_acknowledged_at is not None
    form = WordForm(request.POST or None, acknowledged=known)
    if counts and request.method == "POST" and form.is_valid():
        act = services.comment if known else services.acknowledge
        try:
            act(complaint_id=complaint.pk, actor=None, **form.cleaned_data)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Thank you. The people who handle it have been told."))
        return private(redirect("complaints:office_word", token))
    context = {
        "complaint": complaint,
        "matter": veiled(Sight.RESULT, complaint, complaint.matter),
        "report": veiled(Sight.RESULT, complaint, report.text),
        "words": complaint.office_words.all(),
        "acknowledged": known,
        "counts": counts,
        "form": form,
    }
    status = 422 if form.is_bound else 200
    return private(render(request, "complaints/office/word.html", context, status=status))
