"""The acts of the approval (P3)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.approvals import services
from complaints.casework.running import run_act
from parkservice.accounts.access import allow


@allow("complaints.decide")
@require_POST
def propose(request: HttpRequest, pk: int) -> HttpResponse:
    """Put the handling before the next level."""
    said = gettext_lazy("Sent for approval. You are told what becomes of it.")
    return run_act(request, pk, "propose", services.propose, said)


@allow("complaints.approve")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Approve the proposal."""
    said = gettext_lazy("Approved. Manager and officer have been told.")
    return run_act(request, pk, "approve", services.approve, said)


@allow("complaints.approve")
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return the proposal with a reason."""
    said = gettext_lazy("Returned. Manager and officer have been told.")
    return run_act(request, pk, "send_back", services.send_back, said)
