"""Bills: the list, one bill with its computation, its reversal, its paper (O2, O4, O5)."""

from collections.abc import Callable
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_POST, require_safe

from fees.billing import papers, reversing
from fees.billing.filters import BillFilter
from fees.billing.forms import RefusalForm, ReversalForm
from fees.billing.models import PAYABLE, UNDISPUTED, Bill, BillState
from fees.billing.records import BillReversal, ReversalState
from fees.billing.words import in_one_line, sentences
from fees.ledger.models import Allocation, Receipt
from fees.ledger.owed import standings
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.accounts.roles import ANY_STAFF
from parkservice.journal.models import subject_kind
from parkservice.journal.queries import timeline
from parkservice.kit import clock, flow
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response
from parkservice.ui.lists import Column, Create, ExportColumn, RecordList, SavedView
from parkservice.ui.words import day_text

RELATED = ("park", "building", "unit", "customer", "item", "run")


def _owed(_request: HttpRequest) -> Q:
    return Q(state__in=PAYABLE)


def _overdue(_request: HttpRequest) -> Q:
    return Q(state__in=PAYABLE, due__lt=clock.today())


def _waiting(_request: HttpRequest) -> Q:
    return Q(pk__in=BillReversal.objects.filter(state=ReversalState.ASKED).values("bill_id"))


@allow("bills.view")
class BillList(RecordList):
    """Every bill this person may see; a tenant the own ones."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Bills"), "bills", "bill"
    filterset_class = BillFilter
    views = (
        SavedView("owed", gettext_lazy("Owed"), _owed),
        SavedView("overdue", gettext_lazy("Overdue"), _overdue),
        SavedView("reversal", gettext_lazy("To be reversed"), _waiting, perms=ANY_STAFF),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    state_field, states = "state", BillState.choices
    sorts = {"date": "issued_at", "due": "due", "amount": "amount"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), value=lambda row: row.number, link=True),
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name),
        Column(gettext_lazy("Unit"), css="inl", value=lambda row: row.unit.code if row.unit else ""),
        Column(gettext_lazy("Fee item"), template="fees/billing/_item.html"),
        Column(gettext_lazy("Period"), css="inl", value=lambda row: row.period),
        Column(
            gettext_lazy("Amount in yuan"),
            sort="amount",
            css="num",
            value=lambda row: f"{row.amount:,.2f}",
            label_small=True,
        ),
        Column(gettext_lazy("Owed"), css="num", value=lambda row: f"{row.open_amount:,.2f}", label_small=True),
        Column(gettext_lazy("Due day"), sort="due", value=lambda row: day_text(row.due, near=False), label_small=True),
        Column(gettext_lazy("State"), css="inl", template="fees/billing/_state.html"),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Customer"), lambda row: row.customer.name),
        ExportColumn(gettext_lazy("Unit"), lambda row: row.unit.code if row.unit else ""),
        ExportColumn(gettext_lazy("Building"), lambda row: row.building.name if row.building else ""),
        ExportColumn(gettext_lazy("Fee item"), lambda row: row.item.name),
        ExportColumn(pgettext_lazy("period", "From"), lambda row: row.period_from),
        ExportColumn(pgettext_lazy("period", "To"), lambda row: row.period_to),
        ExportColumn(gettext_lazy("Quantity"), lambda row: row.quantity),
        ExportColumn(gettext_lazy("Price in yuan"), lambda row: row.price),
        ExportColumn(gettext_lazy("Amount in yuan"), lambda row: row.amount),
        ExportColumn(pgettext_lazy("amount", "Paid"), lambda row: row.paid),
        ExportColumn(gettext_lazy("Waived"), lambda row: row.waived),
        ExportColumn(gettext_lazy("Due day"), lambda row: row.due),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(gettext_lazy("Computation"), lambda row: in_one_line(row.explanation)),
    )
    export_perms = ("bills.export",)
    create = Create("fees:run_new", gettext_lazy("Preview a billing run"), ("bills.preview",))
    empty_title = gettext_lazy("No bill here")

    @property
    def empty_text(self) -> str:
        """How to come to bills; a tenant only waits for them."""
        if self.allowed(ANY_STAFF):
            return _("Bills come from a billing run: choose item and period, look at the preview, start it.")
        return _("Your bills stand here from the day on which they are issued.")

    def rows(self) -> QuerySet[Any]:
        """Bills of the park shown."""
        return Bill.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With customer, unit, building and item."""
        return rows.select_related("customer", "unit", "building", "item")


def find_bill(request: PersonRequest, pk: int) -> Bill:
    """A bill as far as this person may read it; 404 for everybody else."""
    bill = get_object_or_404(Bill.objects.visible_to(request.user).select_related(*RELATED), pk=pk)
    enter_park(request, bill.park)
    return bill


@allow("bills.view")
@require_safe
def bill(request: PersonRequest, pk: int) -> HttpResponse:
    """One bill: how it was computed, what is owed, what may be done about it."""
    return _show(request, find_bill(request, pk))


def _show(
    request: PersonRequest, row: Bill, form: ReversalForm | None = None, refusal: RefusalForm | None = None
) -> HttpResponse:
    staff = may(request.user, "bills.preview", row) or may(request.user, "bills.export", row)
    waiting = row.reversals.filter(state=ReversalState.ASKED).select_related("asked_by").first()
    context = {
        "row": row,
        "facts": _facts(row),
        "steps": sentences(row.explanation),
        "line": in_one_line(row.explanation, row.amount),
        "may_ask": may(request.user, "bills.preview", row) and waiting is None and not reversing.obstacle(row),
        "obstacle": reversing.obstacle(row),
        "waiting": waiting,
        "dispute": _dispute(row) if staff else None,
        "payments": _payments(row, request.user),
        "may_answer": may(request.user, "disputes.answer", row),
        "decides": {step.name for step in flow.steps_for(waiting, request.user)} if waiting else set(),
        "form": form or ReversalForm(),
        "refusal": refusal or RefusalForm(),
        "staff": staff,
        "entries": list(reversed(timeline(row))) if staff else [],
        "may_dispute": row.state in UNDISPUTED and may(request.user, "disputes.record", row),
    }
    return render(request, "fees/billing/record.html", context, status=422 if form or refusal else 200)


def _dispute(row: Bill) -> Any:
    """What the customer has against a bill, while it waits for its answer; also once the bill is paid."""
    return row.disputes.waiting().select_related("recorded_by").first()


def _payments(row: Bill, user: User) -> list[Allocation]:
    """What came in on a bill, each with its receipt, as far as this person reads receipts; the latest first."""
    lines = Allocation.objects.filter(bill=row, receipt__in=Receipt.objects.visible_to(user))
    return list(lines.select_related("receipt__reversal").order_by("-receipt__paid_at", "-pk"))


def _late_fee(row: Bill) -> Decimal:
    """The late fee that has grown on a bill and is not billed yet, in yuan (domain 3.6)."""
    return standings([row], clock.today())[row.pk].late_fee if row.state in PAYABLE else Decimal(0)


def _facts(row: Bill) -> list[dict[str, Any]]:
    """Label and value pairs."""
    late_fee = _late_fee(row)
    return [
        {"label": _("Customer"), "value": row.customer.display_name},
        *([{"label": _("Carried over"), "value": _("from the former system")}] if row.carried_id else []),
        {"label": _("Unit"), "value": row.unit.code if row.unit else ""},
        {"label": _("Fee item"), "value": row.item.name},
        {"label": _("Period"), "value": row.period},
        {"label": pgettext("bill", "Issued on"), "value": day_text(row.issued_at, near=False)},
        {"label": _("Due day"), "value": day_text(row.due, near=False)},
        {"label": _("Amount in yuan"), "value": f"{row.amount:,.2f}", "num": True},
        {"label": pgettext("amount", "Paid"), "value": f"{row.paid:,.2f}", "num": True},
        {"label": _("Waived"), "value": f"{row.waived:,.2f}", "num": True},
        {"label": _("Owed"), "value": f"{row.open_amount:,.2f}", "num": True},
        *([{"label": _("Late fee up to today"), "value": f"{late_fee:,.2f}", "num": True}] if late_fee else []),
    ]


@allow("bills.preview")
@require_POST
def reversal_ask(request: PersonRequest, pk: int) -> HttpResponse:
    """Ask for the reversal of a bill."""
    row = find_bill(request, pk)
    if not may(request.user, "bills.preview", row):
        raise PermissionDenied
    form = ReversalForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    said = form.cleaned_data
    return _act(
        request,
        row,
        lambda: reversing.ask_reversal(bill_id=row.pk, actor=request.user, **said),
        _("Asked. Another person approves it."),
    )


def _waiting_for(request: PersonRequest, pk: int) -> tuple[Bill, BillReversal]:
    """The bill of a reversal, and the reversal, as far as this person decides it."""
    reversal = get_object_or_404(BillReversal, pk=pk)
    row = find_bill(request, reversal.bill_id)
    if not may(request.user, "bills.reverse", row) or reversal.asked_by_id == request.user.pk:
        raise PermissionDenied(_("Nobody approves their own reversal."))
    return row, reversal


@allow("bills.reverse")
@require_POST
def reversal_approve(request: PersonRequest, pk: int) -> HttpResponse:
    """Approve a reversal as the second person."""
    row, reversal = _waiting_for(request, pk)
    said = _("Reversed. The charge can be billed anew.")
    return _act(request, row, lambda: reversing.approve_reversal(reversal_id=reversal.pk, actor=request.user), said)


@allow("bills.reverse")
@require_POST
def reversal_refuse(request: PersonRequest, pk: int) -> HttpResponse:
    """Refuse a reversal: the bill stays."""
    row, reversal = _waiting_for(request, pk)
    form = RefusalForm(request.POST)
    if not form.is_valid():
        return _show(request, row, refusal=form)
    note = form.cleaned_data["note"]
    service = reversing.refuse_reversal
    return _act(
        request, row, lambda: service(reversal_id=reversal.pk, actor=request.user, note=note), _("The bill stays.")
    )


def _act(request: PersonRequest, row: Bill, act: Callable[[], Any], said: str) -> HttpResponse:
    """Run a service, say how it went, go back to the bill."""
    try:
        act()
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, said)
    return redirect(row)


@allow("bills.view")
@require_POST
def bill_print(request: PersonRequest, pk: int) -> HttpResponse:
    """Issue the bill as a paper in the language of the page, and open it."""
    row = find_bill(request, pk)
    language = "en" if request.LANGUAGE_CODE.startswith("en") else "zh-hans"
    try:
        paper = papers.print_bill(bill=row, actor=request.user, language=language)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    return redirect(reverse("fees:bill_paper", args=[row.pk, paper.pk]))


@allow("bills.view")
@require_safe
def bill_paper(request: PersonRequest, pk: int, paper_id: int) -> HttpResponse:
    """The PDF of a paper of this bill."""
    row = find_bill(request, pk)
    mine = Paper.objects.filter(subject_kind=subject_kind(row), subject_id=row.pk).select_related("park")
    return paper_response(request, get_object_or_404(mine, pk=paper_id))
