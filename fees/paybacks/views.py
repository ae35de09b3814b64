"""Prepayments paid back on the screen: the list, the record with its steps, and the request (domain 2.4)."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fees.ledger.statement import booked_through, statement
from fees.ledger.whose import bank_line, customer_line
from fees.limits import waits_for_limit
from fees.paybacks import forms, rules, services
from fees.paybacks.filters import PaybackFilter
from fees.paybacks.models import PaybackRequest, PaybackState
from fees.till.queries import credit_of, payers_at
from fees.till.views import find_payer
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import parks_with, scope
from parkservice.accounts.roles import ANY_STAFF
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import capital, yuan
from parkservice.tasks.forms import ConfirmForm, ReasonForm
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section
from parkservice.ui.lists import Column, Create, ExportColumn, RecordList, SavedView
from parkservice.ui.words import when_text

READERS, ASKERS = ("deposits.view", "paybacks.decide"), ("deposits.request",)
ACTS = {
    act.name: act
    for act in (
        Act(
            "approve",
            gettext_lazy("Approve paying it back"),
            gettext_lazy("Finance pays it then; until it is paid the prepayment can still be used."),
            "check",
            ConfirmForm,
            gettext_lazy("Approve paying back"),
            services.approve,
            gettext_lazy("Approved. Finance pays it."),
        ),
        Act(
            "pay",
            gettext_lazy("Pay it back"),
            gettext_lazy("You are the third person. It is paid once, and never from the takings of the day."),
            "money",
            forms.PayForm,
            gettext_lazy("Pay back"),
            services.pay,
            gettext_lazy("Paid back, and taken off the prepayment."),
        ),
        Act(
            "refuse",
            gettext_lazy("Refuse paying it back"),
            gettext_lazy("The prepayment stays; say why."),
            "close",
            ReasonForm,
            gettext_lazy("Refuse paying back"),
            services.refuse,
            gettext_lazy("Refused. The prepayment stays."),
        ),
    )
}


class PaybackPages(RecordPages):
    """The record page of a request."""

    model, app, space, id_name = PaybackRequest, "fees", "payback", "request_id"
    perms = READERS
    related = ("park", "customer", "requested_by", "decided_by", "payback__paid_by")
    template = "fees/paybacks/payback.html"
    list_url, list_name = "fees:paybacks", gettext_lazy("Prepayments back")
    acts = ACTS
    quiet = ("refuse",)

    def source(self, page: RecordPage) -> list[dict[str, Any]]:
        """The customer, with the way to the statement of account."""
        return customer_line(page.row.customer, page.user)

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """How much, to whom, and what is owed at the same time."""
        row: PaybackRequest = page.row
        waits = row.state in (PaybackState.REQUESTED, PaybackState.APPROVED)
        owed = statement(row.customer, booked_through(row.customer)).balance if waits else None
        paid = getattr(row, "payback", None)
        return [
            {"label": _("In words"), "value": capital(row.amount)},
            {"label": _("Paid to"), "value": row.payee, "meta": row.bank},
            *([{"label": _("Prepaid now"), "value": yuan(credit_of(row.customer)), "num": True}] if waits else []),
            *([{"label": _("Owed at the same time"), "value": yuan(owed), "num": True}] if owed else []),
            *([{"label": _("Paid by"), "value": paid.get_method_display(), "meta": paid.reference}] if paid else []),
            *(bank_line(paid, page.user) if paid else []),
        ]

    def sections(self, page: RecordPage) -> list[Section]:
        """Why, what was decided, and who paid."""
        row: PaybackRequest = page.row
        made = [Section(_("Reason"), row.reason, _by(row.requested_by, row.requested_at))]
        if row.decided_by is not None:
            words = row.refusal or _("Approved")
            made.append(Section(_("Decision"), words, _by(row.decided_by, row.decided_at)))
        paid = getattr(row, "payback", None)
        if paid is not None:
            made.append(Section(row.get_state_display(), paid.number, _by(paid.paid_by, paid.at)))
        return made

    def more(self, page: RecordPage) -> dict[str, Any]:
        """Whether the reader works in the park: the customer reads the document, not what was said about it."""
        parks = {*scope(page.user, "deposits.view").parks, *parks_with(page.user, "paybacks.decide")}
        return {"for_staff": page.row.park_id in parks}

    def waits_for(self, page: RecordPage) -> str:
        """The one whose limit it needs, or finance."""
        row: PaybackRequest = page.row
        if row.state == PaybackState.REQUESTED and not rules.may_decide(row, page.user):
            return waits_for_limit(row.park, "payback", row.amount)
        if row.state == PaybackState.APPROVED and not rules.may_pay(row, page.user):
            return _("It waits for finance, who pays it.")
        return ""


def _by(person: Any, moment: Any) -> str:
    return _("%(name)s, %(when)s") % {"name": person.display_name, "when": when_text(moment)}


PAGES = PaybackPages()


@allow(*READERS)
class PaybackList(RecordList):
    """Requests to pay prepayments back."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Prepayments back"), "paybacks", "undo"
    filterset_class = PaybackFilter
    views = (
        SavedView(
            "open",
            gettext_lazy("To be decided"),
            lambda _request: Q(state=PaybackState.REQUESTED),
            perms=ANY_STAFF,
        ),
        SavedView(
            "approved",
            gettext_lazy("Wait for finance"),
            lambda _request: Q(state=PaybackState.APPROVED),
            perms=ANY_STAFF,
        ),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    state_field, states = "state", PaybackState.choices
    sorts = {"date": "requested_at", "amount": "amount"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), value=lambda row: row.number, link=True),
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name),
        Column(gettext_lazy("Amount"), sort="amount", css="num", value=lambda row: yuan(row.amount)),
        Column(gettext_lazy("State"), css="inl", template="fees/paybacks/_state.html"),
        Column(gettext_lazy("Requested on"), sort="date", css="inl", value=lambda row: when_text(row.requested_at)),
        Column(gettext_lazy("Requested by"), css="wide-only", value=lambda row: row.requested_by.display_name),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Customer"), lambda row: row.customer.name),
        ExportColumn(gettext_lazy("Amount"), lambda row: row.amount),
        ExportColumn(gettext_lazy("Paid to"), lambda row: row.payee),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(gettext_lazy("Requested on"), lambda row: row.requested_at),
        ExportColumn(gettext_lazy("Requested by"), lambda row: row.requested_by.display_name),
    )
    export_perms = ("receipts.export",)
    create = Create("fees:payback_find", gettext_lazy("Pay a prepayment back"), ASKERS)
    empty_title = gettext_lazy("No prepayment is asked back")

    @property
    def empty_text(self) -> str:
        """Where to ask: here, or for the payer at the desk."""
        if self.allowed(ANY_STAFF):
            return _("Somebody moves out and has paid ahead? Ask for it here; somebody else approves it.")
        return _("To get a prepayment back, please ask the customer service desk.")

    def rows(self) -> QuerySet[PaybackRequest]:
        """Those this person may read, in the park shown."""
        return PaybackRequest.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[PaybackRequest]) -> QuerySet[PaybackRequest]:
        """Customer, asker and document of each row in the same statement."""
        return rows.select_related("customer", "requested_by", "payback")


@allow(*ASKERS)
@require_safe
def payback_find(request: PersonRequest) -> HttpResponse:
    """Find whose prepayment goes back; a single hit opens at once."""
    return find_payer(request, "fees/paybacks/find.html", "fees:payback_new")


@allow(*ASKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def payback_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask to pay a customer's prepayment back."""
    customer = get_object_or_404(payers_at(request.user, ASKERS), pk=pk)
    enter_park(request, customer.park)
    credit = credit_of(customer)
    form = forms.AskForm(request.POST if request.method == "POST" else None, customer=customer, credit=credit)
    if form.is_bound and form.is_valid():
        form_id = form.cleaned_data["form_id"]
        try:
            made, _new = services.ask(actor=request.user, customer=customer, wish=form.wish(), form_id=form_id)
        except RuleViolation as refusal:
            form.add_error(refusal.code if refusal.code in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Asked. Somebody else approves it, finance pays."))
            return redirect(made)
    owed = statement(customer, booked_through(customer)).balance
    context = {"form": form, "customer": customer, "credit": credit, "owed": owed}
    return render(request, "fees/paybacks/new.html", context, status=422 if form.is_bound else 200)
