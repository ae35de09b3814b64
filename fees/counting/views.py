"""Cash differences on the screen: the list, and one with its explanation and decision (O3, M15)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_safe

from fees.cashdesk.acting import act_methods, perform
from fees.cashdesk.forms import ActForm
from fees.cashdesk.views import SEES
from fees.counting import rules, services
from fees.counting.forms import DecideForm, ExplainForm
from fees.counting.models import Difference, DifferenceState
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.models import User
from parkservice.accounts.rights import acting_role
from parkservice.accounts.roles import Role
from parkservice.journal.queries import timeline
from parkservice.ui.lists import Column, RecordList, SavedView

UNDECIDED = (DifferenceState.OPEN, DifferenceState.EXPLAINED)


@allow(*SEES)
class DifferenceList(RecordList):
    """Shortages and overages: those that nobody has decided first."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Cash differences"), "differences", "scale"
    views = (
        SavedView("open", gettext_lazy("To be decided"), lambda _request: Q(state__in=UNDECIDED)),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    sorts = {"number": "number", "date": "at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("Officer")),
        Column(gettext_lazy("Found"), sort="date"),
        Column(gettext_lazy("Difference"), css="num"),
        Column(gettext_lazy("State"), css="inl"),
    )
    row_template = "fees/counting/_row.html"
    empty_title = gettext_lazy("No difference here")
    empty_text = gettext_lazy("What a count finds is recorded in the close of the day.")

    def rows(self) -> QuerySet[Any]:
        """Those this person may see, in the park shown."""
        return Difference.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Whose drawer."""
        return rows.select_related("officer")

    def row_url(self, row: Any) -> str:
        """The record."""
        return reverse("fees:difference", args=[row.pk])


def _find(request: PersonRequest, pk: int) -> Difference:
    rows = Difference.objects.visible_to(request.user)
    found = get_object_or_404(rows.select_related("park", "officer", "witness", "count", "decided_by"), pk=pk)
    enter_park(request, found.park)
    return found


@allow(*SEES)
@require_safe
def difference(request: PersonRequest, pk: int) -> HttpResponse:
    """One difference."""
    return _page(request, _find(request, pk))


def _page(request: PersonRequest, row: Difference, bound: ActForm | None = None) -> HttpResponse:
    context = {"row": row, "entries": list(reversed(timeline(row))), **_offer(request, row, bound)}
    return render(request, "fees/counting/difference.html", context, status=422 if bound else 200)


def _offer(request: PersonRequest, row: Difference, bound: ActForm | None) -> dict[str, Any]:
    """The next step, when it is this person's."""
    forms: dict[str, tuple[str, Any, Any]] = {
        DifferenceState.OPEN: ("explain", ExplainForm, _("Explain")),
        DifferenceState.EXPLAINED: ("decide", lambda: DecideForm(row=row), _("Decide")),
        DifferenceState.DECIDED: ("carry_out", ActForm, _("The cash has moved")),
    }
    if row.state not in forms:
        return {}
    name, make, button = forms[row.state]
    allowed = rules.may_decide if name == "decide" else rules.may_explain
    if not allowed(row, request.user):
        return {"waits": _decides(row, request.user) if name == "decide" else _("Waits for the officer.")}
    return {"form": bound or make(), "button": button, "url": reverse(f"fees:difference_{name}", args=[row.pk])}


def _decides(row: Difference, reader: User) -> str:
    """Who decides: never the witness, so that a manager who watched the count leaves it to the next level."""
    people = services.SECOND.people(row, row.officer)
    if not people:
        return _("Waits for the manager.")
    roles = [str(Role(acting_role(each, "cash.decide", row.park)).label) for each in people]
    said = {"names": _(", ").join(f"{role} {each.display_name}" for role, each in zip(roles, people, strict=True))}
    if row.witness_id == reader.pk:
        return _("You watched this count, so you do not decide. It waits for: %(names)s.") % said
    return _("It waits for: %(names)s.") % said


def _run(request: PersonRequest, pk: int, name: str, form_of: Any, said: str) -> HttpResponse:
    row = _find(request, pk)
    if not (rules.may_decide if name == "decide" else rules.may_explain)(row, request.user):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    back = reverse("fees:difference", args=[row.pk])
    again = lambda bound: _page(request, row, bound)  # noqa: E731 - the page of this difference
    service = getattr(services, name)
    return perform(request, form_of(row), service, said=said, back=back, again=again, difference_id=row.pk)


@allow("cash.keep")
@act_methods
def difference_explain(request: PersonRequest, pk: int) -> HttpResponse:
    """Say what the cause was."""
    return _run(request, pk, "explain", lambda _row: ExplainForm(request.POST), _("The manager was told and decides."))


@allow("cash.decide")
@act_methods
def difference_decide(request: PersonRequest, pk: int) -> HttpResponse:
    """Decide what it becomes."""
    return _run(
        request, pk, "decide", lambda row: DecideForm(request.POST, row=row), _("Decided. The officer was told.")
    )


@allow("cash.keep")
@act_methods
def difference_carry_out(request: PersonRequest, pk: int) -> HttpResponse:
    """The cash moves."""
    return _run(request, pk, "carry_out", lambda _row: ActForm(request.POST), _("It is in the journal of today."))
