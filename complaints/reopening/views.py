"""Saying that a matter is not settled: on the tracking page, or through a colleague who takes the call (domain 2.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.casework.models import Complaint
from complaints.casework.running import run_act
from complaints.casework.sight import READERS
from complaints.intake.views import case_page, find_case, read_or_send, unknown
from complaints.reopening import services
from complaints.reopening.forms import NotSettledForm
from parkservice.accounts.access import allow, public
from parkservice.kit.errors import RuleViolation


@public
@read_or_send
def track_reopen(request: HttpRequest, track_code: str) -> HttpResponse:
    """Take a complaint up again by its secret link; no account, no script. Reloading leads back to the page."""
    if request.method != "POST":
        return redirect("complaints:track_case", track_code=track_code)
    case = find_case(request, track_code)
    if not isinstance(case, Complaint):
        return unknown(request)
    form = NotSettledForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, reopening=form, status=422)
    try:
        services.reopen(complaint_id=case.pk, reason=form.cleaned_data["reason"])
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you for telling us. We take it up again; the person responsible was told."))
    return redirect("complaints:track_case", track_code=track_code)


@allow(*READERS)
@require_POST
def reopen(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a call in which the complainant says that it is not settled."""
    said = gettext_lazy("It is taken up again. Officer, manager and park office were told.")
    return run_act(request, pk, "reopen", services.reopen, said)
