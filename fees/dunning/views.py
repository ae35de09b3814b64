"""Dunning notices on the screen: the list, one notice with its next step, its paper (domain 2.4, P8)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_POST, require_safe

from fees.dunning import forms, proposing, services
from fees.dunning.letters import letter_text
from fees.dunning.models import PENDING, URGED, DunningNotice, NoticeLine, NoticeState
from fees.dunning.outgoing import LETTER
from fees.dunning.papers import NOTICE
from fees.ledger.owed import standings
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may
from parkservice.journal.queries import timeline
from parkservice.kit import clock, flow
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.outbox import messages_about
from parkservice.messaging.wordbook import writing
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response
from parkservice.ui.words import day_text, yuan_text

#: Beside which field of the delivery a refusal is said.
FIELDS = {"in_person": "delivery", "no_signature": "signed_by", "day": "signed_at"}


@allow("dunning.send")
@require_POST
def propose(request: PersonRequest) -> HttpResponse:
    """Work the proposals of the park out now, in addition to once a day."""
    made = proposing.propose(request.park, actor=request.user)
    said = _("%(n)d new notices are proposed.") % {"n": made} if made else _("Nothing new is to be urged today.")
    messages.success(request, said)
    return redirect("fees:notices")


def _readable(request: PersonRequest, pk: int) -> DunningNotice:
    """A notice that this person may read; every other one does not exist."""
    rows = DunningNotice.objects.visible_to(request.user).select_related(
        "park", "customer", "building", "asked_by", "approved_by", "delivered_by"
    )
    return get_object_or_404(rows, pk=pk)


@allow("arrears.view")
@require_safe
def notice(request: PersonRequest, pk: int) -> HttpResponse:
    """One notice: its bills, its letter, the next step, what came of it."""
    return _page(request, _readable(request, pk))


def _page(request: PersonRequest, row: DunningNotice, **bound: Any) -> HttpResponse:
    enter_park(request, row.park)
    steps = flow.steps_for(row, request.user) if row.state in PENDING else []
    ready = {step.name for step in steps if step.ready}
    lines = list(row.lines.select_related("bill__item", "bill__unit", "bill__park").order_by("bill__due", "pk"))
    text = row.text or _ready_text(row, lines)
    context = {
        "row": row,
        "facts": facts_of(row),
        "lines": lines,
        "text": text,
        "entries": list(reversed(timeline(row))),
        "missing": [sentence for step in steps for sentence in step.missing if step.name == "deliver"],
        "deliver_form": bound.get("deliver") or (_deliver_form(row, text) if "deliver" in ready else None),
        "ask_form": bound.get("ask") or (forms.ReasonForm(auto_id="ask-%s") if "ask" in ready else None),
        "may_approve": "approve" in ready,
        "refuse_form": bound.get("refuse") or (forms.ReasonForm(auto_id="refuse-%s") if "refuse" in ready else None),
        "findings": writing.check(LETTER, row, text) if "deliver" in ready else [],
        "visits": row.visits.select_related("by", "complaint"),
        "may_visit": row.state == NoticeState.DELIVERED and may(request.user, "dunning.send", row),
        "mails": messages_about(row),
        "may_print": row.state != NoticeState.DROPPED and may(request.user, "dunning.send", row),
    }
    return render(request, "fees/dunning/notice.html", context, status=422 if bound else 200)


def _ready_text(row: DunningNotice, lines: list[NoticeLine]) -> str:
    """The letter as it would be sent now; row and lines, which are not saved, show its amounts and its deadline."""
    urged = [line for line in lines if line.live and line.bill.state in URGED]
    found = standings([line.bill for line in urged], clock.today())
    if not found:
        return ""
    for line in urged:
        standing = found[line.bill_id]
        line.principal, line.late_fee = standing.principal, standing.late_fee
    row.amount_principal = sum((line.principal for line in urged), Decimal(0))
    row.late_fee_to_date = sum((line.late_fee for line in urged), Decimal(0))
    row.deadline = proposing.deadline_of(row.park, row.stage, found.values())
    return letter_text(row, list(found.values()), row.deadline)


def _deliver_form(row: DunningNotice, text: str) -> forms.DeliverForm:
    return forms.DeliverForm(notice=row, auto_id="deliver-%s", initial={"text": text})


@allow("dunning.send", "dunning.lead")
@require_POST
def deliver(request: PersonRequest, pk: int) -> HttpResponse:
    """Record that the customer got it, or send it."""
    row = _readable(request, pk)
    form = forms.DeliverForm(request.POST, notice=row, auto_id="deliver-%s")
    if not form.is_valid():
        return _page(request, row, deliver=form)
    said = dict(form.cleaned_data)
    form_id = said.pop("form_id")
    said.pop("courtesy_reason", None)
    try:
        services.deliver(actor=request.user, notice_id=row.pk, handing=services.Handing(**said), form_id=form_id)
    except RuleViolation as refusal:
        fresh = _readable(request, pk)
        if not _may_deliver_now(request, fresh):
            messages.error(request, str(refusal))
            return redirect(fresh)
        form.add_error(FIELDS.get(refusal.code), str(refusal))
        return _page(request, fresh, deliver=form)
    messages.success(request, _("Recorded. The deadline is running."))
    return redirect(row)


def _may_deliver_now(request: PersonRequest, row: DunningNotice) -> bool:
    """Whether a refused delivery can be sent once more by this person; not when a colleague was first."""
    return row.state in PENDING and "deliver" in {step.name for step in flow.steps_for(row, request.user) if step.ready}


@allow("dunning.lead")
@require_POST
def ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for the legal route."""
    row, form = _readable(request, pk), forms.ReasonForm(request.POST, auto_id="ask-%s")
    if not form.is_valid():
        return _page(request, row, ask=form)
    return _run(request, row, services.ask, _("Asked. The project manager decides."), **form.cleaned_data)


@allow("dunning.approve")
@require_POST
def approve(request: PersonRequest, pk: int) -> HttpResponse:
    """Agree to the legal route."""
    row = _readable(request, pk)
    return _run(request, row, services.approve, _("Approved. The manager goes on."))


@allow("dunning.approve")
@require_POST
def refuse(request: PersonRequest, pk: int) -> HttpResponse:
    """Say no to the legal route."""
    row, form = _readable(request, pk), forms.ReasonForm(request.POST, auto_id="refuse-%s")
    if not form.is_valid():
        return _page(request, row, refuse=form)
    return _run(request, row, services.refuse, _("Refused. The manager reads why."), **form.cleaned_data)


@allow("dunning.send")
@require_POST
def print_notice(request: PersonRequest, pk: int) -> HttpResponse:
    """Issue the letter as a paper, and open it."""
    row = _readable(request, pk)
    try:
        paper = services.print_notice(actor=request.user, notice_id=row.pk)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    return redirect("fees:notice_paper", row.pk, paper.pk)


@allow("arrears.view")
@require_safe
def paper(request: PersonRequest, pk: int, paper_id: int) -> HttpResponse:
    """The PDF of a letter."""
    row = _readable(request, pk)
    mine = Paper.objects.filter(kind=NOTICE, subject_kind="fees.dunningnotice", subject_id=row.pk)
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=paper_id))


def _run(
    request: PersonRequest, row: DunningNotice, service: Callable[..., Any], done: str, **said: Any
) -> HttpResponse:
    try:
        service(actor=request.user, notice_id=row.pk, **said)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(row)


def facts_of(row: DunningNotice) -> list[dict[str, Any]]:
    """Return label and value pairs of a notice."""
    signed = f"{row.signed_by} · {day_text(row.signed_at)}" if row.signed_by else row.remark
    return [
        {
            "label": _("Customer"),
            "value": row.customer.display_name,
            "url": reverse("fees:debtor", args=[row.customer_id]),
        },
        {"label": _("Building"), "value": row.building.name if row.building else ""},
        {"label": _("Principal"), "value": yuan_text(row.amount_principal), "num": True},
        {"label": _("Late fee to date"), "value": yuan_text(row.late_fee_to_date), "num": True},
        {"label": _("Pay by"), "value": day_text(row.deadline)},
        {"label": _("Delivered"), "value": row.get_delivery_display()},
        {"label": _("Signature"), "value": signed},
        {"label": pgettext("dunning", "What came of it"), "value": row.get_result_display()},
        {"label": _("Reason"), "value": row.get_reason_display()},
        {"label": _("Promises to pay by"), "value": day_text(row.promise_date) if row.promise_date else ""},
        {"label": pgettext("dunning", "Asked by"), "value": row.asked_by.display_name if row.asked_by else ""},
        {"label": _("Approved by"), "value": row.approved_by.display_name if row.approved_by else ""},
    ]
