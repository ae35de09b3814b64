"""The counter tells a customer what is owed, and sends a slip to the till (design section 4: clerk, V balance)."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_safe

from fees.balances.queries import balance_of
from fees.till.queries import payers_at
from fees.till.views import find_payer
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may
from parkservice.ui.pages import private

READERS = ("balance.view",)


@allow(*READERS)
@require_safe
def balance_find(request: PersonRequest) -> HttpResponse:
    """Find the customer; a single hit opens at once."""
    return find_payer(request, "fees/balances/find.html", "fees:balance")


@allow(*READERS)
@require_safe
def balance(request: PersonRequest, pk: int) -> HttpResponse:
    """What one customer owes, in total and by item."""
    customer = get_object_or_404(payers_at(request.user, READERS), pk=pk)
    enter_park(request, customer.park)
    may_send = may(request.user, "slips.send", customer)
    context = {"customer": customer, "balance": balance_of(customer), "may_send": may_send}
    return private(render(request, "fees/balances/balance.html", context))
