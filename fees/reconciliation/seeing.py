"""Which days and drawers an address asks for, within what a person sees (design section 4)."""

from typing import Any

from django.http import QueryDict  # noqa: TID251 - reads an address

from fees.cashdesk.models import Drawer
from fees.cashdesk.spans import Span
from fees.reconciliation.forms import SpanForm
from fees.reconciliation.pages import Where, open_month
from fees.reconciliation.weeks import drawers_of
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.parks.models import Park


def asked(user: User, park: Park, query: QueryDict) -> tuple[Where, SpanForm]:
    """Return what an address asks for, and its form; what cannot be understood falls back to the open month.

    Who looks after the cash of the park sees every drawer, or one; an officer the own one whatever the address says.
    """
    usual = open_month(park)
    said: dict[str, Any] = {"first": usual[0].isoformat(), "last": usual[1].isoformat()}
    said |= {name: query[name] for name in ("first", "last", "officer") if query.get(name)}
    sees_all = may(user, "cash.view", park)
    form = SpanForm(said, park=park)
    if not sees_all:
        del form.fields["officer"]
    valid = form.is_valid()
    first, last = (form.cleaned_data["first"], form.cleaned_data["last"]) if valid else usual
    officer = form.cleaned_data.get("officer") if valid else None
    if not sees_all:
        mine = Drawer.objects.filter(officer=user, park=park).values_list("pk", flat=True)
        return Where(Span(park, first, last, frozenset(mine))), form
    if officer is None:
        return Where(Span(park, first, last)), form
    return Where(Span(park, first, last, drawers_of(officer, park, first, last)), officer.pk), form
