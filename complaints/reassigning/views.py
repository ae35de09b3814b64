"""Giving many complaints to others: preview with counts first, then one click (A1, M3)."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_http_methods, require_POST

from complaints.casework.models import Complaint
from complaints.casework.queries import ComplaintQuerySet
from complaints.reassigning import services
from complaints.reassigning.forms import ReassignForm, ReceiverForm
from parkservice.accounts.access import PersonRequest, allow

#: So many ticked rows at most; one page of the queue shows fewer.
MOST = 200


def _ready(rows: ComplaintQuerySet) -> ComplaintQuerySet:
    return rows.select_related("park", "building", "unit", "officer", "against_staff").order_by("next_due", "id")


@allow("complaints.assign")
@require_http_methods(["GET", "HEAD", "POST"])
def reassign(request: PersonRequest) -> HttpResponse:
    """All open complaints of one colleague: choose the receiver, look at the counts, give them over."""
    given = request.POST if request.method == "POST" else request.GET
    form = ReassignForm(given if "former" in given else None, park=request.park)
    if not form.is_bound:
        return render(request, "complaints/reassigning/reassign.html", {"form": form})
    if not form.is_valid():
        return render(request, "complaints/reassigning/reassign.html", {"form": form}, status=422)
    former, receiver = form.cleaned_data["former"], form.cleaned_data["receiver"]
    rows = _ready(services.open_of(former, request.park, request.user))
    if request.method == "POST":
        _said(request, services.reassign(rows=rows, actor=request.user, receiver=receiver))
        services.take_back_all(receiver=former, park=request.park, actor=request.user)
        return redirect(f"{reverse('complaints:queue')}?officer={former.pk}")
    context = {"form": form, "plan": services.plan(rows, receiver), "former": former, "receiver": receiver}
    return render(request, "complaints/reassigning/reassign.html", context)


@allow("complaints.assign")
@require_POST
def reassign_picked(request: PersonRequest) -> HttpResponse:
    """The rows ticked in the queue: choose the receiver, then give them over."""
    ids = [int(text) for text in request.POST.getlist("ids")[:MOST] if text.isascii() and text.isdigit()]
    rows = _ready(Complaint.objects.visible_to(request.user).open().filter(park=request.park, pk__in=ids))
    form = ReceiverForm(request.POST if "receiver" in request.POST else None, park=request.park)
    if form.is_bound and form.is_valid():
        _said(request, services.reassign(rows=rows, actor=request.user, receiver=form.cleaned_data["receiver"]))
        return redirect("complaints:queue")
    context = {"form": form, "rows": rows}
    return render(request, "complaints/reassigning/picked.html", context, status=422 if form.is_bound else 200)


def _said(request: PersonRequest, done: services.Plan) -> None:
    """Tell how many went, and name those that stayed."""
    count = len(done.going)
    moved = ngettext("%(n)d complaint has a new officer.", "%(n)d complaints have a new officer.", count)
    messages.success(request, moved % {"n": count})
    for move in done.staying:
        messages.error(request, f"{move.complaint.number}: {move.refusal}")
    if not done.moves:
        messages.info(request, _("Nothing was left to give over."))
