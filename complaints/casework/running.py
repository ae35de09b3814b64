"""How an act on a complaint runs, the same for every feature.

A form that is not right comes back on the record page (422), a refusal of the rules becomes a message, a missing right
answers 403; after an act the browser is sent back to the record.
"""

from collections.abc import Callable
from typing import Any, cast

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.utils.functional import Promise
from django.utils.translation import gettext as _

from complaints.casework import forms, panels, rules
from complaints.casework.acting import ACTS
from complaints.casework.models import Complaint
from complaints.casework.page import RecordPage, show
from parkservice.accounts.access import enter_park
from parkservice.accounts.models import User
from parkservice.kit.errors import RuleViolation

WITH = (
    "park",
    "building",
    "unit",
    "customer",
    "officer",
    "received_by",
    "first_contact",
    "asked_officer",
    "merged_into",
    "repeat_of",
    "contact",
    "against_staff",
    "responsible_department",
    "article__version__rule",
)
Service = Callable[..., Any]
Said = str | Promise | Callable[[Any], str]


def me(request: HttpRequest) -> User:
    """The person behind the request; the access rules let nobody else in."""
    return cast(User, request.user)


def find(request: HttpRequest, pk: int) -> Complaint:
    """The complaint as far as this person may read it; 404 for everybody else."""
    readable = Complaint.objects.visible_to(me(request)).annotate(**panels.hints())
    complaint = get_object_or_404(readable.select_related(*WITH), pk=pk)
    enter_park(request, complaint.park)
    return complaint


def find_for(request: HttpRequest, pk: int, name: str) -> Complaint:
    """The complaint for one act. Raises PermissionDenied for other readers, before their form is even read."""
    complaint = find(request, pk)
    whom = ACTS[name].for_whom if name in ACTS else rules.may_act
    if not whom(complaint, me(request)):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    return complaint


def run_act(request: HttpRequest, pk: int, name: str, service: Service, said: Said) -> HttpResponse:
    """Run one act of the table with what its form says."""
    complaint = find_for(request, pk, name)
    form = ACTS[name].form(request.POST, complaint=complaint, user=me(request), auto_id=f"{name}-%s")
    if not form.is_valid():
        return again(request, complaint, name, form)
    return run(request, complaint, service, said, **form.cleaned_data)


def again(request: HttpRequest, complaint: Complaint, name: str, form: forms.ActForm) -> HttpResponse:
    """The record page with a form that came back: open, with what was typed."""
    page = RecordPage(request, complaint)
    page.bound[name] = form
    return show(page, status=422)


def run(request: HttpRequest, complaint: Complaint, service: Service, done: Said, **said: Any) -> HttpResponse:
    """Call a service; tell what came of it on the record page, in words that may depend on what it returns."""
    try:
        made = service(complaint_id=complaint.pk, actor=me(request), **said)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, str(done(made) if callable(done) else done))
    return redirect("complaints:record", complaint.pk)
