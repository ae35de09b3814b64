"""The acts of a hand-over, one short view for each (see `casework.running`)."""

from django.contrib import messages
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.casework.models import Complaint
from complaints.casework.running import Service, me, run_act
from complaints.handovers import services
from complaints.handovers.models import Handover
from parkservice.accounts.access import allow
from parkservice.accounts.rights import parks_of


@allow("complaints.act")
@require_POST
def hand_over(request: HttpRequest, pk: int) -> HttpResponse:
    """Ask a colleague to take a complaint over (A5)."""
    said = gettext_lazy("Your colleague has been asked. You answer for it until the yes.")
    return run_act(request, pk, "hand_over", services.ask, said)


@allow("complaints.act")
@require_POST
def accept(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a complaint over (A5)."""
    return _settle(request, pk, "accept", services.accept, gettext_lazy("You answer for this complaint now."))


@allow("complaints.act")
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse to take a complaint over (A5); who refused may not read it any more and goes back to the queue."""
    response = _settle(request, pk, "refuse", services.refuse, gettext_lazy("Refused. Your colleague has been told."))
    if response.status_code == 302 and not Complaint.objects.visible_to(me(request)).filter(pk=pk).exists():
        return redirect("complaints:queue")
    return response


@allow("complaints.act")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a hand-over back before it is answered (A5)."""
    return _settle(request, pk, "take_back", services.take_back, gettext_lazy("Taken back. You keep the complaint."))


def _settle(request: HttpRequest, pk: int, name: str, service: Service, said: Promise) -> HttpResponse:
    """Run the act; who asked or was asked, and may not read the complaint any more, hears how it ended meanwhile."""
    try:
        return run_act(request, pk, name, service, said)
    except Http404:
        mine = Q(receiver=me(request)) | Q(asked_by=me(request))
        rows = Handover.objects.filter(mine, complaint_id=pk, complaint__park_id__in=parks_of(me(request)))
        last = rows.select_related("complaint__officer", "receiver").last()
        if last is None:
            raise
    words = {"state": last.standing, "name": last.complaint.officer.display_name}
    messages.error(request, _("This hand-over is settled: %(state)s. %(name)s answers for the complaint.") % words)
    return redirect("complaints:queue")
