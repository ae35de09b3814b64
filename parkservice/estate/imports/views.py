"""Sending a table of units or customers, looking at what would become of it, taking it over."""

from decimal import Decimal
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.estate.imports import services
from parkservice.estate.imports.checking import CHANGE, NEW, WRONG, Outcome, counts, fingerprint
from parkservice.estate.imports.forms import TableForm
from parkservice.estate.imports.models import ImportRun, ImportState
from parkservice.estate.imports.sheets import SHEETS, Column
from parkservice.estate.imports.template import template_of
from parkservice.kit.errors import RuleViolation
from parkservice.ui.export import TYPES

SHOWN_ROWS = 200
TONES = {NEW: "done", CHANGE: "go", WRONG: "miss"}
ORDER = (WRONG, NEW, CHANGE)


def _titles(kind: str) -> tuple[str, str]:
    """The heading, and where the list is."""
    if kind == "units":
        return _("Import units"), reverse("estate:units")
    return _("Import customers"), reverse("estate:customers")


@allow("estate.manage")
@require_http_methods(["GET", "HEAD", "POST"])
def import_new(request: PersonRequest, kind: str) -> HttpResponse:
    """Take a file; a file that cannot be read is refused beside the field."""
    form = TableForm(request.POST, request.FILES) if request.method == "POST" else TableForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        try:
            run = services.keep_table(
                actor=request.user, park=request.park, kind=kind, name=_name(file.name), content=file.read()
            )
        except ValidationError as error:
            form.add_error("file", error)
        else:
            return redirect(run)
    title, back = _titles(kind)
    context = {"form": form, "kind": kind, "title": title, "back": back, "columns": SHEETS[kind](request.park).columns}
    return render(request, "estate/import_new.html", context, status=422 if form.is_bound else 200)


def _name(sent: str) -> str:
    """The name of the file as it can be shown; the browser may send anything."""
    return "".join(char for char in sent if char.isprintable())[:120] or "—"


@allow("estate.manage")
@require_safe
def import_template(request: PersonRequest, kind: str) -> HttpResponse:
    """The workbook to fill in."""
    response = HttpResponse(template_of(SHEETS[kind](request.park)), content_type=TYPES["xlsx"])
    response["Content-Disposition"] = f'attachment; filename="{kind}-template.xlsx"'
    return response


def _find(request: HttpRequest, uuid: UUID) -> ImportRun:
    run = get_object_or_404(ImportRun.objects.visible_to(request.user).select_related("park"), uuid=uuid)
    enter_park(request, run.park)
    return run


@allow("estate.manage")
@require_safe
def import_run(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """What would become of each row; how far it is; or how it ended."""
    run = _find(request, uuid)
    title, back = _titles(run.kind)
    context: dict[str, Any] = {"run": run, "title": title, "back": back, "state": str(run.state)}
    if run.state == ImportState.SHOWN:
        context |= _preview(run)
    return render(request, "estate/import_run.html", context)


def _preview(run: ImportRun) -> dict[str, Any]:
    """The rows as they would become: wrong ones first; the same ones are only counted."""
    outcomes = services.look(run)
    sheet = SHEETS[run.kind](run.park)
    present = {column.key for heading in run.headings if (column := sheet.column(heading))}
    columns = [column for column in sheet.columns if column.key in present]
    shown = sorted((o for o in outcomes if o.action in ORDER), key=lambda o: (ORDER.index(o.action), o.number))
    return {
        "columns": columns,
        "ignored": [heading for heading in run.headings if heading and sheet.column(heading) is None],
        "lines": [_line(outcome, columns) for outcome in shown[:SHOWN_ROWS]],
        "hidden": max(0, len(shown) - SHOWN_ROWS),
        "counts": counts(outcomes),
        "seen": fingerprint(outcomes),
    }


def _line(outcome: Outcome, columns: list[Column]) -> dict[str, Any]:
    """One row of the preview: each cell with what it was before, or what is wrong with it."""
    cells = [
        {
            "key": column.key,
            "label": column.label,
            "text": outcome.cells.get(column.key, ""),
            "error": outcome.errors.get(column.key, ""),
            "changed": column.key in outcome.changes,
            "before": _before(outcome, column.key),
        }
        for column in columns
    ]
    words = {NEW: _("New"), CHANGE: _("Changes"), WRONG: _("Wrong")}
    return {
        "number": outcome.number,
        "word": words[outcome.action],
        "tone": TONES[outcome.action],
        "cells": cells,
    }


def _before(outcome: Outcome, key: str) -> str:
    """What a changed cell was, in words."""
    if key not in outcome.changes:
        return ""
    value = outcome.changes[key][0]
    if isinstance(value, bool):
        return _("yes") if value else _("no")
    if isinstance(value, Decimal):
        return f"{value.normalize():f}"
    display = getattr(outcome.row, f"get_{key}_display", None)
    return str(display() if display else value or "—")


@allow("estate.manage")
@require_POST
def import_confirm(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Take the table over as it was shown."""
    run = _find(request, uuid)
    try:
        done = services.confirm(actor=request.user, run_id=run.pk, seen=request.POST.get("seen", ""))
    except (RuleViolation, ValidationError) as refusal:
        text = str(refusal) if isinstance(refusal, RuleViolation) else refusal.messages[0]
        messages.error(request, text)
    else:
        if done.state == ImportState.DONE:
            messages.success(request, _("Taken over. Nothing was left out."))
    return redirect(run)


@allow("estate.manage")
@require_POST
def import_drop(request: PersonRequest, uuid: UUID) -> HttpResponse:
    """Put the table away."""
    run = _find(request, uuid)
    try:
        services.drop(actor=request.user, run_id=run.pk)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(run)
    messages.success(request, _("Put away. Nothing was changed."))
    return redirect(_titles(run.kind)[1])
