"""Running one act of a cash page: the form first, then the service, once for each form that was sent."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.db import IntegrityError, transaction
from django.http import HttpResponse  # noqa: TID251 - part of the views
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from fees.cashdesk.forms import ActForm
from parkservice.accounts.access import PersonRequest
from parkservice.journal.forms import once
from parkservice.kit import appendonly
from parkservice.kit.errors import RuleViolation

#: The methods of an act: a page with mistakes has its address, and is loaded again from there; see `perform`.
act_methods = require_http_methods(["GET", "HEAD", "POST"])

#: Refusals of what was typed, each with the field that it stands beside; "" is above the form.
BESIDE = {
    "sum": "",
    "denomination": "",
    "witness": "witness",
    "no_witness": "witness",
    "no_reason": "reason",
    "no_remark": "remark",
    "no_explanation": "explanation",
    "float": "amount",
    "no_payment": "number",
    "not_counted": "number",
    "officer": "officer",
    "drawer": "officer",
    "safe_name": "name",
    "outcome": "outcome",
    "account": "",
    "no_note": "",
    # what was typed is right, only not now: it is not typed twice
    "day_open": "",
    "handed_in": "",
    "too_little": "",
}


def perform(
    request: PersonRequest,
    form: ActForm,
    service: Callable[..., Any],
    *,
    said: Any,
    back: str,
    again: Callable[[ActForm], HttpResponse],
    **given: Any,
) -> HttpResponse:
    """Run a service with what the address and the form give, and go back; `again` draws the page with its mistakes.

    What was typed wrong stays on the page with the refusal beside it; any other refusal becomes a message. Nothing is
    written then. The same form sent again does nothing new. Read instead of sent, the address of an act leads back.
    """
    if request.method != "POST":
        return redirect(back)
    if not form.is_valid():
        return again(form)
    values = {**given, **form.given}
    try:
        with transaction.atomic():
            once(
                form_id=form.cleaned_data["form_id"],
                actor=request.user,
                body={**values, "act": service.__qualname__},
                make=lambda: service(actor=request.user, **values),
            )
    except RuleViolation as refusal:
        beside = BESIDE.get(refusal.code)
        if beside == "" or beside in form.fields:
            form.add_error(beside or None, str(refusal))
            return again(form)
        messages.error(request, str(refusal))
    except IntegrityError as error:
        if not appendonly.refused_closed(error):
            raise
        messages.error(request, _("This month or day is closed. Go on tomorrow."))
    else:
        messages.success(request, str(said))
    return redirect(back)
