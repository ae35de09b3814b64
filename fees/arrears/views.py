"""Collection in figures, and what one customer owes (M11, P8)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from fees.arrears import papers
from fees.arrears.debtors import NOTHING_OWED, with_ages
from fees.arrears.filters import DebtorFilter
from fees.arrears.groups import BREAKDOWNS
from fees.arrears.pages import FiguresPage
from fees.arrears.periods import read
from fees.arrears.queries import OWED, Which, seen_by
from fees.billing.models import Bill
from fees.collecting.lists import with_promises
from fees.collecting.models import CollectionVisit
from fees.collecting.promises import with_paid
from fees.dunning.models import DunningNotice
from fees.ledger.owed import Standing, standings
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may, parks_with
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import mask_phone
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response
from parkservice.ui.words import phone_text


@allow("arrears.view")
@require_safe
def collection(request: PersonRequest) -> HttpResponse:
    """The figures of a period: rates against the target, movement, age, twelve months."""
    breakdown = BREAKDOWNS.get(request.GET.get("by", ""), BREAKDOWNS["building"])
    page = FiguresPage(seen_by(request.user, request.park), read(request.GET.get("period", "")), breakdown)
    context = {"page": page, "may_print": may(request.user, "arrears.export", request.park)}
    return render(request, "fees/arrears/collection.html", context)


@allow("arrears.view")
@require_POST
def arrears_print(request: PersonRequest) -> HttpResponse:
    """Issue the list of who owes, by building or officer, for the filter of the page, and open it."""
    filterset = DebtorFilter(request.POST, queryset=Customer.objects.none(), request=request)
    said = filterset.form.cleaned_data if filterset.form.is_valid() else {}
    by = "officer" if request.POST.get("by") == "officer" else "building"
    try:
        paper = papers.print_list(which=filterset.which(said), by=by, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("fees:arrears")
    return redirect("fees:arrears_paper", paper.pk)


@allow("arrears.export")
@require_POST
def collection_print(request: PersonRequest) -> HttpResponse:
    """Issue the collection report of a period for the whole park, and open it."""
    which, period = seen_by(request.user, request.park), read(request.POST.get("period", ""))
    return redirect("fees:arrears_paper", papers.print_report(which=which, period=period, actor=request.user).pk)


@allow("arrears.view")
@require_safe
def arrears_paper(request: PersonRequest, pk: int) -> HttpResponse:
    """The PDF of a list or report, for who printed it."""
    kinds = (papers.LIST, papers.REPORT)
    mine = Paper.objects.filter(kind__in=kinds, park=request.park, issued_by=request.user)
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=pk))


def debtor_of(request: PersonRequest, pk: int) -> tuple[Customer, Which]:
    """Return a customer with bills that this person reads, and those bills; every other one does not exist (404)."""
    parks = parks_with(request.user, "arrears.view")
    row = get_object_or_404(Customer.objects.filter(park_id__in=parks).select_related("park").with_units(), pk=pk)
    which = seen_by(request.user, row.park)
    get_object_or_404(Customer.objects.filter(pk=pk, bills__in=Bill.objects.filter(which.q())).distinct())
    return row, which


def owed_by(customer: Customer, which: Which) -> list[Standing]:
    """Return how the open bills of a customer stand today, the oldest due day first."""
    rows = Bill.objects.filter(which.q(), OWED, customer=customer).select_related("item", "park", "unit")
    bills = list(rows.order_by("due", "pk"))
    found = standings(bills, clock.today())
    return [found[bill.pk] for bill in bills]


@allow("arrears.view")
@require_safe
def debtor(request: PersonRequest, pk: int) -> HttpResponse:
    """What one customer owes, bill by bill, with its age."""
    row, which = debtor_of(request, pk)
    enter_park(request, row.park)
    with_ages([row], which)
    lines = owed_by(row, which)
    visits = CollectionVisit.objects.filter(customer=row, park=row.park)
    context: dict[str, Any] = {
        "row": row,
        "lines": lines,
        "facts": facts_of(row),
        "ages": getattr(row, "ages", NOTHING_OWED),
        "late_fee": sum(line.late_fee for line in lines),
        "today": clock.today(),
        "notices": DunningNotice.objects.visible_to(request.user).filter(customer=row),
        "visits": with_promises(with_paid(visits).select_related("by", "complaint")),
        "may_visit": bool(lines) and may(request.user, "dunning.send", lines[0].bill),
    }
    return render(request, "fees/arrears/debtor.html", context)


def facts_of(row: Customer) -> list[dict[str, Any]]:
    """Return who the customer is; phones of people stay masked (P1)."""
    phone = row.masked_phone if row.is_company else mask_phone(row.phone)
    return [
        {"label": _("Units"), "value": _(", ").join(each.unit.code for each in row.now_in)},
        {"label": _("Company or person"), "value": row.get_kind_display()},
        {"label": _("Phone"), "value": phone_text(phone) if phone else "", "num": True},
    ]
