"""Rejecting what is held for a look; the record page shows the rest."""

from django.http import HttpRequest, HttpResponse
from django.utils.translation import ngettext
from django.views.decorators.http import require_POST

from complaints.casework.running import run_act
from complaints.held import services
from parkservice.accounts.access import allow


@allow("complaints.decide")
@require_POST
def reject(request: HttpRequest, pk: int) -> HttpResponse:
    """Throw a held submission away (domain 2.1)."""
    return run_act(request, pk, "reject", services.reject, _said)


def _said(count: int) -> str:
    return ngettext(
        "Rejected. Number and reason are kept.",
        "%(count)s submissions rejected. Numbers and reason are kept.",
        count,
    ) % {"count": count}
