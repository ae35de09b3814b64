"""Sending somebody to an urgent complaint; the record page shows the rest."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.casework.running import run_act
from complaints.dispatch import services
from parkservice.accounts.access import allow


@allow("complaints.remind", "complaints.act")
@require_POST
def dispatch(request: HttpRequest, pk: int) -> HttpResponse:
    """Send a department or colleagues of our own (domain 2.1)."""
    return run_act(request, pk, "dispatch", services.dispatch, gettext_lazy("Sent. Who answers for it has been told."))
