"""Prices: the list, one price with its decision, the proposal, and the public price board (domain 2.4)."""

from collections.abc import Callable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from fees.tariffs import rules, services
from fees.tariffs.filters import TariffFilter
from fees.tariffs.forms import NoteForm, TariffForm, initial_of
from fees.tariffs.models import Tariff, TariffState
from fees.tariffs.words import price_text, unit_text, whole_text
from parkservice.accounts.access import PersonRequest, allow, enter_park, public
from parkservice.accounts.rights import may
from parkservice.journal.queries import timeline
from parkservice.kit import clock, flow
from parkservice.kit.errors import RuleViolation
from parkservice.parks.access import park_from
from parkservice.ui.lists import Column, Create, RecordList, SavedView
from parkservice.ui.words import day_text

RELATED = ("item", "customer", "unit", "proposed_by", "decided_by", "park")


def _now(_request: HttpRequest) -> Q:
    """Prices that count today or later."""
    return Q(counts=True) & (Q(valid_to__isnull=True) | Q(valid_to__gte=clock.today()))


def days_text(tariff: Tariff) -> str:
    """From when until when it counts."""
    first = day_text(tariff.valid_from, near=False)
    return (
        f"{first} – {day_text(tariff.valid_to, near=False)}" if tariff.valid_to else _("from %(day)s") % {"day": first}
    )


@allow("tariffs.view")
class TariffList(RecordList):
    """Every price of the park with its versions."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Prices"), "prices", "scale"
    filterset_class = TariffFilter
    views = (
        SavedView("now", gettext_lazy("Valid and coming"), _now),
        SavedView("waiting", gettext_lazy("To be released"), lambda _request: Q(state=TariffState.PROPOSED)),
        SavedView("all", gettext_lazy("All versions"), count=False),
    )
    sorts = {"date": "proposed_at", "from": "valid_from"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Fee item"), value=lambda row: row.item.name, link=True),
        Column(gettext_lazy("For whom"), value=lambda row: row.whose),
        Column(gettext_lazy("Price in yuan"), value=whole_text, label_small=True),
        Column(gettext_lazy("Days in force"), sort="from", value=days_text),
        Column(gettext_lazy("State"), css="inl", template="fees/tariffs/_state.html"),
    )
    create = Create("fees:tariff_new", gettext_lazy("Propose a price"), ("tariffs.propose",))
    empty_title = gettext_lazy("This park has no prices yet")
    empty_text = gettext_lazy("Propose the first one; the project manager releases it.")

    def rows(self) -> QuerySet[Any]:
        """Prices of the park shown."""
        return Tariff.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With item, customer and unit."""
        return rows.select_related("item", "customer", "unit")


def _find(request: PersonRequest, pk: int) -> Tariff:
    """A price as far as this person may read it; 404 for everybody else."""
    tariff = get_object_or_404(Tariff.objects.visible_to(request.user).select_related(*RELATED), pk=pk)
    enter_park(request, tariff.park)
    return tariff


@allow("tariffs.view")
@require_safe
def tariff(request: PersonRequest, pk: int) -> HttpResponse:
    """One price: what it says, what may be done with it, its history."""
    return _show(request, _find(request, pk))


def _show(request: PersonRequest, row: Tariff, form: NoteForm | None = None) -> HttpResponse:
    steps = {step.name for step in flow.steps_for(row, request.user) if step.ready}
    context = {
        "row": row,
        "facts": _facts(row),
        "price": price_text(row),
        "unit_words": unit_text(row.item),
        "days": days_text(row),
        "steps": steps,
        "own": row.proposed_by_id == request.user.pk,
        "may_follow": row.counts and may(request.user, "tariffs.propose", row.park),
        "form": form or NoteForm(),
        "entries": list(reversed(timeline(row))),
    }
    return render(request, "fees/tariffs/record.html", context, status=422 if form else 200)


def _facts(row: Tariff) -> list[dict[str, Any]]:
    """Label and value pairs."""
    return [
        {"label": _("For whom"), "value": row.whose},
        {"label": _("Part of a month"), "value": row.get_policy_display()},
        {"label": _("Who pays"), "value": row.payers},
        {"label": _("What is done for it"), "value": row.service, "wide": True},
        {"label": _("Standard of the service"), "value": row.standard},
        {"label": _("Form of the price"), "value": row.get_pricing_form_display()},
        {"label": _("Basis"), "value": row.basis_document},
        {"label": _("Price hotline"), "value": row.hotline},
        {"label": _("Proposed by"), "value": row.proposed_by.display_name},
        {"label": _("Decided by"), "value": row.decided_by.display_name if row.decided_by else ""},
        {"label": _("Reason"), "value": row.reason, "wide": True},
        {"label": _("Note"), "value": row.note, "wide": True},
    ]


@allow("tariffs.propose")
@require_http_methods(["GET", "HEAD", "POST"])
def tariff_new(request: PersonRequest) -> HttpResponse:
    """Propose a price; `?from=` begins with the one that it takes over from."""
    form = TariffForm(
        request.POST if request.method == "POST" else None,
        park=request.park,
        user=request.user,
        initial=_begin_with(request),
    )
    if form.is_bound and form.is_valid():
        form_id = form.cleaned_data["form_id"]
        try:
            offer = services.Offer(**form.offer())
            made = services.propose(park=request.park, actor=request.user, offer=offer, form_id=form_id)
        except RuleViolation as refusal:
            form.add_error("valid_from" if refusal.code in ("superseded", "billed") else None, str(refusal))
        else:
            messages.success(request, _("Proposed. It counts once the project manager has released it."))
            return redirect(made)
    return render(request, "fees/tariffs/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _begin_with(request: PersonRequest) -> dict[str, Any]:
    """What the price says that the address names, within what this person may read."""
    given = request.GET.get("from", "")
    if not (given.isascii() and given.isdigit() and len(given) < 10):
        return {}
    former = Tariff.objects.visible_to(request.user).select_related(*RELATED).filter(pk=given).first()
    return initial_of(former) if former else {}


@allow("tariffs.release")
@require_POST
def tariff_release(request: PersonRequest, pk: int) -> HttpResponse:
    """Release a price as the second person."""
    row = _find(request, pk)
    if row.proposed_by_id == request.user.pk and row.state == TariffState.PROPOSED:
        text = _("Nobody releases their own proposal. Ask another project manager or the general manager.")
        messages.error(request, text)
        return redirect(row)
    return _act(request, row, lambda: services.release(tariff_id=pk, actor=request.user), _("Released."))


@allow("tariffs.release", "tariffs.propose")
@require_POST
def tariff_return(request: PersonRequest, pk: int) -> HttpResponse:
    """Return a proposal, or take one's own back."""
    row = _find(request, pk)
    if not rules.may_return(row, request.user):
        raise PermissionDenied
    return _with_note(request, row, services.send_back, _("Returned."))


@allow("tariffs.release")
@require_POST
def tariff_withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a released price back before it counts."""
    return _with_note(request, _find(request, pk), services.withdraw, _("Taken back."))


def _with_note(request: PersonRequest, row: Tariff, service: Callable[..., Tariff], said: str) -> HttpResponse:
    form = NoteForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    note = form.cleaned_data["note"]
    return _act(request, row, lambda: service(tariff_id=row.pk, actor=request.user, note=note), said)


def _act(request: PersonRequest, row: Tariff, act: Callable[[], Any], said: str) -> HttpResponse:
    """Run a service, say how it went, go back to the record."""
    try:
        act()
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(row)


@require_GET
@public
def board(request: HttpRequest, slug: str = "") -> HttpResponse:
    """The public price board: what counts today and what is to come; contracts are nobody else's business."""
    if slug:
        request.park = park_from(slug)  # type: ignore[attr-defined]
    park = request.park  # type: ignore[attr-defined]
    if not park:
        raise Http404
    rows = Tariff.objects.public().filter(_now(request), park=park).select_related("item", "customer", "unit")
    ordered = rows.order_by("item__order", "item__code", "unit_kind", "valid_from")
    grouped = [(item, [_line(row) for row in found]) for item, found in groupby(ordered, key=lambda row: row.item)]
    return render(request, "fees/tariffs/board.html", {"grouped": grouped})


def _line(row: Tariff) -> dict[str, Any]:
    """One price on the board."""
    return {"row": row, "price": price_text(row), "unit": unit_text(row.item), "days": days_text(row)}
