"""The acts of a hand-over, one short view for each (see `casework.running`)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from complaints.casework.models import Complaint
from complaints.casework.running import me, run_act
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
    if gone := _gone(request, pk):
        return gone
    return run_act(request, pk, "accept", services.accept, gettext_lazy("You answer for this complaint now."))


@allow("complaints.act")
@require_POST
def refuse(request: HttpRequest, pk: int) -> HttpResponse:
    """Refuse to take a complaint over (A5); who refused may not read it any more and goes back to the queue."""
    if gone := _gone(request, pk):
        return gone
    response = run_act(request, pk, "refuse", services.refuse, gettext_lazy("Refused. Your colleague has been told."))
    if response.status_code == 302 and not _readable(request, pk):
        return redirect("complaints:queue")
    return response


def _readable(request: HttpRequest, pk: int) -> bool:
    return Complaint.objects.visible_to(me(request)).filter(pk=pk).exists()


def _gone(request: HttpRequest, pk: int) -> HttpResponse | None:
    """Tell a colleague who was asked, and may not read the complaint any more, how the hand-over ended meanwhile."""
    if _readable(request, pk):
        return None
    mine = Handover.objects.filter(complaint_id=pk, receiver=me(request), complaint__park_id__in=parks_of(me(request)))
    last = mine.select_related("officer").last()
    if last is None:
        return None
    words = {"state": last.standing, "name": last.officer.display_name}
    messages.error(request, _("This hand-over is settled: %(state)s. %(name)s answers for the complaint.") % words)
    return redirect("complaints:queue")


@allow("complaints.act")
@require_POST
def take_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Take a hand-over back before it is answered (A5)."""
    return run_act(request, pk, "take_back", services.take_back, gettext_lazy("Taken back. You keep the complaint."))
