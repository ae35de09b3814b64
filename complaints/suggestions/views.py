"""Suggestions for those who look after them: the list, and one suggestion with its history (A4)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST, require_safe

from complaints import files
from complaints.intake.services import shorten
from complaints.suggestions import forms, letters, rules, services
from complaints.suggestions.filters import SuggestionFilter
from complaints.suggestions.models import Suggestion, SuggestionState
from complaints.suggestions.outgoing import ANSWER
from parkservice.accounts.access import PersonRequest, allow, enter_park, public
from parkservice.accounts.rights import matters_of, people_with, roles_of
from parkservice.accounts.roles import Role
from parkservice.journal.queries import timeline
from parkservice.kit import flow
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import mask_phone
from parkservice.messaging.wordbook import writing
from parkservice.parks.access import park_from
from parkservice.tasks import panels
from parkservice.ui.icons import TONE_ICONS
from parkservice.ui.lists import Column, ExportColumn, RecordList, SavedView
from parkservice.ui.words import phone_text

#: How long the words of a row may be before they are cut.
ROW_WORDS = 60
#: Published outcomes shown.
OUTCOMES = 50
TONES = {
    SuggestionState.RECORDED: "",
    SuggestionState.REPORTED: "rise",
    SuggestionState.DECIDED: "go",
    SuggestionState.ANSWERED: "done",
}


def tone_of(suggestion: Suggestion) -> str:
    """Return the tone of a state: reported ones wait for the manager."""
    return TONES[SuggestionState(suggestion.state)]


def _where(suggestion: Suggestion) -> str:
    """The unit, or the building where no unit was named."""
    return str(suggestion.unit or suggestion.building or "")


@allow("suggestions.view")
class SuggestionList(RecordList):
    """Suggestions of my parks, my buildings, and those I look after."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Suggestions"), "suggestions", "suggestion"
    filterset_class = SuggestionFilter
    views = (
        SavedView("open", gettext_lazy("Not answered yet"), lambda _request: ~Q(state=SuggestionState.ANSWERED)),
        SavedView("all", gettext_lazy("All"), count=False),
        SavedView(
            "mine",
            gettext_lazy("Looked after by me"),
            lambda request: matters_of(request.user, "officer_id", perm="complaints.act"),
        ),
        SavedView("held", gettext_lazy("Held for a look"), lambda _request: Q(held=True)),
    )
    state_field, states = "state", SuggestionState.choices
    state_icons = {str(state): TONE_ICONS[tone] for state, tone in TONES.items()}
    sorts = {"number": "number", "date": "received_at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number", value=lambda row: row.number, link=True),
        Column(gettext_lazy("Suggestion"), value=lambda row: shorten(row.content, ROW_WORDS)),
        Column(gettext_lazy("Unit"), css="inl", value=_where),
        Column(gettext_lazy("State"), css="inl", template="complaints/suggestions/_state.html"),
        Column(gettext_lazy("Came in"), sort="date", css="inl", template="complaints/suggestions/_received.html"),
        Column(gettext_lazy("Looked after by"), css="wide-only", value=lambda row: row.officer.display_name),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Came in"), lambda row: row.received_at),
        ExportColumn(gettext_lazy("Unit"), _where),
        ExportColumn(gettext_lazy("Suggestion"), lambda row: row.content),
        ExportColumn(gettext_lazy("What it would improve"), lambda row: row.benefit),
        ExportColumn(gettext_lazy("Received by"), lambda row: row.received_by.display_name if row.received_by else ""),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(gettext_lazy("Looked after by"), lambda row: row.officer.display_name),
    )
    export_perms = ("complaints.export",)
    empty_title = gettext_lazy("No suggestions yet")
    empty_text = gettext_lazy("They come from the public form and from the contact register.")

    def rows(self) -> QuerySet[Suggestion]:
        """Those this person may read, in the park shown."""
        return Suggestion.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Suggestion]) -> QuerySet[Suggestion]:
        """Unit, building and officer of each row in the same statement."""
        return rows.select_related("unit", "building", "officer", "received_by")

    def row_url(self, row: Suggestion) -> str:
        """A row opens its record."""
        return reverse("complaints:suggestion", args=[row.pk])


@allow("suggestions.view")
@require_safe
def suggestion(request: PersonRequest, pk: int) -> HttpResponse:
    """One suggestion with photos and history, and who decides; its sender is led to the page that follows it."""
    row = _readable(request, pk)
    if roles_of(request.user, row.park) <= {Role.TENANT}:
        return redirect("complaints:track_case", track_code=row.track_code)
    return _page(request, row)


def _page(request: PersonRequest, row: Suggestion, **bound: Any) -> HttpResponse:
    enter_park(request, row.park)
    user = request.user
    steps = [] if row.held else flow.steps_for(row, user)
    ready = {step.name for step in steps if step.ready}
    published = row.state == SuggestionState.ANSWERED and rules.may_decide(row, user)
    context = {
        "suggestion": row,
        "tone": tone_of(row),
        "heading": shorten(row.content),
        "facts": facts_of(row),
        "photos": files.shown(row),
        "entries": list(reversed(timeline(row))),
        "deciders": [person.display_name for person in people_with(row.park, Role.MANAGER)],
        "missing": [sentence for step in steps for sentence in step.missing],
        "tasks": panels.for_subject(user, row),
        "may_release": row.held and rules.may_release(row, user),
        "decide_form": bound.get("decide") or (forms.DecideForm(suggestion=row) if "decide" in ready else None),
        "answer_form": bound.get("answer") or (_answer_form(row) if "reply" in ready else None),
        "publish_form": bound.get("publish") or (_publish_form(row) if published else None),
        "findings": writing.check(ANSWER, row, letters.answer_text(row)) if "reply" in ready else [],
    }
    return render(request, "complaints/suggestions/record.html", context, status=422 if bound else 200)


def _answer_form(row: Suggestion) -> forms.AnswerForm:
    return forms.AnswerForm(suggestion=row, auto_id="answer-%s", initial={"text": letters.answer_text(row)})


def _publish_form(row: Suggestion) -> forms.PublishForm:
    return forms.PublishForm(auto_id="publish-%s", initial={"outcome": row.outcome})


def _readable(request: PersonRequest, pk: int) -> Suggestion:
    """A suggestion that this person may read; every other one does not exist."""
    rows = Suggestion.objects.visible_to(request.user).select_related(
        "park", "unit", "building", "officer", "received_by", "customer"
    )
    return get_object_or_404(rows, pk=pk)


@allow("suggestions.view")
@require_POST
def release(request: PersonRequest, pk: int) -> HttpResponse:
    """Release what the counters held for a look."""
    row = _readable(request, pk)
    try:
        services.release(suggestion_id=row.pk, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Released. It goes its usual way."))
    return redirect("complaints:suggestion", pk=pk)


@allow("suggestions.decide")
@require_POST
def decide(request: PersonRequest, pk: int) -> HttpResponse:
    """Decide what becomes of it (A4)."""
    row = _readable(request, pk)
    form = forms.DecideForm(request.POST, suggestion=row)
    if not form.is_valid():
        return _page(request, row, decide=form)
    said = _("Decided. Now the proposer is told.")
    return _run(request, row, services.decide, said, **form.cleaned_data)


@allow("suggestions.view")
@require_POST
def answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Tell the proposer (A4)."""
    row = _readable(request, pk)
    if not rules.may_answer(row, request.user):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    form = forms.AnswerForm(request.POST, suggestion=row, auto_id="answer-%s")
    if not form.is_valid():
        return _page(request, row, answer=form)
    return _run(request, row, services.answer, _("The proposer has been told."), **form.cleaned_data)


@allow("suggestions.decide")
@require_POST
def publish(request: PersonRequest, pk: int) -> HttpResponse:
    """Show everybody what came of it (A4)."""
    row, form = _readable(request, pk), forms.PublishForm(request.POST, auto_id="publish-%s")
    if not form.is_valid():
        return _page(request, row, publish=form)
    return _run(request, row, services.publish, _("Everybody can read it now."), **form.cleaned_data)


def _run(request: PersonRequest, row: Suggestion, service: Any, done: str, **said: Any) -> HttpResponse:
    try:
        service(suggestion_id=row.pk, actor=request.user, **said)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect("complaints:suggestion", pk=row.pk)


@public
@require_safe
def outcomes(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What became of suggestions, for everybody; without names (A4)."""
    if slug or not request.park:  # type: ignore[attr-defined]
        request.park = park_from(slug)  # type: ignore[attr-defined]
    rows = Suggestion.objects.published().filter(park=request.park)  # type: ignore[attr-defined]
    return render(request, "complaints/suggestions/outcomes.html", {"rows": rows[:OUTCOMES]})


def facts_of(row: Suggestion) -> list[dict[str, Any]]:
    """Return label and value pairs; the phone stays masked (P1)."""
    sender = _("anonymous") if row.anonymous else row.salutation or row.sender_name
    return [
        {"label": _("Proposer"), "value": sender},
        {"label": _("Phone"), "value": phone_text(mask_phone(row.phone)) if row.phone else "", "num": True},
        {"label": _("Unit"), "value": _where(row)},
        {"label": _("Company"), "value": row.customer.display_name if row.customer else ""},
        {"label": _("Channel"), "value": row.get_channel_display()},
        {"label": _("Received by"), "value": row.received_by.display_name if row.received_by else ""},
        {"label": _("Looked after by"), "value": row.officer.display_name},
        {"label": _("What it would improve"), "value": row.benefit, "wide": True},
    ]
