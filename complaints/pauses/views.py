"""Pausing a complaint and going on with it; the record page shows the rest."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.casework.running import run_act
from complaints.pauses import services
from parkservice.accounts.access import allow


@allow("complaints.act")
@require_POST
def pause(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask the complainant and wait for the answer (domain 2.1)."""
    said = gettext_lazy("The complainant was asked. The limits stand still until the answer comes.")
    return run_act(request, pk, "pause", services.pause, said)


@allow("complaints.act")
@require_POST
def resume(request: HttpRequest, pk: int) -> HttpResponse:
    """Go on with a complaint that waits (domain 2.1)."""
    return run_act(request, pk, "resume", services.resume, gettext_lazy("The limits run again."))
