"""The one screen to take money: find the payer, tick, amount given, change, receipt (O2, O4, O5; domain 2.4, 4)."""

from collections.abc import Collection
from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.db.models import QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fees.cashdesk.models import Drawer
from fees.slips import services
from fees.slips.models import PaySlip
from fees.slips.rules import TAKERS
from fees.till.forms import DepositSlipForm, Handing, TillForm, methods_for
from fees.till.queries import Payer, credit_of, find_payers, late_fees_left, owed_by, payers_at
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.estate.models import Customer
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import yuan
from parkservice.ui import nav
from parkservice.ui.pages import private

#: Slips that the till shows at once; the list has them all.
SLIPS = 20
#: Refusals after which the page shows anew what is owed.
TOO_LATE = ("bill_paid", "bill_changed", "slip_ended", "foreign_bill")
#: What is read with a slip to say how it ended.
ENDS = ("end__by", "end__receipt", "end__deposit")


#: Rights that open a page of fees and cash.
FEES = (*TAKERS, "slips.send", "balance.view", "bills.view", "arrears.view", "tariffs.view", "safe.view")


@allow(*FEES)
@require_safe
def front(request: PersonRequest) -> HttpResponse:
    """Go on to the first page of fees and cash that stands in this person's side."""
    pages = [link.url for item, link in nav.links(request) if item.group in ("cash", "money")]
    return redirect(pages[0]) if pages else redirect("home:desk")


def found(request: PersonRequest) -> list[Payer] | None:
    """Who fits what was typed; None while nothing was."""
    text = request.GET.get("q", "")
    try:
        return find_payers(request.park, text) if text.strip() else None
    except ValidationError:
        return []


def find_payer(request: PersonRequest, template: str, target: str) -> HttpResponse:
    """Show the search for a payer, or open the page named `target` for a single hit at once."""
    payers = found(request)
    if payers and len(payers) == 1:
        return redirect(target, payers[0].customer.pk)
    return private(render(request, template, {"payers": payers, "text": request.GET.get("q", "")}))


@allow(*TAKERS)
@require_safe
def till(request: PersonRequest) -> HttpResponse:
    """Search the payer; a single hit opens at once. Below it what the counter sent."""
    payers = found(request)
    if payers and len(payers) == 1:
        return redirect("fees:till_payer", payers[0].customer.pk)
    context = {
        "payers": payers,
        "text": request.GET.get("q", ""),
        "slips": _waiting(request)[:SLIPS],
        "drawer": Drawer.objects.kept_by(request.user, request.park).first(),
    }
    return private(render(request, "fees/till/till.html", context))


def _waiting(request: PersonRequest) -> QuerySet[PaySlip]:
    rows = PaySlip.objects.visible_to(request.user).waiting().filter(park=request.park)
    return rows.select_related("customer", "sent_by")


@allow(*TAKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def till_payer(request: PersonRequest, pk: int) -> HttpResponse:
    """What a payer owes, and the form that takes the money."""
    customer = get_object_or_404(payers_at(request.user, TAKERS), pk=pk)
    enter_park(request, customer.park)
    slip = _slip(request, customer)
    if request.method != "POST":
        return _show(request, customer, slip)
    form = _form(request, customer, _ticked_in(request), request.POST)
    if not form.is_valid():
        return _show(request, customer, slip, form)
    form_id, slip_id = form.cleaned_data["form_id"], slip.pk if slip else None
    try:
        receipt, _new = services.take(
            actor=request.user, customer=customer, payment=form.payment(), form_id=form_id, slip_id=slip_id
        )
    except RuleViolation as refusal:
        return _refused(request, customer, slip, form, refusal)
    if left := late_fees_left(receipt):
        messages.warning(
            request, _("The late fee of %(sum)s stays owed; it is a bill of its own.") % {"sum": yuan(left)}
        )
    return _taken(request, form, f"{receipt.get_absolute_url()}?taken=1", receipt.number)


def _refused(
    request: PersonRequest, customer: Customer, slip: PaySlip | None, form: TillForm, refusal: RuleViolation
) -> HttpResponse:
    """Say who was first and show what is still owed; any other refusal leaves the form as it was filled in."""
    if refusal.code not in TOO_LATE:
        form.add_error(None, str(refusal))
        return _show(request, customer, slip, form)
    kept = {name: form.cleaned_data[name] for name in ("method", "payer", "reason", "reference")}
    fresh = _form(request, customer, _ticked_in(request), initial=kept)
    return _show(request, customer, _slip(request, customer), fresh, str(refusal))


def _slip(request: PersonRequest, customer: Customer) -> PaySlip | None:
    """The slip that the address or the form names, when it is one of this customer's."""
    text = request.POST.get("slip") or request.GET.get("slip") or ""
    rows = PaySlip.objects.visible_to(request.user).filter(customer=customer)
    return rows.select_related("sent_by", *ENDS).filter(pk=int(text)).first() if text.isdecimal() else None


def _over(slip: PaySlip | None) -> str:
    """Why no money is taken for a slip any more, with who took it; empty while it waits, and without a slip."""
    if slip is None:
        return ""
    if slip.ended is not None:
        return services.ended_words(slip.ended)
    return services.empty_words(slip) if slip.is_empty else ""


def _ticked_in(request: PersonRequest) -> set[int]:
    named = (text.partition(":")[0] for text in request.POST.getlist("bills"))
    return {int(text) for text in named if text.isdecimal()}


def _form(
    request: PersonRequest, customer: Customer, ticked: Collection[int] | None, data: Any = None, **more: Any
) -> TillForm:
    """The form; without ticks of its own every bill is ticked that nobody disputes."""
    owed = owed_by(customer)
    if ticked is None:
        ticked = {each.bill.pk for each in owed if not each.disputed}
    methods = methods_for(request.user, customer.park)
    credit = credit_of(customer)
    return TillForm(data, customer=customer, methods=methods, owed=owed, credit=credit, ticked=ticked, **more)


def _show(
    request: PersonRequest,
    customer: Customer,
    slip: PaySlip | None,
    form: TillForm | None = None,
    refusal: str = "",
) -> HttpResponse:
    chosen = set(slip.lines.values_list("bill_id", flat=True)) if slip else None
    shown = form or _form(request, customer, chosen)
    if shown.is_bound:
        shown.point_to_mistake()
    occupancies = customer.occupancies.current().select_related("unit").order_by("unit__code")
    context = {
        "customer": customer,
        "units": list(dict.fromkeys(each.unit.code for each in occupancies)),
        "form": shown,
        "lines": shown.lines(),
        "owed": sum(each.principal + each.late_fee for each in shown.owed),
        "credit": credit_of(customer),
        "slip": slip,
        "over": _over(slip),
        "refusal": refusal,
        "drawer": Drawer.objects.kept_by(request.user, customer.park).first(),
    }
    return private(render(request, "fees/till/payer.html", context, status=422 if form is not None else 200))


def _taken(request: PersonRequest, form: Handing, url: str, number: str) -> HttpResponse:
    """Go to the receipt; the change stays in sight until the next page."""
    if form.change is None:
        messages.success(request, _("%(number)s is written.") % {"number": number})
    else:
        said = {"number": number, "given": yuan(form.cleaned_data["given"]), "change": yuan(form.change)}
        messages.info(request, _("%(number)s is written. Given %(given)s, change %(change)s.") % said)
    return redirect(url)


@allow(*TAKERS)
@require_http_methods(["GET", "HEAD", "POST"])
def till_deposit(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the deposit that a slip asks for."""
    rows = PaySlip.objects.visible_to(request.user).exclude(deposit_kind="")
    slip = get_object_or_404(rows.select_related("customer", "park", "sent_by", *ENDS), pk=pk)
    enter_park(request, slip.park)
    methods = methods_for(request.user, slip.park)
    data = request.POST if request.method == "POST" else None
    form = DepositSlipForm(data, customer=slip.customer, methods=methods, amount=slip.amount)
    if form.is_bound and form.is_valid():
        said = {name: form.cleaned_data[name] for name in ("method", "payer", "reference", "reason", "form_id")}
        try:
            deposit, _new = services.take_deposit(actor=request.user, slip_id=slip.pk, **said)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            return _taken(request, form, deposit.get_absolute_url(), deposit.number)
    context = {"slip": slip, "form": form, "over": _over(slip)}
    return private(render(request, "fees/till/deposit.html", context, status=422 if form.is_bound else 200))
