"""Tax invoices on the screen: requests, what is paid and not invoiced, the record with number and red letters."""

from datetime import datetime
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import cached_property
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods

from fees.invoices import forms, rules, services
from fees.invoices.filters import InvoiceFilter
from fees.invoices.models import InvoiceState, TaxInvoice, not_invoiced
from fees.ledger.filters import ReceiptFilter
from fees.ledger.views import for_staff
from fees.ledger.whose import customer_line
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may
from parkservice.accounts.roles import ANY_STAFF
from parkservice.estate.tenure import readable
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section
from parkservice.ui.lists import Column, Create, ExportColumn, RecordList, SavedView
from parkservice.ui.pages import private
from parkservice.ui.words import day_text, when_text

#: Receipts that one request may be about; older ones are asked for next.
RECEIPTS = 100


def _new_year() -> datetime:
    """The first moment of the year."""
    return clock.combine(clock.today().replace(month=1, day=1))


def _in(state: InvoiceState) -> Any:
    return lambda row: row.state == state


ACTS = {
    act.name: act
    for act in (
        Act(
            "issue",
            gettext_lazy("Record the invoice"),
            gettext_lazy("Make it in the tax system first, then write its number here."),
            "done",
            forms.IssueForm,
            gettext_lazy("Record invoice"),
            services.issue,
            gettext_lazy("The invoice is recorded. The customer sees its number."),
            may=rules.may_record,
            when=_in(InvoiceState.REQUESTED),
        ),
        Act(
            "refuse",
            gettext_lazy("Refuse the request"),
            gettext_lazy("Say why; the customer reads it and can ask again."),
            "close",
            forms.RefuseForm,
            gettext_lazy("Refuse request"),
            services.refuse,
            gettext_lazy("The request is refused."),
            may=rules.may_record,
            when=_in(InvoiceState.REQUESTED),
        ),
        Act(
            "red_letter",
            gettext_lazy("Record red letters"),
            gettext_lazy("An electronic invoice is never voided: red letters in the tax system take it back."),
            "undo",
            forms.RedForm,
            gettext_lazy("Record red letters"),
            services.red_letter,
            gettext_lazy("The invoice is reversed. Its receipts can be invoiced again."),
            may=rules.may_record,
            when=_in(InvoiceState.ISSUED),
        ),
    )
}


class InvoicePages(RecordPages):
    """The record page of a tax invoice."""

    model, app, space, id_name = TaxInvoice, "fees", "invoice", "invoice_id"
    perms = ("receipts.view",)
    related = ("park", "customer", "requested_by", "recorded_by")
    template = "fees/invoices/invoice.html"
    list_url, list_name = "fees:invoices", gettext_lazy("Tax invoices")
    acts = ACTS
    quiet = ("refuse", "red_letter")

    def steps(self, page: RecordPage) -> set[str]:
        """Its acts say themselves when they are possible."""
        return set()

    def source(self, page: RecordPage) -> list[dict[str, Any]]:
        """The customer, with the way to the statement of account."""
        return customer_line(page.row.customer)

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """What finance types into the tax system, and what came back from there."""
        row: TaxInvoice = page.row
        asked = {
            "label": _("Requested by"),
            "value": row.requested_by.display_name,
            "meta": when_text(row.requested_at),
        }
        return [
            {"label": _("Kind"), "value": row.get_kind_display()},
            {"label": _("Invoice title"), "value": row.title},
            {"label": _("Tax number"), "value": row.tax_number or "—", "num": True},
            *([{"label": _("E-mail for the invoice"), "value": row.email}] if row.email else []),
            *([{"label": _("Invoice number"), "value": row.number, "num": True}] if row.number else []),
            *([{"label": pgettext("invoice", "Issued on"), "value": day_text(row.issued_on)}] if row.issued_on else []),
            *([{"label": _("Number of the red letters"), "value": row.red_number, "num": True}] if row.red_on else []),
            *([{"label": _("Reversed on"), "value": day_text(row.red_on)}] if row.red_on else []),
            asked,
        ]

    def sections(self, page: RecordPage) -> list[Section]:
        """Why it was refused or reversed."""
        row: TaxInvoice = page.row
        return [Section(row.get_state_display(), row.remark)] if row.remark else []

    def waits_for(self, page: RecordPage) -> str:
        """Finance, who makes it in the tax system."""
        waits = page.row.state == InvoiceState.REQUESTED and not rules.may_record(page.row, page.user)
        return _("Finance makes the invoice and writes its number here.") if waits else ""

    def more(self, page: RecordPage) -> dict[str, Any]:
        """The receipts it is about, those taken back marked; and whether the reader works in the park."""
        lines = list(page.row.lines.select_related("receipt__reversal").order_by("pk"))
        back = page.row.state == InvoiceState.ISSUED and any(line.receipt.taken_back for line in lines)
        return {"lines": lines, "to_reverse": back, "for_staff": for_staff(page)}


PAGES = InvoicePages()


@allow("receipts.view")
class InvoiceList(RecordList):
    """Tax invoices of the park, or of the own company; requests that wait first."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Tax invoices"), "invoices", "bill"
    filterset_class = InvoiceFilter
    views = (
        SavedView(
            "waiting",
            gettext_lazy("To be recorded"),
            lambda _request: Q(state=InvoiceState.REQUESTED),
            perms=ANY_STAFF,
        ),
        SavedView(
            "red",
            gettext_lazy("Need red letters"),
            lambda _request: Q(pk__in=TaxInvoice.objects.all().to_reverse().values("pk")),
            perms=ANY_STAFF,
        ),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    state_field, states = "state", InvoiceState.choices
    sorts = {"date": "requested_at", "amount": "amount"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name, link=True),
        Column(gettext_lazy("Kind"), css="inl", value=lambda row: row.get_kind_display()),
        Column(gettext_lazy("Amount"), sort="amount", css="num", value=lambda row: yuan(row.amount)),
        Column(gettext_lazy("Invoice number"), css="num text-start", value=lambda row: row.number, label_small=True),
        Column(gettext_lazy("State"), css="inl", template="fees/invoices/_state.html"),
        Column(gettext_lazy("Requested on"), sort="date", css="inl", value=lambda row: when_text(row.requested_at)),
        Column(gettext_lazy("Requested by"), css="wide-only", value=lambda row: row.requested_by.display_name),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Customer"), lambda row: row.customer.name),
        ExportColumn(gettext_lazy("Kind"), lambda row: row.get_kind_display()),
        ExportColumn(gettext_lazy("Invoice title"), lambda row: row.title),
        ExportColumn(gettext_lazy("Tax number"), lambda row: row.tax_number),
        ExportColumn(gettext_lazy("E-mail for the invoice"), lambda row: row.email),
        ExportColumn(gettext_lazy("Amount"), lambda row: row.amount),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(gettext_lazy("Invoice number"), lambda row: row.number),
        ExportColumn(pgettext_lazy("invoice", "Issued on"), lambda row: row.issued_on),
        ExportColumn(gettext_lazy("Number of the red letters"), lambda row: row.red_number),
        ExportColumn(gettext_lazy("Reversed on"), lambda row: row.red_on),
        ExportColumn(gettext_lazy("Reason"), lambda row: row.remark),
    )
    export_perms = ("receipts.export",)
    empty_title = gettext_lazy("No tax invoices here")
    empty_text = gettext_lazy("They are asked for from what is paid and not invoiced yet.")

    @property
    def create(self) -> Create:  # type: ignore[override]
        """The way to what may be invoiced, for those who ask and for those who look on."""
        asks = may(self.request.user, "invoices.request")
        return Create("fees:invoices_missing", _("Request an invoice") if asks else _("Paid, no invoice yet"))

    def rows(self) -> QuerySet[TaxInvoice]:
        """Those this person may read, in the park shown."""
        return TaxInvoice.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[TaxInvoice]) -> QuerySet[TaxInvoice]:
        """Customer and asker of each row in the same statement."""
        return rows.select_related("customer", "requested_by")


@allow("receipts.view")
class MissingList(RecordList):
    """Receipts that are paid and not invoiced, newest first; a row opens the request."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Paid, no invoice yet"), "not-invoiced", "money"
    filterset_class = ReceiptFilter
    views = (
        SavedView("year", gettext_lazy("This year"), lambda _request: Q(paid_at__gte=_new_year()), count=False),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    sorts = {"number": "pk", "date": "paid_at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Receipt"), sort="number", value=lambda row: row.number, link=True),
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name),
        Column(gettext_lazy("Amount"), css="num", value=lambda row: yuan(row.amount)),
        Column(gettext_lazy("To invoice"), css="num", value=lambda row: yuan(row.to_invoice), label_small=True),
        Column(gettext_lazy("Paid on"), sort="date", css="inl", value=lambda row: when_text(row.paid_at)),
        Column(gettext_lazy("Paid by"), css="inl", value=lambda row: row.get_method_display()),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Receipt"), lambda row: row.number),
        ExportColumn(gettext_lazy("Customer"), lambda row: row.customer.name),
        ExportColumn(gettext_lazy("Amount"), lambda row: row.amount),
        ExportColumn(gettext_lazy("To invoice"), lambda row: row.to_invoice),
        ExportColumn(gettext_lazy("Paid on"), lambda row: row.paid_at),
        ExportColumn(gettext_lazy("Paid by"), lambda row: row.get_method_display()),
    )
    export_perms = ("receipts.export",)
    empty_title = gettext_lazy("Everything paid is invoiced")
    empty_text = gettext_lazy("What the park bills as its own income stands here once it is paid.")

    def rows(self) -> QuerySet[Any]:
        """Those this person may read, in the park shown."""
        return not_invoiced(self.request.park).filter(readable(self.request.user, "receipts.view"))

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """The customer of each row in the same statement."""
        return rows.select_related("customer")

    def summary(self, _listing: Any) -> str:
        """How to go on, and what does not stand here, before somebody looks for it."""
        left_out = _("Deposits are no income, and for water and electricity the supplier gives the invoice.")
        return _("Open a receipt to ask for its invoice.") + " " + left_out if self._asks else left_out

    @cached_property
    def _asks(self) -> bool:
        return may(self.request.user, "invoices.request")

    def row_url(self, row: Any) -> str:
        """The request with this receipt ticked; the receipt for those who ask for no invoices."""
        if not self._asks:
            return str(row.get_absolute_url())
        return f"{reverse('fees:invoice_new', args=[row.customer_id])}?receipt={row.pk}"


@allow("invoices.request")
@require_http_methods(["GET", "HEAD", "POST"])
def invoice_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for an invoice over receipts of a customer."""
    customer = get_object_or_404(rules.asks_for(request.user).select_related("park"), pk=pk)
    enter_park(request, customer.park)
    paid = not_invoiced(customer.park).filter(customer=customer).order_by("-paid_at", "-pk")[:RECEIPTS]
    data = request.POST if request.method == "POST" else None
    form = forms.RequestForm(data, customer=customer, paid=list(paid), ticked=request.GET.get("receipt", ""))
    if form.is_bound and form.is_valid():
        form_id = form.cleaned_data["form_id"]
        try:
            made, _new = services.request(actor=request.user, customer=customer, wanted=form.wanted(), form_id=form_id)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Finance has the request and writes the number here."))
            return redirect(made)
    context = {"form": form, "customer": customer, "lines": form.lines()}
    return private(render(request, "fees/invoices/new.html", context, status=422 if form.is_bound else 200))
