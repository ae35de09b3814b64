"""Weighing a complaint again; the record page shows the rest."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.casework.running import run_act
from complaints.weighing import services
from parkservice.accounts.access import allow


@allow("complaints.act")
@require_POST
def weigh(request: HttpRequest, pk: int) -> HttpResponse:
    """Give a complaint another weight (domain 2.1)."""
    said = gettext_lazy("Weighed again. The limits count from the receipt as before.")
    return run_act(request, pk, "weigh", services.weigh, said)
