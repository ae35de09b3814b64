"""Asking for more time and deciding about it; the record page shows the rest."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.casework.running import run_act
from complaints.extensions import services
from parkservice.accounts.access import allow


@allow("complaints.act")
@require_POST
def ask(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the manager for more time (domain 2.1)."""
    said = gettext_lazy("The manager was asked. Until the decision the limit stays.")
    return run_act(request, pk, "extension_ask", services.ask, said)


@allow("complaints.decide")
@require_POST
def approve(request: HttpRequest, pk: int) -> HttpResponse:
    """Grant more time and tell the complainant (domain 2.1)."""
    said = gettext_lazy("The limit has its new date; the complainant was told.")
    return run_act(request, pk, "extension_approve", services.approve, said)


@allow("complaints.decide")
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse more time (domain 2.1)."""
    said = gettext_lazy("The limit stays. The officer has been told.")
    return run_act(request, pk, "extension_refuse", services.refuse, said)
