"""Saying on the tracking page that a matter was forgotten (peers 3, no. 10)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _

from complaints.casework.models import Complaint
from complaints.forgotten import services
from complaints.intake.views import find_case, read_or_send, unknown
from parkservice.accounts.access import public
from parkservice.kit.errors import RuleViolation


@public
@read_or_send
def track_forgotten(request: HttpRequest, track_code: str) -> HttpResponse:
    """Raise a complaint by its secret link; no account, no script. Reloading leads back to the page."""
    if request.method != "POST":
        return redirect("complaints:track_case", track_code=track_code)
    case = find_case(request, track_code)
    if not isinstance(case, Complaint):
        return unknown(request)
    try:
        services.call_forgotten(complaint_id=case.pk)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("We are sorry that you had to wait. The manager was told and sees to it."))
    return redirect("complaints:track_case", track_code=track_code)
