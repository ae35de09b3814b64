"""Observations of the duty room and their answers (P1)."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST

from complaints.casework.running import run_act
from complaints.oversight import services
from complaints.oversight.forms import AnswerForm, GeneralForm
from complaints.oversight.models import Observation
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may
from parkservice.journal.forms import FormReused
from parkservice.kit.errors import RuleViolation

#: Observations of each kind shown.
ROWS = 50


@allow("complaints.remind")
@require_POST
def remind(request: HttpRequest, pk: int) -> HttpResponse:
    """Remind the officer of a complaint."""
    return run_act(request, pk, "remind", services.remind, gettext_lazy("The officer has been reminded."))


@allow("service.observe")
@require_POST
def observe(request: HttpRequest, pk: int) -> HttpResponse:
    """Write an observation about one complaint."""
    said = gettext_lazy("Kept. The manager must answer it.")
    return run_act(request, pk, "observe", services.observe_complaint, said)


@allow("service.observe", "service.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def observations(request: PersonRequest) -> HttpResponse:
    """Every observation of the park; the duty room adds one about the service in general."""
    may_observe = may(request.user, "service.observe", request.park)
    form = GeneralForm(request.POST or None) if may_observe else None
    if form is not None and request.method == "POST" and form.is_valid():
        try:
            services.observe(park=request.park, actor=request.user, **form.cleaned_data)
        except FormReused as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("Kept. The manager must answer it."))
        return redirect("complaints:observations")
    return _page(request, form)


def _page(
    request: PersonRequest, form: GeneralForm | None, answer: tuple[int, AnswerForm] | None = None
) -> HttpResponse:
    seen = Observation.objects.visible_to(request.user).filter(park=request.park)
    named = seen.select_related("by", "answered_by", "complaint")
    open_rows = list(named.unanswered().order_by("at", "id")[:ROWS])
    done_rows = named.exclude(answered_at=None).order_by("-answered_at", "-id")[:ROWS]
    answers = may(request.user, "service.answer", request.park)
    bound = dict([answer]) if answer else {}
    context = {
        "waiting": [(row, bound.get(row.pk) or AnswerForm(auto_id=f"answer{row.pk}-%s")) for row in open_rows],
        "answered": done_rows,
        "may_answer": answers,
        "form": form,
    }
    bad = (form is not None and form.is_bound) or answer is not None
    return render(request, "complaints/oversight/list.html", context, status=422 if bad else 200)


@allow("service.answer")
@require_POST
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer an observation."""
    seen = get_object_or_404(Observation.objects.visible_to(request.user).select_related("park"), pk=pk)
    enter_park(request, seen.park)
    form = AnswerForm(request.POST, auto_id=f"answer{pk}-%s")
    if not form.is_valid():
        return _page(request, None, (pk, form))
    try:
        services.answer(observation_id=pk, actor=request.user, **form.cleaned_data)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Answered. The duty room has been told."))
    return redirect("complaints:observations")
