"""Deposits on the screen: list, taking one, and the record with the steps of its refund (domain 2.5)."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fees.deposits import forms, papers, rules, services
from fees.deposits.filters import DepositFilter
from fees.deposits.models import Deposit, DepositState, Refund, RefundRequest, RefundState
from fees.deposits.services import Claim, Payout
from fees.ledger import rules as ledger_rules
from fees.ledger.whose import bank_line
from parkservice.accounts.access import PersonRequest, allow
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, scope
from parkservice.accounts.roles import ANY_STAFF
from parkservice.journal.models import subject_kind
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import capital, yuan
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response
from parkservice.tasks.forms import ConfirmForm, ReasonForm
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section
from parkservice.ui.lists import Column, Create, ExportColumn, RecordList, SavedView
from parkservice.ui.words import when_text

#: Whoever takes money takes deposits.
TAKERS = ("receipts.cash", "receipts.bank")


def _request_of(deposit_id: int) -> RefundRequest:
    """The latest request; raises RuleViolation when nobody asked."""
    found = RefundRequest.objects.filter(deposit_id=deposit_id).order_by("-pk").first()
    if found is None:
        raise RuleViolation(_("Nobody asked for this deposit back."), code="not_asked")
    return found


def _claim(*, deposit_id: int, actor: User, claim: Claim, form_id: str) -> None:
    deposit = Deposit.objects.get(pk=deposit_id)
    services.request_refund(actor=actor, deposit=deposit, claim=claim, form_id=form_id)


def _approve(*, deposit_id: int, actor: User) -> None:
    services.approve_refund(actor=actor, request_id=_request_of(deposit_id).pk)


def _refuse(*, deposit_id: int, actor: User, reason: str) -> None:
    services.refuse_refund(actor=actor, request_id=_request_of(deposit_id).pk, reason=reason)


def _pay(*, deposit_id: int, actor: User, payout: Payout) -> None:
    services.pay_refund(actor=actor, request_id=_request_of(deposit_id).pk, payout=payout)


def _may_decide(deposit: Deposit, user: User) -> bool:
    request = services.last_request(deposit)
    return request is not None and rules.may_decide(request, user)


def _may_pay(deposit: Deposit, user: User) -> bool:
    request = services.last_request(deposit)
    return request is not None and rules.may_pay(request, user)


def _may_claim(deposit: Deposit, user: User) -> bool:
    return may(user, "deposits.request", deposit)


ACTS = {
    act.name: act
    for act in (
        Act(
            "claim",
            gettext_lazy("Ask for the refund"),
            gettext_lazy("With receipt and identity checked; what is withheld is signed by the customer before."),
            "rise",
            forms.ClaimForm,
            gettext_lazy("Ask for refund"),
            _claim,
            gettext_lazy("The refund of %(number)s waits for a second person."),
            may=_may_claim,
            when=lambda row: row.state == DepositState.HELD,
            keeps=True,
        ),
        Act(
            "approve",
            gettext_lazy("Approve the refund"),
            gettext_lazy("A third person pays it then: finance, or for a small pass deposit an officer."),
            "check",
            ConfirmForm,
            gettext_lazy("Approve refund"),
            _approve,
            gettext_lazy("The refund of %(number)s waits for its payment."),
            may=_may_decide,
            when=lambda row: row.state == DepositState.REQUESTED,
        ),
        Act(
            "pay",
            gettext_lazy("Pay the refund"),
            gettext_lazy("You are the third person. It is paid once, and never from the takings of the day."),
            "money",
            forms.PayoutForm,
            gettext_lazy("Pay refund"),
            _pay,
            gettext_lazy("The deposit %(number)s is settled."),
            may=_may_pay,
            when=lambda row: row.state == DepositState.APPROVED,
        ),
        Act(
            "refuse",
            gettext_lazy("Refuse the refund"),
            gettext_lazy("The deposit is held on; say why."),
            "close",
            ReasonForm,
            gettext_lazy("Refuse refund"),
            _refuse,
            gettext_lazy("The refund of %(number)s is refused."),
            may=_may_decide,
            when=lambda row: row.state == DepositState.REQUESTED,
        ),
    )
}


def _received(row: Deposit) -> list[dict[str, Any]]:
    """Who took it, and how; for one of a former system its receipt there."""
    by = {"value": row.received_by.display_name, "meta": when_text(row.received_at)}
    if row.carried_id:
        former = {"label": _("Receipt of the former system"), "value": row.former_number, "num": True}
        return [former, {"label": _("Carried over by"), **by}]
    how = {"label": _("Paid by"), "value": row.get_method_display(), "meta": row.reference}
    return [how, {"label": pgettext("money", "Received by"), **by}]


class DepositPages(RecordPages):
    """The record page of a deposit."""

    model, app, space, id_name = Deposit, "fees", "deposit", "deposit_id"
    perms = ("deposits.view",)
    related = ("park", "customer", "unit", "received_by", "carried", "refund")
    template = "fees/deposits/deposit.html"
    list_url, list_name = "fees:deposits", gettext_lazy("Deposits")
    acts = ACTS
    quiet = ("refuse", "claim")

    def steps(self, page: RecordPage) -> set[str]:
        """A deposit never changes: its acts say themselves when they are possible."""
        return set()

    def source(self, page: RecordPage) -> list[dict[str, Any]]:
        """Whose deposit it is."""
        row: Deposit = page.row
        return [{"label": _("Customer"), "value": row.customer.display_name if row.customer else ""}]

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """For what, by whom, how."""
        row: Deposit = page.row
        refund = getattr(row, "refund", None)
        return [
            {"label": _("Deposit for"), "value": row.get_kind_display()},
            {"label": _("Payer"), "value": row.payer},
            {"label": _("Unit"), "value": str(row.unit or "")},
            {"label": _("In words"), "value": capital(row.amount)},
            *_received(row),
            *bank_line(row, page.user),
            *(bank_line(refund, page.user, _("Line of the refund")) if refund else []),
        ]

    def more(self, page: RecordPage) -> dict[str, Any]:
        """Whether the reader works in the park: the payer reads the document, not what was said about it."""
        refund = getattr(page.row, "refund", None)
        printed = Paper.objects.filter(**_papers_of(refund or page.row)).exists()
        return {
            "for_staff": page.row.park_id in scope(page.user, "deposits.view").parks,
            "may_print": ledger_rules.may_print(page.row, page.user),
            "refund": refund,
            "printed": printed,
        }

    def sections(self, page: RecordPage) -> list[Section]:
        """The latest request, with what is withheld, and the refund."""
        request = services.last_request(page.row)
        if request is None:
            return []
        asked = _("%(name)s, %(when)s") % {
            "name": request.requested_by.display_name,
            "when": when_text(request.requested_at),
        }
        said = [f"{each.reason}{_(': ')}{yuan(each.amount)}" for each in request.deductions.all()]
        staff = page.row.park_id in scope(page.user, "deposits.view").parks
        files = page.photos(since=request.requested_at) if staff else ()
        lines = [request.settled, *said, _("To refund: %(amount)s") % {"amount": yuan(request.refund_amount)}]
        return [
            Section(_("Refund: %(state)s") % {"state": request.get_state_display()}, "\n".join(lines), asked, files)
        ]

    def waits_for(self, page: RecordPage) -> str:
        """The manager, or who pays: finance; for the small deposit of a pass a colleague, and an officer too."""
        request = services.last_request(page.row)
        if request is None or request.state not in RefundState.waiting():
            return ""
        acts = (rules.may_decide if request.state == RefundState.REQUESTED else rules.may_pay)(request, page.user)
        if acts:
            return ""
        if request.state == RefundState.REQUESTED and rules.is_small(page.row):
            return _("Waits for a colleague at the counter, or for the manager, to confirm it")
        if request.state == RefundState.REQUESTED:
            return str(request.get_state_display())
        if rules.is_small(page.row):
            return _("Waits for an officer to pay it from the float, or for finance")
        return _("Waits for finance to pay it")


PAGES = DepositPages()


def _papers_of(row: Deposit | Refund) -> dict[str, Any]:
    """Which papers are about a deposit or its refund."""
    return {"subject_kind": subject_kind(row), "subject_id": row.pk, "revoked_at": None}


@allow("deposits.view")
@require_POST
def deposit_print(request: PersonRequest, pk: int) -> HttpResponse:
    """Print the receipt, or the refund of a settled deposit, or count one more copy, and open it."""
    row = PAGES.find(request, pk)
    refund = Refund.objects.select_related("deposit__unit", "request", "park").filter(deposit=row).first()
    if refund is not None:
        paper = papers.print_refund(actor=request.user, refund=refund)
    else:
        paper = papers.print_deposit(actor=request.user, deposit=row)
    return redirect("fees:deposit_paper", row.pk, paper.pk)


@allow("deposits.view")
@require_safe
def deposit_paper(request: PersonRequest, pk: int, paper: int) -> HttpResponse:
    """The PDF of a deposit's receipt, or of its refund."""
    row = PAGES.find(request, pk)
    refunds = Refund.objects.filter(deposit=row).values("pk")
    mine = Q(kind=papers.RECEIPT, subject_id=row.pk) | Q(kind=papers.VOUCHER, subject_id__in=refunds)
    return paper_response(request, get_object_or_404(Paper.objects.filter(mine).select_related("park"), pk=paper))


@allow("deposits.view")
class DepositList(RecordList):
    """Deposits of the park, those that are held first."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Deposits"), "deposits", "key"
    filterset_class = DepositFilter
    views = (
        SavedView(
            "held",
            pgettext_lazy("deposit", "Held"),
            lambda _request: Q(refund__isnull=True, carried__undone_on__isnull=True),
        ),
        SavedView(
            "asked",
            gettext_lazy("Wait for the manager"),
            lambda _request: Q(requests__state="requested"),
            perms=ANY_STAFF,
        ),
        SavedView("approved", gettext_lazy("Wait for payment"), lambda _request: Q(requests__state="approved")),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    sorts = {"number": "pk", "date": "received_at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number", value=lambda row: row.number, link=True),
        Column(gettext_lazy("Payer"), value=lambda row: row.payer),
        Column(gettext_lazy("Deposit for"), css="inl", value=lambda row: row.get_kind_display()),
        Column(gettext_lazy("Amount"), css="num", value=lambda row: yuan(row.amount)),
        Column(gettext_lazy("Unit"), css="inl", value=lambda row: str(row.unit or "")),
        Column(
            pgettext_lazy("deposit", "Received"), sort="date", css="inl", value=lambda row: when_text(row.received_at)
        ),
        Column(pgettext_lazy("money", "Received by"), css="wide-only", value=lambda row: row.received_by.display_name),
        Column(gettext_lazy("State"), css="inl", template="fees/deposits/_state.html"),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Payer"), lambda row: row.payer),
        ExportColumn(gettext_lazy("Deposit for"), lambda row: row.get_kind_display()),
        ExportColumn(gettext_lazy("Amount"), lambda row: row.amount),
        ExportColumn(pgettext_lazy("deposit", "Received"), lambda row: row.received_at),
        ExportColumn(pgettext_lazy("money", "Received by"), lambda row: row.received_by.display_name),
        ExportColumn(gettext_lazy("State"), lambda row: row.listed_state.label),
    )
    export_perms = ("receipts.export",)
    create = Create("fees:deposit_new", gettext_lazy("Take a deposit"), TAKERS)
    empty_title = gettext_lazy("No deposits here")
    empty_text = gettext_lazy("Each is given back once, by three people.")

    def rows(self) -> QuerySet[Deposit]:
        """Those this person may read, in the park shown."""
        return Deposit.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Deposit]) -> QuerySet[Deposit]:
        """Unit, cashier and what its state follows from, without a statement per row."""
        return rows.select_related("unit", "received_by", "carried", "refund").prefetch_related("requests")


@allow(*TAKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def deposit_new(request: PersonRequest) -> HttpResponse:
    """Take a deposit."""
    form = forms.DepositForm(request.POST if request.method == "POST" else None, park=request.park, user=request.user)
    if form.is_bound and form.is_valid():
        form_id = form.cleaned_data["form_id"]
        try:
            made, _new = services.receive(actor=request.user, park=request.park, handed=form.handed(), form_id=form_id)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The deposit has the number %(number)s.") % {"number": made.number})
            return redirect(made)
    return render(request, "fees/deposits/new.html", {"form": form}, status=422 if form.is_bound else 200)
