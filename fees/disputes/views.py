"""Disputed bills on the screen: the list, writing one down, and the answer (domain 2.4)."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db.models import Exists, OuterRef, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from fees.billing.models import Bill
from fees.disputes import services
from fees.disputes.forms import AnswerForm, DisputeForm
from fees.disputes.models import Dispute
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import parks_with
from parkservice.kit.errors import RuleViolation
from parkservice.ui.lists import Column, RecordList, SavedView
from parkservice.ui.words import day_text

#: How long the words of a row may be before they are cut.
ROW_WORDS = 60


@allow("waivers.view")
class DisputeList(RecordList):
    """Disputed bills of the park, those that wait for an answer first."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Disputed bills"), "disputes", "rise"
    views = (
        SavedView("open", gettext_lazy("Wait for an answer"), lambda _request: Q(answered_on__isnull=True)),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    sorts = {"date": "at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Bill"), value=lambda row: row.bill.number, link=True),
        Column(gettext_lazy("Customer"), value=lambda row: row.bill.customer.display_name),
        Column(gettext_lazy("What the customer says"), value=lambda row: row.reason[:ROW_WORDS]),
        Column(gettext_lazy("Disputed on"), sort="date", value=lambda row: day_text(row.day), label_small=True),
        Column(
            gettext_lazy("Answered on"),
            value=lambda row: day_text(row.answered_on) if row.answered_on else "—",
            label_small=True,
        ),
    )
    empty_title = gettext_lazy("No disputed bills here")
    empty_text = gettext_lazy("While a bill is disputed, nobody is urged and no late fee grows.")

    def rows(self) -> QuerySet[Dispute]:
        """Those this person may read, in the park shown."""
        return Dispute.objects.visible_to(self.request.user).filter(bill__park=self.request.park)

    def prepare(self, rows: QuerySet[Dispute]) -> QuerySet[Dispute]:
        """Bill and customer of each row, and whether the bill opens, in the same statement."""
        opens = Bill.objects.visible_to(self.request.user).filter(pk=OuterRef("bill_id"))
        return rows.select_related("bill__customer").annotate(opens=Exists(opens))

    def row_url(self, row: Dispute) -> str:
        """Those who answer open it, the others its bill."""
        if row.bill.park_id in parks_with(self.request.user, "disputes.answer"):
            return reverse("fees:dispute_answer", args=[row.pk])
        return row.bill.get_absolute_url() if row.opens else ""  # type: ignore[attr-defined]  # annotated


@allow("disputes.record")
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Write down what a customer has against a bill."""
    bill = _bill(request, "disputes.record", pk)
    form = DisputeForm(request.POST if request.method == "POST" else None)
    return _page(
        request,
        form,
        bill,
        lambda: services.dispute(actor=request.user, bill_id=bill.pk, **form.cleaned_data),
        title=_("Dispute a bill"),
        button=_("Record dispute"),
        said=_("The bill %(number)s is disputed: nobody is urged, no late fee grows."),
    )


@allow("disputes.answer")
@require_http_methods(["GET", "HEAD", "POST"])
def dispute_answer(request: PersonRequest, pk: int) -> HttpResponse:
    """Answer what a customer has against a bill."""
    dispute = get_object_or_404(Dispute.objects.select_related("bill", "recorded_by"), pk=pk)
    bill = _bill(request, "disputes.answer", dispute.bill_id)
    form = AnswerForm(request.POST if request.method == "POST" else None)
    return _page(
        request,
        form,
        bill,
        lambda: services.answer(actor=request.user, dispute_id=dispute.pk, **form.cleaned_data),
        title=_("Answer a dispute"),
        button=_("Record answer"),
        said=_("The dispute of %(number)s is answered."),
        dispute=dispute,
    )


def _bill(request: PersonRequest, perm: str, pk: int) -> Bill:
    """The bill, in a park where this person has the right; 404 elsewhere."""
    rows = Bill.objects.filter(park_id__in=parks_with(request.user, perm))
    bill = get_object_or_404(rows.select_related("park", "customer", "item"), pk=pk)
    enter_park(request, bill.park)
    return bill


def _page(
    request: PersonRequest, form: Any, bill: Bill, act: Callable[[], Any], *, said: str, **context: Any
) -> HttpResponse:
    """Show a form about a bill, or do what it says and go to the list."""
    if form.is_bound and form.is_valid():
        try:
            act()
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, said % {"number": bill.number})
            return redirect("fees:disputes" if _sees_list(request) else "home:desk")
    context |= {"form": form, "bill": bill, "opens": Bill.objects.visible_to(request.user).filter(pk=bill.pk).exists()}
    return render(request, "fees/disputes/form.html", context, status=422 if form.is_bound else 200)


def _sees_list(request: PersonRequest) -> bool:
    return bool(parks_with(request.user, "waivers.view"))
