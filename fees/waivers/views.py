"""Waivers on the screen: list, record with the decision, and the proposal (domain 2.4)."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fees.billing.models import PAYABLE, Bill
from fees.ledger.owed import standings
from fees.ledger.queries import payers_for
from fees.ledger.whose import customer_line
from fees.limits import waits_for_limit
from fees.till.views import find_payer
from fees.waivers import rules, services
from fees.waivers.filters import WaiverFilter
from fees.waivers.forms import WaiverForm
from fees.waivers.models import Waiver, WaiverState
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import parks_with
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.tasks.forms import ConfirmForm, ReasonForm
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section
from parkservice.ui.lists import Column, Create, ExportColumn, RecordList, SavedView
from parkservice.ui.words import day_text, when_text

PROPOSERS = ("waivers.propose",)
ACTS = {
    act.name: act
    for act in (
        Act(
            "approve",
            gettext_lazy("Grant the waiver"),
            gettext_lazy("From today the bills owe that much less, or later."),
            "check",
            ConfirmForm,
            gettext_lazy("Grant waiver"),
            services.approve,
            gettext_lazy("%(number)s is granted."),
        ),
        Act(
            "refuse",
            gettext_lazy("Refuse the waiver"),
            gettext_lazy("Say why; the proposer reads it."),
            "close",
            ReasonForm,
            gettext_lazy("Refuse waiver"),
            services.refuse,
            gettext_lazy("%(number)s is refused."),
        ),
    )
}


class WaiverPages(RecordPages):
    """The record page of a waiver."""

    model, app, space, id_name = Waiver, "fees", "waiver", "waiver_id"
    perms = ("waivers.view",)
    related = ("park", "customer", "proposed_by", "decided_by")
    template = "fees/waivers/waiver.html"
    list_url, list_name = "fees:waivers", gettext_lazy("Waivers")
    acts = ACTS
    quiet = ("refuse",)

    def source(self, page: RecordPage) -> list[dict[str, Any]]:
        """The customer, with the way to the statement of account."""
        return customer_line(page.row.customer, page.user)

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """What, by whom, until when."""
        row: Waiver = page.row
        return [
            {"label": _("Kind"), "value": row.get_kind_display()},
            *([{"label": _("New due day"), "value": day_text(row.until)}] if row.until else []),
            {"label": _("Granted on these bills before"), "value": yuan(row.granted_before()), "num": True},
            {"label": _("Proposed by"), "value": row.proposed_by.display_name, "meta": when_text(row.proposed_at)},
        ]

    def sections(self, page: RecordPage) -> list[Section]:
        """Why, and why not."""
        row: Waiver = page.row
        made = [Section(_("Reason"), row.reason)]
        if row.decided_by is not None:
            said = _("%(name)s, %(when)s") % {"name": row.decided_by.display_name, "when": when_text(row.decided_at)}
            made.append(Section(row.get_state_display(), row.refusal, said))
        return made

    def waits_for(self, page: RecordPage) -> str:
        """Whose limit it needs."""
        row: Waiver = page.row
        if row.state != WaiverState.PROPOSED or rules.may_decide(row, page.user):
            return ""
        return waits_for_limit(row.park, "waiver", row.amount + row.granted_before())

    def more(self, page: RecordPage) -> dict[str, Any]:
        """The bills, and which of them this person may open."""
        lines = page.row.lines.select_related("bill__item", "bill__unit").order_by("pk")
        opens = Bill.objects.visible_to(page.user).filter(waiver_lines__waiver=page.row)
        return {"lines": lines, "opens": set(opens.values_list("pk", flat=True))}


PAGES = WaiverPages()


@allow("waivers.view")
class WaiverList(RecordList):
    """Waivers of the park."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Waivers"), "waivers", "scale"
    filterset_class = WaiverFilter
    views = (
        SavedView("open", gettext_lazy("To be decided"), lambda _request: Q(state=WaiverState.PROPOSED)),
        SavedView("mine", gettext_lazy("Proposed by me"), lambda request: Q(proposed_by=request.user)),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    state_field, states = "state", WaiverState.choices
    sorts = {"number": "number", "date": "proposed_at", "amount": "amount"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number", value=lambda row: row.number, link=True),
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name),
        Column(gettext_lazy("Kind"), css="inl", value=lambda row: row.get_kind_display()),
        Column(gettext_lazy("Amount"), sort="amount", css="num", value=lambda row: yuan(row.amount)),
        Column(gettext_lazy("State"), css="inl", template="fees/waivers/_state.html"),
        Column(pgettext_lazy("time", "Proposed"), sort="date", css="inl", value=lambda row: when_text(row.proposed_at)),
        Column(gettext_lazy("Proposed by"), css="wide-only", value=lambda row: row.proposed_by.display_name),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Customer"), lambda row: row.customer.name),
        ExportColumn(gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        ExportColumn(gettext_lazy("Amount"), lambda row: row.amount),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(pgettext_lazy("time", "Proposed"), lambda row: row.proposed_at),
        ExportColumn(gettext_lazy("Proposed by"), lambda row: row.proposed_by.display_name),
        ExportColumn(gettext_lazy("Decided by"), lambda row: row.decided_by.display_name if row.decided_by else ""),
    )
    export_perms = ("receipts.export",)
    create = Create("fees:waiver_find", gettext_lazy("Propose a waiver"), PROPOSERS)
    empty_title = gettext_lazy("No waivers here")
    empty_text = gettext_lazy("Somebody can't pay, or not yet? Propose it here; somebody else decides.")

    def rows(self) -> QuerySet[Waiver]:
        """Those this person may read, in the park shown."""
        return Waiver.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Waiver]) -> QuerySet[Waiver]:
        """Customer and people of each row in the same statement."""
        return rows.select_related("customer", "proposed_by", "decided_by")


@allow(*PROPOSERS)
@require_safe
def waiver_find(request: PersonRequest) -> HttpResponse:
    """Find whose bills a waiver is about; a single hit opens at once."""
    return find_payer(request, "fees/waivers/find.html", "fees:waiver_new")


@allow(*PROPOSERS)
@require_http_methods(["GET", "HEAD", "POST"])
def waiver_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Propose a waiver over open bills of a customer."""
    payers = payers_for(request.user).filter(park_id__in=parks_with(request.user, "waivers.propose"))
    customer = get_object_or_404(payers.select_related("park"), pk=pk)
    enter_park(request, customer.park)
    bills = Bill.objects.filter(customer=customer, state__in=PAYABLE).select_related("item", "park")
    found = list(standings(list(bills.order_by("due", "pk")), clock.today()).values())
    form = WaiverForm(request.POST if request.method == "POST" else None, standings=found)
    if form.is_bound and form.is_valid():
        form_id = form.cleaned_data["form_id"]
        try:
            made, _new = services.propose(actor=request.user, customer=customer, wish=form.wish(), form_id=form_id)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(number)s waits for the decision.") % {"number": made.number})
            return redirect(made)
    context = {"form": form, "customer": customer}
    return render(request, "fees/waivers/new.html", context, status=422 if form.is_bound else 200)
