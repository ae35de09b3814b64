"""Slips "to pay" on the screen: the list, sending one, and the record that shows the receipt (design section 4)."""

from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fees.slips import rules, services
from fees.slips.forms import SlipForm, WithdrawForm
from fees.slips.models import READERS, EndKind, PaySlip
from fees.till.queries import owed_by, payers_at
from fees.till.views import find_payer
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section
from parkservice.ui.lists import Column, Create, RecordList, SavedView
from parkservice.ui.pages import private
from parkservice.ui.words import when_text

SENDERS = ("slips.send",)

WITHDRAW = Act(
    "withdraw",
    gettext_lazy("Withdraw the slip"),
    gettext_lazy("The customer left, or the bills were paid in another way."),
    "close",
    WithdrawForm,
    gettext_lazy("Withdraw slip"),
    services.withdraw,
    gettext_lazy("The slip %(number)s is withdrawn."),
    may=rules.may_withdraw,
    when=lambda row: row.ended is None,
)


class SlipPages(RecordPages):
    """The record page of a slip."""

    model, app, space, id_name = PaySlip, "fees", "slip", "slip_id"
    perms = READERS
    related = ("park", "customer", "sent_by", "end__by", "end__receipt", "end__deposit")
    template = "fees/slips/slip.html"
    list_url, list_name = "fees:slips", gettext_lazy("Slips to pay")
    acts = {"withdraw": WITHDRAW}
    quiet = ("withdraw",)

    def steps(self, page: RecordPage) -> set[str]:
        """A slip never changes: its act says itself when it is possible."""
        return set()

    def source(self, page: RecordPage) -> list[dict[str, Any]]:
        """Who is to pay."""
        return [{"label": _("Customer"), "value": page.row.customer.display_name}]

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """For what, by whom sent, by which receipt paid."""
        row: PaySlip = page.row
        end = row.ended
        return [
            {"label": _("Sent by"), "value": row.sent_by.display_name, "meta": when_text(row.sent_at)},
            *([{"label": _("Deposit for"), "value": row.get_deposit_kind_display()}] if row.deposit_kind else []),
            *([{"label": _("Note for the till"), "value": row.note}] if row.note else []),
            *([{"label": _("Receipt"), "value": end.document, "num": True}] if end and end.document else []),
        ]

    def sections(self, page: RecordPage) -> list[Section]:
        """How it ended."""
        end = page.row.ended
        if end is None:
            return []
        said = _("%(name)s, %(when)s") % {"name": end.by.display_name, "when": when_text(end.at)}
        return [Section(end.get_kind_display(), end.reason or end.document, said)]

    def more(self, page: RecordPage) -> dict[str, Any]:
        """The bills, and the way to the till for who takes money."""
        row: PaySlip = page.row
        waits = row.ended is None and not row.is_empty and rules.may_take(row, page.user)
        lines = row.lines.select_related("bill__item", "bill__unit").order_by("pk")
        return {"lines": lines, "end": row.ended, "till_url": row.till_url() if waits else ""}


PAGES = SlipPages()


@allow(*READERS)
class SlipList(RecordList):
    """Slips of the park: those that wait first; a paid one shows its receipt."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Slips to pay"), "slips", "send"
    views = (
        SavedView("waiting", gettext_lazy("Wait at the till"), lambda _request: Q(end__isnull=True)),
        SavedView("mine", gettext_lazy("Sent by me"), lambda request: Q(sent_by=request.user), count=False),
        SavedView("paid", gettext_lazy("Paid"), lambda _request: Q(end__kind=EndKind.PAID), count=False),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    sorts = {"number": "pk", "date": "sent_at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number", value=lambda row: row.number, link=True),
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name),
        Column(gettext_lazy("Amount"), css="num", value=lambda row: yuan(row.amount)),
        Column(gettext_lazy("For"), css="inl", value=lambda row: row.get_deposit_kind_display() or _("Bills")),
        Column(gettext_lazy("Sent"), sort="date", css="inl", value=lambda row: when_text(row.sent_at)),
        Column(gettext_lazy("Sent by"), css="wide-only", value=lambda row: row.sent_by.display_name),
        Column(gettext_lazy("State"), css="inl", template="fees/slips/_state.html"),
    )
    create = Create("fees:slip_find", gettext_lazy("Send a slip"), SENDERS)
    empty_title = gettext_lazy("No slips here")
    empty_text = gettext_lazy("The counter sends one when a customer comes to pay; the till takes the money.")

    def rows(self) -> QuerySet[PaySlip]:
        """Those this person may read, in the park shown."""
        return PaySlip.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[PaySlip]) -> QuerySet[PaySlip]:
        """Customer, sender and end of each row in the same statement."""
        return rows.select_related("customer", "sent_by", "end__by", "end__receipt", "end__deposit")


@allow(*SENDERS)
@require_safe
def slip_find(request: PersonRequest) -> HttpResponse:
    """Find who is to pay; a single hit opens at once."""
    return find_payer(request, "fees/slips/find.html", "fees:slip_new")


@allow(*SENDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def slip_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Choose bills or a deposit, and send the slip to the till."""
    customer = get_object_or_404(payers_at(request.user, SENDERS), pk=pk)
    enter_park(request, customer.park)
    data, tick_all = request.POST if request.method == "POST" else None, "all" in request.GET
    form = SlipForm(data, owed=owed_by(customer), tick_all=tick_all)
    if form.is_bound and form.is_valid():
        form_id = form.cleaned_data["form_id"]
        try:
            slip, _new = services.send(actor=request.user, customer=customer, wish=form.wish(), form_id=form_id)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("The slip %(number)s is at the till.") % {"number": slip.number})
            return redirect(slip)
    context = {"form": form, "customer": customer, "lines": form.lines()}
    return private(render(request, "fees/slips/new.html", context, status=422 if form.is_bound else 200))
