"""What the pages of meters show: facts, readings, one short form page."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.forms import BaseForm
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _

from fees.meters.models import Meter, MeterReading
from parkservice.accounts.access import PersonRequest
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.models import Attachment
from parkservice.ui.words import day_text


@dataclass(frozen=True)
class Page:
    """What a form page says: heading, the words of its button, where its way back leads."""

    title: str
    label: str
    back: str
    back_label: str
    line: str = ""


def form_page(
    request: PersonRequest, page: Page, form: BaseForm, save: Callable[[], Any], beside: dict[str, str] | None = None
) -> HttpResponse:
    """Show a form, or save what was sent and go where `save` says; `beside` names the field of a refusal's code."""
    if request.method == "POST" and form.is_valid():
        try:
            target = save()
        except RuleViolation as refusal:
            form.add_error((beside or {}).get(refusal.code), str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(target)
    status = 422 if form.is_bound else 200
    return render(request, "fees/form.html", {"page": page, "form": form}, status=status)


def meter_facts(meter: Meter) -> list[dict[str, Any]]:
    """Label and value pairs of a meter."""
    return [
        {"label": _("Kind"), "value": meter.get_kind_display()},
        {"label": _("Building"), "value": meter.building.name},
        {"label": _("Unit"), "value": meter.unit.code if meter.unit else _("master meter of the building")},
        {"label": _("Multiplier"), "value": f"{meter.multiplier.normalize():f}", "num": True},
        {"label": _("Digits before the point"), "value": meter.digits, "num": True},
        {"label": _("Where it hangs"), "value": meter.place},
        {"label": _("Counts from"), "value": day_text(meter.starts, near=False)},
        {"label": _("Taken out"), "value": day_text(meter.ends, near=False) if meter.ends else ""},
    ]


@dataclass(frozen=True)
class ReadingLine:
    """One reading with its photos, and whether it may be made void."""

    row: MeterReading
    photos: list[Attachment]
    may_void: bool


def reading_lines(meter: Meter, *, manages: bool) -> list[ReadingLine]:
    """The readings of a meter, the newest first."""
    rows = list(meter.readings.select_related("reader", "batch", "voided_by").order_by("-read_on", "-pk"))
    photos: dict[int, list[Attachment]] = {}
    for photo in Attachment.objects.filter(subject_kind="fees.meterreading", subject_id__in=[row.pk for row in rows]):
        photos.setdefault(photo.subject_id, []).append(photo)
    live = next((row.pk for row in rows if row.voided_at is None), None)
    return [
        ReadingLine(row, photos.get(row.pk, []), manages and row.pk == live and row.kind == "regular") for row in rows
    ]
