"""Taking a complaint back: on the tracking page after a question, or through a witnessed call (domain 2.1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.casework.models import Complaint
from complaints.casework.running import run_act
from complaints.casework.sight import READERS
from complaints.intake.views import find_case, read_or_send, unknown
from complaints.withdrawals import services
from complaints.withdrawals.forms import TakeBackForm
from parkservice.accounts.access import allow, public
from parkservice.kit.errors import RuleViolation
from parkservice.ui.pages import private


@public
@read_or_send
def track_withdraw(request: HttpRequest, track_code: str) -> HttpResponse:
    """Ask whether the complaint is really taken back, and take it back; no account, no script."""
    case = find_case(request, track_code)
    if not isinstance(case, Complaint):
        return unknown(request)
    form = TakeBackForm(request.POST if request.method == "POST" else None)
    if request.method != "POST" or not form.is_valid():
        if not services.can_withdraw(case):
            return redirect("complaints:track_case", track_code=track_code)
        status = 422 if request.method == "POST" else 200
        context = {"case": case, "form": form}
        return private(render(request, "complaints/withdrawals/track.html", context, status=status))
    try:
        services.withdraw(complaint_id=case.pk, reason=form.cleaned_data["reason"])
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You have taken the complaint back. Thank you for telling us."))
    return redirect("complaints:track_case", track_code=track_code)


@allow(*READERS)
@require_POST
def withdraw(request: HttpRequest, pk: int) -> HttpResponse:
    """Write down a call in which the complainant takes it back."""
    said = gettext_lazy("The complaint is withdrawn. Manager and park office were told.")
    return run_act(request, pk, "withdraw", services.withdraw, said)
