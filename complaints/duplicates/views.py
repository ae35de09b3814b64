"""Joining two complaints about one matter (see `casework.running`)."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.casework.running import run_act
from complaints.duplicates import services
from parkservice.accounts.access import allow


@allow("complaints.act")
@require_POST
def merge(request: HttpRequest, pk: int) -> HttpResponse:
    """Join a complaint to the earlier one about the same matter (domain 2.1)."""
    said = gettext_lazy("Merged. Whoever sent it follows the earlier one from now on.")
    return run_act(request, pk, "merge", services.merge, said)
