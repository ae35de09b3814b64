"""Rectifications on the screen: list, record with steps and acts, and the plan (A4, domain 2.2)."""

from typing import Any

from django.contrib import messages
from django.db.models import Count, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parkservice.accounts.access import PersonRequest, allow
from parkservice.accounts.rights import answering_for
from parkservice.journal.models import subject_kind
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.tasks import sources
from parkservice.tasks.forms import ConfirmForm, ReasonForm
from parkservice.tasks.lists import TaskList
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section, about_from
from parkservice.tasks.rectifications import forms, rules, services
from parkservice.tasks.rectifications.filters import RectificationFilter
from parkservice.tasks.rectifications.models import UNDER_WAY, PlanState, Rectification, Step
from parkservice.ui.lists import Column, Create, ExportColumn, SavedView
from parkservice.ui.words import day_text, when_text, yuan_text


def _under_way(row: Any) -> bool:
    return row.state in UNDER_WAY


def _has_open_step(row: Any) -> bool:
    return _under_way(row) and row.steps.filter(done_at__isnull=True).exists()


ACTS = {
    act.name: act
    for act in (
        Act(
            "finish_step",
            gettext_lazy("A step is done"),
            gettext_lazy("Mark it on the day it is done."),
            "check",
            forms.StepForm,
            gettext_lazy("Mark step as done"),
            services.finish_step,
            gettext_lazy("The step is marked as done."),
            may=rules.may_write,
            when=_has_open_step,
        ),
        Act(
            "finish",
            gettext_lazy("All is done"),
            gettext_lazy("Say what was reached; somebody else verifies it."),
            "done",
            forms.ResultForm,
            gettext_lazy("Report as done"),
            services.finish,
            gettext_lazy("%(number)s is reported as done and waits to be verified."),
        ),
        Act(
            "verify",
            gettext_lazy("Verify"),
            gettext_lazy("You looked at it on the spot; write down the effect."),
            "eye",
            forms.EffectForm,
            gettext_lazy("Verify rectification"),
            services.verify,
            gettext_lazy("%(number)s is verified."),
        ),
        Act(
            "write_progress",
            gettext_lazy("Write how it goes"),
            gettext_lazy("One line that a colleague understands in a year."),
            "edit",
            forms.ProgressForm,
            gettext_lazy("Keep line"),
            services.write_progress,
            gettext_lazy("The line is kept."),
            may=rules.may_write,
            when=_under_way,
        ),
        Act(
            "begin",
            gettext_lazy("Begin"),
            gettext_lazy("It is under way from now on."),
            "go",
            ConfirmForm,
            gettext_lazy("Begin rectification"),
            services.begin,
            gettext_lazy("%(number)s is under way."),
        ),
        Act(
            "send_back",
            gettext_lazy("Not done yet"),
            gettext_lazy("Say what is missing; it goes back to the owner."),
            "undo",
            ReasonForm,
            gettext_lazy("Return rectification"),
            services.send_back,
            gettext_lazy("%(number)s went back to its owner."),
        ),
        Act(
            "change_due",
            gettext_lazy("Change a date"),
            gettext_lazy("The former date and the reason stay on the record."),
            "calendar",
            forms.DueForm,
            gettext_lazy("Change date"),
            services.change_due,
            gettext_lazy("The date is changed; the former one stays on the record."),
            may=rules.may_work,
            when=_under_way,
        ),
    )
}


class PlanPages(RecordPages):
    """The record page of a rectification."""

    model, space, id_name = Rectification, "rectification", "rectification_id"
    perms = ("rectifications.view",)
    related = ("park", "owner", "asked_by", "verified_by")
    template = "tasks/rectification.html"
    list_url, list_name = "tasks:rectifications", gettext_lazy("Rectifications")
    acts = ACTS
    quiet = ("begin", "write_progress", "send_back", "change_due")

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """Who answers for it, by when, and what it may cost."""
        row: Rectification = page.row
        return [
            {"label": _("Owner"), "value": row.owner.display_name},
            {"label": _("All done by"), "value": day_text(row.due)},
            {"label": _("Budget"), "value": yuan_text(row.budget), "num": True},
            {"label": _("Planned by"), "value": row.asked_by.display_name, "meta": when_text(row.asked_at)},
        ]

    def sections(self, page: RecordPage) -> list[Section]:
        """Problem, result, effect."""
        row: Rectification = page.row
        made = [Section(_("Problem"), row.problem)]
        if row.result:
            made.append(Section(_("What was reached"), row.result, when_text(row.done_at)))
        if row.verified_by:
            said = {"name": row.verified_by.display_name, "when": when_text(row.verified_at)}
            made.append(Section(_("Effect"), row.effect, _("%(name)s, %(when)s") % said))
        return made

    def waits_for(self, page: RecordPage) -> str:
        """The owner, or somebody who verifies."""
        row: Rectification = page.row
        if row.state == PlanState.DONE and not rules.may_verify(row, page.user):
            return _("Another person than the owner verifies it.")
        if _under_way(row) and not rules.may_write(row, page.user):
            return _("It waits for %(name)s.") % {"name": row.owner.display_name}
        return ""

    def more(self, page: RecordPage) -> dict[str, Any]:
        """Steps with their former dates, and the lines on how it goes."""
        row: Rectification = page.row
        steps = list(row.steps.select_related("owner", "done_by").prefetch_related("due_changes"))
        return {
            "steps": steps,
            "done": sum(1 for step in steps if step.done_at),
            "lines": row.lines.select_related("by").order_by("-at", "-id"),
            "changes": row.due_changes.select_related("by", "step").order_by("-at", "-id"),
        }


PAGES = PlanPages()


def _mine(request: Any) -> Q:
    """Those that I own, or own a step of."""
    mine = answering_for(request.user, request.park.pk)
    steps = Step.objects.filter(owner_id__in=mine).values("rectification_id")
    return Q(owner_id__in=mine) | Q(pk__in=steps)


def _late() -> Q:
    """Those whose day has passed while they are under way."""
    return Q(state__in=UNDER_WAY, due__lt=clock.today())


@allow("rectifications.view")
class RectificationList(TaskList):
    """Rectifications: of the park, mine, and those of which I own a step."""

    model, related = Rectification, ("owner",)
    title, what, icon = gettext_lazy("Rectifications"), "rectifications", "task"
    filterset_class = RectificationFilter
    views = (
        SavedView("open", gettext_lazy("Under way"), lambda _request: ~Q(state=PlanState.VERIFIED)),
        SavedView("mine", gettext_lazy("Mine, and my steps"), _mine),
        SavedView("verify", gettext_lazy("To be verified"), lambda _request: Q(state=PlanState.DONE)),
        SavedView("late", gettext_lazy("Overdue"), lambda _request: _late()),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    states = PlanState.choices
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("Matter")),
        Column(gettext_lazy("Owner"), css="inl"),
        Column(gettext_lazy("Steps done"), css="inl"),
        Column(gettext_lazy("State"), css="inl"),
        Column(gettext_lazy("All done by"), sort="deadline"),
    )
    row_template = "tasks/_plan_row.html"
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Matter"), lambda row: row.matter),
        ExportColumn(gettext_lazy("Problem"), lambda row: row.problem),
        ExportColumn(gettext_lazy("Owner"), lambda row: row.owner.display_name),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(gettext_lazy("All done by"), lambda row: row.due),
        ExportColumn(gettext_lazy("Budget"), lambda row: row.budget),
        ExportColumn(gettext_lazy("What was reached"), lambda row: row.result),
        ExportColumn(gettext_lazy("Effect"), lambda row: row.effect),
    )
    create = Create("tasks:rectification_new", gettext_lazy("Plan a rectification"), ("rectifications.plan",))
    empty_title = gettext_lazy("No rectification here")
    empty_text = gettext_lazy("They come from suggestions, complaints, inspections and surveys.")

    def prepare(self, rows: QuerySet[Rectification]) -> QuerySet[Rectification]:
        """Owner and steps of each row."""
        finished = Count("steps", filter=Q(steps__done_at__isnull=False))
        return super().prepare(rows).annotate(total=Count("steps"), finished=finished)


@allow("rectifications.plan")
@require_http_methods(["GET", "HEAD", "POST"])
def rectification_new(request: PersonRequest) -> HttpResponse:
    """Plan a rectification with its steps, from a record (`?about=kind:id`) or by itself."""
    subject = about_from(request)
    about = sources.describe(subject) if subject is not None else None
    sent = request.POST if request.method == "POST" else None
    form = forms.PlanForm(sent, park=request.park, about=about)
    measures: Any = forms.MeasureSet(sent, prefix="steps", form_kwargs={"park": request.park})
    source = sources.link_for(request.user, subject_kind(subject), subject.pk) if subject is not None else ""
    if sent is not None and form.is_valid() & measures.is_valid():
        try:
            made, _new = services.plan(
                park=request.park,
                actor=request.user,
                plan=form.plan(measures.measures()),
                form_id=form.cleaned_data["form_id"],
                subject=subject,
            )
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(number)s is planned. Its owners have been told.") % {"number": made.number})
            return redirect(made)
    context = {
        "form": form,
        "measures": measures,
        "about": about,
        "back_url": source or reverse("tasks:rectifications"),
    }
    return render(request, "tasks/rectification_new.html", context, status=422 if form.is_bound else 200)
