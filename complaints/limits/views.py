"""Time limits, thresholds and the working calendar: what counts, what is proposed, what was released (section 4)."""

from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from complaints.casework.limits import current
from complaints.casework.running import me
from complaints.choices import SET_BY_PARK, Severity
from complaints.limits import services
from complaints.limits.areas import AREAS, limit_words, years_to_plan
from complaints.limits.forms import FORMS, ReturnForm
from complaints.limits.models import AreaName, ChangeState, ReferenceChange
from parkservice.accounts.access import allow, enter_park
from parkservice.accounts.rights import may
from parkservice.kit.errors import RuleViolation
from parkservice.parks import thresholds
from parkservice.parks.models import Park

#: Versions shown below the present values.
SHOWN = 20
TONES = {ChangeState.PROPOSED: "rise", ChangeState.RELEASED: "done", ChangeState.RETURNED: ""}


@dataclass(frozen=True)
class Version:
    """One change with its lines, and what this person may do with it."""

    change: ReferenceChange
    lines: list[tuple[str, str, str]]
    may_release: bool = False
    may_return: bool = False

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return TONES[ChangeState(self.change.state)]


@allow("reference.view")
@require_safe
def limits(request: HttpRequest) -> HttpResponse:
    """What counts now, what waits for a release, and every version before."""
    return _page(request)


def _page(request: HttpRequest, form: ReturnForm | None = None, status: int = 200) -> HttpResponse:
    park: Park = request.park  # type: ignore[attr-defined]
    rows = ReferenceChange.objects.visible_to(me(request)).filter(park=park).select_related("proposed_by", "decided_by")
    versions = [_version(request, change) for change in rows[:SHOWN]]
    context = {
        "park": park,
        "kinds": [kind.label for kind in SET_BY_PARK],
        "weights": _weights(park),
        "thresholds": _thresholds(park),
        "waiting": [each for each in versions if each.change.state == ChangeState.PROPOSED],
        "decided": [each for each in versions if each.change.state != ChangeState.PROPOSED],
        "may_propose": may(me(request), "reference.propose", park),
        "years": years_to_plan(),
        "return_form": form or ReturnForm(),
    }
    return render(request, "complaints/limits/limits.html", context, status=status)


def _version(request: HttpRequest, change: ReferenceChange) -> Version:
    user, park = me(request), request.park  # type: ignore[attr-defined]
    lines = AREAS[change.area].lines(change.before, change.after)
    own, releases = change.proposed_by_id == user.pk, may(user, "reference.release", park)
    return Version(change, lines, may_release=releases and not own, may_return=releases or own)


def _weights(park: Park) -> list[tuple[str, bool, list[str]]]:
    """The limits of each weight in words, ordinary ones before urgent ones."""
    found = current(park.pk)
    weights = []
    for urgent in (False, True):
        for severity in Severity:
            rows = [found.get((severity, urgent, kind)) for kind in SET_BY_PARK]
            words = [limit_words([row.amount, row.unit] if row else None) for row in rows]
            weights.append((str(severity.label), urgent, words))
    return weights


def _thresholds(park: Park) -> list[tuple[str, list[tuple[Any, int, Any]]]]:
    """The thresholds by group: meaning, value, unit."""
    found: dict[str, list[tuple[Any, int, Any]]] = {}
    for each in thresholds.known():
        found.setdefault(str(each.group), []).append((each.meaning, thresholds.value(park, each.name), each.unit.label))
    return list(found.items())


@allow("reference.propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose(request: HttpRequest, area: str) -> HttpResponse:
    """Propose new limits, thresholds or opening hours."""
    if area not in FORMS or area == AreaName.YEAR:
        raise Http404
    return _propose(request, area)


@allow("reference.propose")
@require_http_methods(["GET", "HEAD", "POST"])
def propose_year(request: HttpRequest, year: int) -> HttpResponse:
    """Propose the holidays and make-up days of a year."""
    if year not in years_to_plan():
        raise Http404
    return _propose(request, AreaName.YEAR, str(year))


def _propose(request: HttpRequest, area: str, key: str = "") -> HttpResponse:
    """Show the form of an area, or keep what was sent as a proposal."""
    park: Park = request.park  # type: ignore[attr-defined]
    form = FORMS[area](request.POST if request.method == "POST" else None, park=park, key=key)
    if form.is_bound and form.is_valid():
        try:
            services.propose(park=park, actor=me(request), **form.answers())
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Proposed. It counts once the project manager has released it."))
            return redirect("complaints:limits")
    title = f"{AreaName(area).label} {key}".strip()
    context = {"form": form, "title": title, "template": f"complaints/limits/_{area}.html", "dated": AREAS[area].dated}
    return render(request, "complaints/limits/propose.html", context, status=422 if form.is_bound else 200)


def _change(request: HttpRequest, pk: int) -> ReferenceChange:
    """The change as far as this person may read it; 404 for everybody else."""
    change = get_object_or_404(ReferenceChange.objects.visible_to(me(request)).select_related("park"), pk=pk)
    enter_park(request, change.park)
    return change


@allow("reference.release")
@require_POST
def release(request: HttpRequest, pk: int) -> HttpResponse:
    """Release a proposal (design section 4)."""
    change = _change(request, pk)
    try:
        services.release(change_id=change.pk, actor=me(request))
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Released. The proposer has been told."))
    return redirect("complaints:limits")


@allow("reference.release", "reference.propose")
@require_POST
def send_back(request: HttpRequest, pk: int) -> HttpResponse:
    """Return a proposal, or take one's own back."""
    change = _change(request, pk)
    form = ReturnForm(request.POST, auto_id=f"return{pk}_%s")
    if not form.is_valid():
        return _page(request, form, status=422)
    try:
        services.send_back(change_id=change.pk, actor=me(request), **form.cleaned_data)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Returned."))
    return redirect("complaints:limits")
