"""Collection visits on the phone, and the manager's review of each officer's collection (P8, M11)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from fees.arrears.views import debtor_of
from fees.collecting import reviewing, services
from fees.collecting.forms import ReviewForm, VisitForm
from fees.collecting.models import CollectionReview
from fees.dunning.models import DunningNotice, NoticeState
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.estate.models import Customer
from parkservice.journal.queries import timeline
from parkservice.kit.errors import RuleViolation


@allow("dunning.send")
@require_http_methods(["GET", "HEAD", "POST"])
def visit_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what came of urging a customer, in one hand at the door."""
    customer, _which = debtor_of(request, pk)
    enter_park(request, customer.park)
    try:
        bills = services.urged_bills(request.user, customer)
    except PermissionDenied as refusal:
        raise Http404 from refusal
    form = VisitForm(request.POST or None, bills=bills)
    notice = _notice(request, customer)
    if request.method == "POST" and form.is_valid():
        done = _record(request, customer, form, notice)
        if done is not None:
            return done
    context = {
        "customer": customer,
        "bills": bills,
        "overdue": services.overdue_of(customer),
        "form": form,
        "notice": notice,
    }
    return render(request, "fees/collecting/visit.html", context, status=422 if form.errors else 200)


def _notice(request: PersonRequest, customer: Customer) -> DunningNotice | None:
    """The delivered notice that the visit is about: the one named, else the last one."""
    rows = DunningNotice.objects.visible_to(request.user).filter(customer=customer, state=NoticeState.DELIVERED)
    wanted = request.GET.get("notice", "")
    named = rows.filter(pk=int(wanted)).first() if wanted.isascii() and wanted.isdigit() and len(wanted) < 19 else None
    return named or rows.order_by("-delivered_at").first()


def _record(
    request: PersonRequest, customer: Customer, form: VisitForm, notice: DunningNotice | None
) -> HttpResponse | None:
    said: dict[str, Any] = dict(form.cleaned_data)
    form_id = said.pop("form_id")
    heard = services.Heard(**said)
    try:
        visit, _new = services.record_visit(
            actor=request.user, customer=customer, heard=heard, form_id=form_id, notice=notice
        )
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return None
    if visit.complaint is not None:
        words = _("Recorded, and opened as complaint %(number)s. Its bills are not urged until it is answered.")
        messages.success(request, words % {"number": visit.complaint.number})
    else:
        messages.success(request, _("Recorded."))
    return redirect("fees:debtor", customer.pk)


@allow("collection.review")
@require_safe
def officers(request: PersonRequest) -> HttpResponse:
    """The officers of the park with their figures, and who was reviewed this week."""
    rows = reviewing.standing(request.park)
    return render(request, "fees/collecting/officers.html", {"rows": rows, "user": request.user})


@allow("collection.review")
@require_http_methods(["GET", "HEAD", "POST"])
def review_new(request: PersonRequest) -> HttpResponse:
    """Review the collection of one officer, with the figures of this moment."""
    officer = reviewing.officer_of(request.park, request.GET.get("officer", ""))
    if officer is None:
        return redirect("fees:collection_officers")
    form = ReviewForm(request.POST or None)
    if request.method == "POST" and form.is_valid():
        try:
            made, _new = reviewing.write_review(
                actor=request.user, park=request.park, officer=officer, **form.cleaned_data
            )
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Kept with its figures. The officer is told."))
            return redirect(made)
    figures = reviewing.figures_of(request.park, officer)
    context = {"officer": officer, "stats": reviewing.stats(figures), "form": form}
    return render(request, "fees/collecting/review_new.html", context, status=422 if form.errors else 200)


@allow("collection.view")
@require_safe
def review(request: PersonRequest, pk: int) -> HttpResponse:
    """One review with the figures as they were."""
    rows = CollectionReview.objects.visible_to(request.user).select_related("park", "officer", "by")
    row = get_object_or_404(rows, pk=pk)
    enter_park(request, row.park)
    context = {"row": row, "stats": reviewing.stats(row.figures), "entries": list(reversed(timeline(row)))}
    return render(request, "fees/collecting/review.html", context)
