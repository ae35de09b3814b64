"""Billing runs on the screen: preview, start, progress, what could not be billed, all bills of a building on paper."""

from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.db.models import QuerySet
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fees.billing import papers, runs
from fees.billing.drafts import problem_text
from fees.billing.forms import RunForm
from fees.billing.models import Bill
from fees.billing.periods import period_text
from fees.billing.records import BillingRun, RunState, ServiceLine
from fees.billing.suppliers import without_amount
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may
from parkservice.journal.queries import timeline
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.papers import render_many
from parkservice.parks.models import Building
from parkservice.ui.lists import Column, Create, RecordList, SavedView
from parkservice.ui.words import when_text

TONES = {RunState.PREVIEWED: "due", RunState.RUNNING: "go", RunState.DONE: "done", RunState.DROPPED: ""}
SHOWN = 50


def _period(run: BillingRun) -> str:
    return period_text(run.item.period, run.period_from, run.period_to)


@allow("bills.preview", "bills.export")
class RunList(RecordList):
    """Every run of the park, and the own previews of an officer."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Billing runs"), "runs", "bill"
    views = (SavedView("all", gettext_lazy("All"), count=False),)
    state_field, states = "state", RunState.choices
    sorts = {"date": "previewed_at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Fee item"), value=lambda row: row.item.name, link=True),
        Column(gettext_lazy("Period"), value=_period),
        Column(gettext_lazy("Previewed"), sort="date", value=lambda row: when_text(row.previewed_at)),
        Column(gettext_lazy("Bills"), css="num", value=lambda row: row.count or row.planned_count, label_small=True),
        Column(
            gettext_lazy("Sum in yuan"),
            css="num",
            value=lambda row: f"{row.total or row.planned_sum:,.2f}",
            label_small=True,
        ),
        Column(gettext_lazy("State"), css="inl", template="fees/billing/_run_state.html"),
    )
    create = Create("fees:run_new", gettext_lazy("Preview a billing run"), ("bills.preview",))
    empty_title = gettext_lazy("No billing run yet")
    empty_text = gettext_lazy("Choose an item and a period; nothing is billed before you have seen the preview.")

    def rows(self) -> QuerySet[Any]:
        """Runs of the park shown."""
        return BillingRun.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With their items."""
        return rows.select_related("item")


@allow("bills.preview")
@require_http_methods(["GET", "HEAD", "POST"])
def run_new(request: PersonRequest) -> HttpResponse:
    """Choose what is billed; the preview follows."""
    form = RunForm(request.POST if request.method == "POST" else None, park=request.park, user=request.user)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            made = runs.preview(
                park=request.park,
                actor=request.user,
                item=said["item"],
                day=said["period"][1],
                buildings=list(said["buildings"]),
                due=said["due"],
                form_id=said["form_id"],
            )
        except RuleViolation as refusal:
            form.add_error({"due": "due", "buildings": "buildings", "item": "item"}.get(refusal.code), str(refusal))
        else:
            return redirect(made)
    return render(request, "fees/billing/run_new.html", {"form": form}, status=422 if form.is_bound else 200)


def _find(request: PersonRequest, pk: int) -> BillingRun:
    """A run as far as this person may see it; 404 for everybody else."""
    rows = BillingRun.objects.visible_to(request.user)
    run = get_object_or_404(rows.select_related("park", "item", "previewed_by", "started_by"), pk=pk)
    enter_park(request, run.park)
    return run


@allow("bills.preview", "bills.export")
@require_safe
def run(request: PersonRequest, pk: int) -> HttpResponse:
    """The preview; how far it is; or what it made."""
    row = _find(request, pk)
    user = request.user
    context = {
        "row": row,
        "tone": TONES[RunState(row.state)],
        "period": _period(row),
        "change": row.planned_sum - row.last_sum,
        "problems": [{**each, "text": problem_text(each)} for each in row.problems[:SHOWN]],
        "more_problems": max(0, len(row.problems) - SHOWN),
        **_silent(row),
        "differences": [_difference(each) for each in row.differences[:SHOWN]],
        "buildings": _buildings(row),
        "may_start": row.state == RunState.PREVIEWED and may(user, "bills.run", row),
        "may_drop": row.state == RunState.PREVIEWED and may(user, "bills.preview", row.park),
        "entries": list(reversed(timeline(row))),
    }
    return render(request, "fees/billing/run.html", context)


def _silent(row: BillingRun) -> dict[str, Any]:
    """The first lines that a run would bill without the amount of their supplier, and how many there are."""
    rows = without_amount(row) if row.state == RunState.PREVIEWED else ServiceLine.objects.none()
    return {"silent": rows[:SHOWN], "more_silent": max(0, rows.count() - SHOWN)}


def _difference(row: dict[str, str]) -> dict[str, Any]:
    was, now = Decimal(row["was"]), Decimal(row["now"])
    return {"place": row["place"], "was": was, "now": now, "change": now - was}


def _buildings(row: BillingRun) -> list[dict[str, Any]]:
    """The buildings of a run, and whether each is billed."""
    done = set(row.done)
    return [
        {"building": building, "done": building.pk in done}
        for building in Building.objects.filter(pk__in=row.buildings)
    ]


@allow("bills.run")
@require_POST
def run_start(request: PersonRequest, pk: int) -> HttpResponse:
    """Start a previewed run."""
    row = _find(request, pk)
    try:
        runs.start(run_id=row.pk, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Started. You may leave this page."))
    return redirect(row)


@allow("bills.preview")
@require_POST
def run_drop(request: PersonRequest, pk: int) -> HttpResponse:
    """Put a preview away."""
    row = _find(request, pk)
    try:
        runs.drop(run_id=row.pk, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Put away. Nothing was changed."))
    return redirect("fees:runs")


def _bills_in(request: PersonRequest, row: BillingRun, building_id: int) -> QuerySet[Bill]:
    """The bills of a run in one of its buildings."""
    rows = Bill.objects.visible_to(request.user).live().filter(run=row, building_id=building_id)
    return rows.select_related("park", "customer", "unit", "item").order_by("number")


def _building_of(sent: QueryDict) -> int:
    """The building that was sent; 0 for none, and for what is no number."""
    given = sent.get("building", "")
    return int(given) if given.isascii() and given.isdigit() and len(given) < 10 else 0


@allow("bills.preview", "bills.export")
@require_POST
def run_print(request: PersonRequest, pk: int) -> HttpResponse:
    """Issue the bills of one building as papers, and open them as one file."""
    row = _find(request, pk)
    building_id = _building_of(request.POST)
    if building_id not in row.buildings:
        messages.error(request, _("Choose a building of this run."))
        return redirect(row)
    language = "en" if request.LANGUAGE_CODE.startswith("en") else "zh-hans"
    try:
        papers.print_bills(bills=_bills_in(request, row, building_id), actor=request.user, language=language)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    return redirect(reverse("fees:run_papers", args=[row.pk]) + f"?building={building_id}")


@allow("bills.preview", "bills.export")
@require_safe
def run_papers(request: PersonRequest, pk: int) -> HttpResponse:
    """The printed bills of one building as one PDF."""
    row = _find(request, pk)
    building_id = _building_of(request.GET)
    if building_id not in row.buildings:
        return redirect(row)
    found = papers.printed(list(_bills_in(request, row, building_id).values_list("pk", flat=True)))
    if not found:
        raise Http404
    response = HttpResponse(render_many(found), content_type="application/pdf")
    response["Content-Disposition"] = f'inline; filename="{found[0].number}-{len(found)}.pdf"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Cache-Control"] = "private, no-store"
    return response
