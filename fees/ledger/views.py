"""Receipts and statements of account on the screen (O6; domain 2.4)."""

from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet, Value
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fees.ledger import forms, papers, reversals, rules
from fees.ledger.filters import ReceiptFilter
from fees.ledger.models import Receipt, ReversalRequest, ReversalState
from fees.ledger.queries import payers_for
from fees.ledger.statement import booked_through, statement
from fees.ledger.statement_rows import Ways, movements, rows
from fees.ledger.whose import bank_line, customer_line
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, scope
from parkservice.accounts.roles import ANY_STAFF
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import capital, yuan
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response
from parkservice.tasks.forms import ConfirmForm
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section
from parkservice.ui.lists import Column, ExportColumn, RecordList, SavedView
from parkservice.ui.pages import private
from parkservice.ui.words import when_text


def _may_second(receipt: Receipt, user: User) -> bool:
    """Whether this person is the second one to the latest request."""
    request = reversals.last_request(receipt)
    return request is not None and rules.may_decide(request, user)


def _waits(receipt: Receipt) -> bool:
    request = reversals.last_request(receipt)
    return request is not None and request.state == ReversalState.ASKED


def _ask_back(*, receipt_id: int, actor: User, reason: str, form_id: str) -> None:
    receipt = Receipt.objects.get(pk=receipt_id)
    reversals.ask_reversal(actor=actor, receipt=receipt, reason=reason, form_id=form_id)


ACTS = {
    act.name: act
    for act in (
        Act(
            "agree",
            gettext_lazy("Take the receipt back"),
            gettext_lazy("You are the second person: what the receipt settled is open again, its number stays."),
            "undo",
            ConfirmForm,
            gettext_lazy("Take receipt back"),
            reversals.take_back,
            pgettext_lazy("receipt", "%(number)s is taken back."),
            may=_may_second,
            when=_waits,
        ),
        Act(
            "keep",
            gettext_lazy("Leave the receipt as it is"),
            gettext_lazy("Say why; whoever asked reads it."),
            "close",
            forms.KeepForm,
            gettext_lazy("Leave receipt"),
            reversals.keep,
            gettext_lazy("%(number)s stays as it is."),
            may=_may_second,
            when=_waits,
        ),
        Act(
            "ask_back",
            gettext_lazy("Ask to take it back"),
            gettext_lazy("A wrong amount, a wrong payer, a transfer that came back. A second person agrees."),
            "undo",
            forms.AskBackForm,
            gettext_lazy("Ask second person"),
            _ask_back,
            gettext_lazy("%(number)s waits for the second person."),
            may=rules.may_ask,
            when=lambda row: row.taken_back is None and not _waits(row),
        ),
    )
}


def for_staff(page: RecordPage) -> bool:
    """Whether the reader works in the park; the payer reads the document, not what was said about it."""
    return page.row.park_id in scope(page.user, "receipts.view").parks


class ReceiptPages(RecordPages):
    """The record page of a receipt."""

    model, app, space, id_name = Receipt, "fees", "receipt", "receipt_id"
    perms = ("receipts.view",)
    related = ("park", "customer", "received_by", "reversal__approved_by", "reversal__asked_by")
    template = "fees/ledger/receipt.html"
    list_url, list_name = "fees:receipts", gettext_lazy("Receipts")
    acts = ACTS
    quiet = ("ask_back", "keep")

    def steps(self, page: RecordPage) -> set[str]:
        """A receipt has no states: its acts say themselves when they are possible."""
        return set()

    def source(self, page: RecordPage) -> list[dict[str, Any]]:
        """The customer, with the way to the statement of account."""
        return customer_line(page.row.customer)

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """Who paid, how, and who took it."""
        row: Receipt = page.row
        copies = row.reprints.count()
        return [
            {"label": _("Payer"), "value": row.payer},
            {"label": _("Paid by"), "value": row.get_method_display(), "meta": row.reference},
            {
                "label": pgettext("money", "Received by"),
                "value": row.received_by.display_name,
                "meta": when_text(row.paid_at),
            },
            *bank_line(row, page.user),
            {"label": _("In words"), "value": capital(row.amount)},
            *([{"label": _("Prepaid of it"), "value": yuan(row.surplus), "num": True}] if row.surplus else []),
            *([{"label": _("Reason for cash"), "value": row.reason}] if row.reason else []),
            *([{"label": _("Copies printed again"), "value": str(copies), "num": True}] if copies else []),
        ]

    def sections(self, page: RecordPage) -> list[Section]:
        """How it was taken back."""
        back = page.row.taken_back
        if back is None:
            return []
        said = {
            "asked": back.asked_by.display_name,
            "agreed": back.approved_by.display_name,
            "when": when_text(back.at),
        }
        meta = _("%(asked)s asked, %(agreed)s agreed, %(when)s") % said
        return [Section(f"{back.get_kind_display()} {back.number}", back.reason, meta)]

    def waits_for(self, page: RecordPage) -> str:
        """The second person, when it is not this one."""
        request = reversals.last_request(page.row) if for_staff(page) else None
        if request is None or request.state != ReversalState.ASKED or rules.may_decide(request, page.user):
            return ""
        return _("%(name)s asked to take it back: %(reason)s. A second person decides.") % {
            "name": request.asked_by.display_name,
            "reason": request.reason,
        }

    def more(self, page: RecordPage) -> dict[str, Any]:
        """The lines of the receipt, and its printing, which has the focus right after the money was taken."""
        lines = page.row.allocations.select_related("bill__item", "bill__unit").order_by("pk")
        may_print = page.row.taken_back is None and rules.may_print(page.row, page.user)
        return {
            "lines": lines,
            "back": page.row.taken_back,
            "waits": for_staff(page) and _waits(page.row),
            "for_staff": for_staff(page),
            "may_print": may_print,
            "printed": may_print and papers.valid_paper(page.row) is not None,
            "taken": may_print and "taken" in page.request.GET,
        }


PAGES = ReceiptPages()


@allow("receipts.view")
class ReceiptList(RecordList):
    """Receipts of the park, or of the own company."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Receipts"), "receipts", "money"
    filterset_class = ReceiptFilter
    views = (
        SavedView("today", gettext_lazy("Today"), lambda _request: Q(day=clock.today()), perms=ANY_STAFF),
        SavedView(
            "waiting",
            gettext_lazy("Wait for a second person"),
            lambda _request: Q(requests__state="asked"),
            perms=ANY_STAFF,
        ),
        SavedView(
            "back",
            gettext_lazy("Taken back"),
            lambda _request: Q(reversal__isnull=False),
            count=False,
            perms=ANY_STAFF,
        ),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    sorts = {"number": "pk", "date": "paid_at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number", value=lambda row: row.number, link=True),
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name),
        Column(gettext_lazy("Amount"), css="num", value=lambda row: yuan(row.amount)),
        Column(gettext_lazy("Paid by"), css="inl", value=lambda row: row.get_method_display()),
        Column(pgettext_lazy("receipt", "Paid"), sort="date", css="inl", value=lambda row: when_text(row.paid_at)),
        Column(pgettext_lazy("money", "Received by"), css="wide-only", value=lambda row: row.received_by.display_name),
        Column(gettext_lazy("State"), css="inl", template="fees/ledger/_state.html"),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Customer"), lambda row: row.customer.name),
        ExportColumn(gettext_lazy("Payer"), lambda row: row.payer),
        ExportColumn(gettext_lazy("Amount"), lambda row: row.amount),
        ExportColumn(gettext_lazy("Prepaid of it"), lambda row: row.surplus),
        ExportColumn(gettext_lazy("Paid by"), lambda row: row.get_method_display()),
        ExportColumn(pgettext_lazy("receipt", "Paid"), lambda row: row.paid_at),
        ExportColumn(pgettext_lazy("money", "Received by"), lambda row: row.received_by.display_name),
        ExportColumn(gettext_lazy("Taken back by"), lambda row: row.taken_back.number if row.taken_back else ""),
    )
    export_perms = ("receipts.export",)
    empty_title = gettext_lazy("No receipts here")
    empty_text = gettext_lazy("Each payment makes one, with the next number.")

    def rows(self) -> QuerySet[Receipt]:
        """Those this person may read, in the park shown."""
        return Receipt.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Receipt]) -> QuerySet[Receipt]:
        """Customer, cashier, reversal, and whether one is asked for, in the same statement."""
        asked = ReversalRequest.objects.filter(receipt=OuterRef("pk"), state=ReversalState.ASKED)
        waits = Exists(asked) if self.allowed(ANY_STAFF) else Value(False)
        return rows.select_related("customer", "received_by", "reversal").annotate(waits=waits)


@allow("receipts.view")
@require_POST
def receipt_print(request: PersonRequest, pk: int) -> HttpResponse:
    """Issue the paper of a receipt, or count one more copy, and open it."""
    row = PAGES.find(request, pk)
    try:
        paper = papers.print_receipt(actor=request.user, receipt=row)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    return redirect("fees:receipt_paper", row.pk, paper.pk)


@allow("receipts.view")
@require_safe
def receipt_paper(request: PersonRequest, pk: int, paper: int) -> HttpResponse:
    """The PDF of a receipt."""
    mine = Paper.objects.filter(kind=papers.KIND, subject_id=PAGES.find(request, pk).pk)
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=paper))


@allow("receipts.view")
@require_safe
def statement_page(request: PersonRequest, pk: int) -> HttpResponse:
    """The statement of account of a customer as of a day, the last that is booked when none is given (M12, M13)."""
    customer = get_object_or_404(payers_for(request.user).select_related("park"), pk=pk)
    enter_park(request, customer.park)
    form = forms.DayForm(request.GET)
    day = (form.cleaned_data["on"] if form.is_valid() else None) or booked_through(customer)
    found = statement(customer, day)
    ways = Ways(request.user, found)
    context = {
        "statement": found,
        "rows": rows(found, ways),
        "movements": movements(found, ways),
        "form": form,
        "may_waive": may(request.user, "waivers.propose"),
        "may_invoice": may(request.user, "invoices.request"),
        "may_pay_back": may(request.user, "deposits.request", customer),
    }
    return private(render(request, "fees/ledger/statement.html", context, status=200 if form.is_valid() else 422))
