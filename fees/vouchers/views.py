"""Vouchers on the screen: which days, what they come to by account, the file, the accounts (O6)."""

from datetime import date
from typing import Any

from django.contrib import messages
from django.http import HttpResponse, HttpResponseBase
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fees.cashdesk.acting import perform
from fees.cashdesk.forms import ActForm
from fees.ledger.models import Receipt
from fees.vouchers import services
from fees.vouchers.accounts import accounts
from fees.vouchers.days import in_the_way, is_final, last_final, totals
from fees.vouchers.entries import lines
from fees.vouchers.forms import AccountsForm, DaysForm
from parkservice.accounts.access import PersonRequest, allow
from parkservice.kit import clock
from parkservice.ui import export
from parkservice.ui.pages import private

#: Up to so many receipts the page adds the vouchers up; the file has no such limit.
PREVIEW = 5000
COLUMNS = (
    export.Column(gettext_lazy("Date"), lambda line: line.day),
    export.Column(gettext_lazy("Voucher"), lambda line: line.voucher),
    export.Column(gettext_lazy("Summary"), lambda line: line.summary),
    export.Column(gettext_lazy("Account"), lambda line: line.account.number),
    export.Column(pgettext_lazy("ledger", "Name of the account"), lambda line: line.account.name),
    export.Column(gettext_lazy("Debit"), lambda line: line.debit or None),
    export.Column(gettext_lazy("Credit"), lambda line: line.credit or None),
    export.Column(pgettext_lazy("cash", "Document"), lambda line: line.document),
    export.Column(gettext_lazy("Customer"), lambda line: line.customer),
)


def _days(request: PersonRequest) -> tuple[DaysForm, date, date]:
    usual = last_final(request.park)
    first = request.GET.get("first") or usual.isoformat()
    form = DaysForm({"first": first, "last": request.GET.get("last") or first})
    if not form.is_valid():
        return form, usual, usual
    return form, form.cleaned_data["first"], form.cleaned_data["last"]


@allow("reconciliation.export")
@require_safe
def vouchers(request: PersonRequest) -> HttpResponse:
    """The vouchers of some days by account, and the way to their file."""
    form, first, last = _days(request)
    receipts = Receipt.objects.filter(park=request.park, day__range=(first, last))
    short = receipts[: PREVIEW + 1].count() <= PREVIEW
    query = f"first={first.isoformat()}&last={last.isoformat()}"
    context = {
        "form": form,
        "first": first,
        "last": last,
        "totals": totals(lines(request.park, first, last)) if short else None,
        "final": is_final(request.park, last),
        "why_not": _why_not(request, last),
        "file": f"{reverse('fees:vouchers_file')}?{query}",
    }
    return private(render(request, "fees/vouchers/page.html", context, status=200 if form.is_valid() else 422))


def _why_not(request: PersonRequest, last: date) -> str:
    """Why the days cannot leave yet; nothing when they can."""
    if last >= clock.today():
        return _("The day is not over: money may still come in. Its file is ready tomorrow.")
    names = _(", ").join(drawer.officer.display_name for drawer in in_the_way(request.park, last))
    return _("A day is not closed with %(names)s. Once it is, the file is ready.") % {"names": names} if names else ""


@allow("reconciliation.export")
@require_safe
def vouchers_file(request: PersonRequest) -> HttpResponseBase:
    """The file of the days; refused for days that can still change, so that nothing is booked twice or wrongly."""
    form, first, last = _days(request)
    back = f"{reverse('fees:vouchers')}?first={first.isoformat()}&last={last.isoformat()}"
    refusal = _why_not(request, last) if form.is_valid() else _("These days are not understood. Choose them again.")
    if refusal:
        messages.error(request, refusal)
        return redirect(back)
    if export.asked_again(request):
        export.offer(request)
        return redirect(back)
    said: dict[str, Any] = {"first": first.isoformat(), "last": last.isoformat()}
    rows = lines(request.park, first, last)
    return export.send(request, rows=rows, columns=COLUMNS, kind="csv", name="vouchers", filters=said)


@allow("reconciliation.export")
@require_http_methods(["GET", "HEAD", "POST"])
def voucher_accounts(request: PersonRequest) -> HttpResponse:
    """The accounts that vouchers name."""
    chart = accounts(request.park)

    def show(form: ActForm) -> HttpResponse:
        return render(request, "fees/vouchers/accounts.html", {"form": form}, status=422 if form.is_bound else 200)

    if request.method != "POST":
        return show(AccountsForm(chart=chart))
    form = AccountsForm(request.POST, chart=chart)
    said, back = _("The accounts are kept; the next file names them."), reverse("fees:vouchers")
    return perform(request, form, services.set_accounts, said=said, back=back, again=show, park=request.park)
