"""Pages of invitations: the people of a company, inviting, withdrawing, and taking an invitation up."""

from datetime import timedelta
from typing import Any

import segno
from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.models import Login
from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parkservice.accounts.access import PersonRequest, allow, enter_park, public
from parkservice.accounts.addresses import client_address
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, roles_of, scope
from parkservice.accounts.roles import Role
from parkservice.estate import tenure
from parkservice.estate.invitations import letters, services
from parkservice.estate.invitations.forms import InviteForm, TakeUpForm
from parkservice.estate.invitations.models import Invitation
from parkservice.estate.invitations.names import suggest_username
from parkservice.estate.invitations.standing import standings
from parkservice.estate.models import ContactPerson, Customer
from parkservice.journal.forms import FormReused
from parkservice.journal.models import AccessEntry
from parkservice.journal.services import log_access
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.ui.pages import private

MISSED = "invitation_missed"
#: Worthless links that one address may try within ten minutes; a whole park may share one address.
MISSES, WINDOW = 30, timedelta(minutes=10)


def _customer(request: PersonRequest, pk: int) -> Customer:
    """A customer whose people this person may invite, else 404; the header shows its park."""
    customer = get_object_or_404(Customer.objects.select_related("park"), pk=pk)
    if not services.may_invite_for(request.user, customer):
        raise Http404
    enter_park(request, customer.park)
    return customer


def _contact(request: PersonRequest, pk: int) -> ContactPerson:
    contact = get_object_or_404(ContactPerson.objects.select_related("customer"), pk=pk)
    _customer(request, contact.customer_id)
    return contact


def _home_of(request: PersonRequest, customer: Customer) -> str:
    """Where the people of a customer stand: on its file for staff, on the company's own page for its contact."""
    if may(request.user, "estate.view", customer):
        return f"{reverse('home:customer', args=[customer.pk])}#contacts"
    return reverse("estate:company")


@require_safe
@allow("estate.invite")
def company(request: PersonRequest) -> HttpResponse:
    """The people of my company: who has an account, who is invited; for contacts who may invite."""
    customers = list(tenure.inviting_for(request.user).filter(park=request.park).order_by("name"))
    if not customers:
        if request.park.pk in scope(request.user, "estate.invite").parks:
            return redirect("estate:customers")
        raise Http404
    people = ContactPerson.objects.filter(customer__in=customers).select_related("user", "customer")
    rows = standings(people.order_by("-is_active", "name", "id"), request.park.pk)
    groups = [(each, [row for row in rows if row.contact.customer_id == each.pk]) for each in customers]
    return render(request, "estate/invitations/company.html", {"groups": groups})


@require_http_methods(["GET", "HEAD", "POST"])
@allow("estate.invite")
def invite_new(request: PersonRequest, pk: int) -> HttpResponse:
    """Name somebody of a customer and invite them."""
    customer = _customer(request, pk)
    by_staff = customer.park_id in scope(request.user, "estate.invite").parks
    form = InviteForm(request.POST if request.method == "POST" else None, by_staff=by_staff)
    if request.method == "POST" and form.is_valid():
        try:
            invited = services.invite_new(actor=request.user, customer=customer, **form.cleaned_data)
        except (FormReused, RuleViolation) as refusal:
            form.add_error(None, str(refusal))
        else:
            return _handed_over(request, invited)
    context = {"form": form, "customer": customer, "back": _home_of(request, customer)}
    return render(request, "estate/invitations/invite.html", context, status=422 if form.is_bound else 200)


@require_POST
@allow("estate.invite")
def invite(request: PersonRequest, pk: int) -> HttpResponse:
    """Invite a contact that is known already, or once more."""
    contact = _contact(request, pk)
    try:
        invited = services.invite(actor=request.user, contact_id=pk)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(_home_of(request, contact.customer))
    return _handed_over(request, invited)


def _handed_over(request: PersonRequest, invited: services.Invited) -> HttpResponse:
    """Show the link once, with its QR code, and send it where an address is known."""
    invitation = invited.invitation
    back = _home_of(request, invitation.contact.customer)
    if not invited.token:
        messages.info(request, _("This form was sent before: the invitation is made. Invite again for a new link."))
        return redirect(back)
    link = f"{settings.SITE_URL}{reverse('estate:invitation', args=[invited.token])}"
    context = {
        "invitation": invitation,
        "contact": invitation.contact,
        "back": back,
        "link": link,
        "qr": segno.make(link, error="m").svg_data_uri(scale=5, border=2),
        "mailed": letters.send(invitation, link) if invitation.email else None,
    }
    response = render(request, "estate/invitations/link.html", context)
    response.headers["Cache-Control"] = "no-store"
    return response


@require_POST
@allow("estate.invite")
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Make the link of an invitation worthless."""
    rows = Invitation.objects.visible_to(request.user).select_related("contact__customer")
    customer = get_object_or_404(rows, pk=pk).contact.customer
    return _settle(
        request,
        customer,
        _("The invitation is withdrawn; its link no longer works."),
        lambda: services.withdraw(actor=request.user, invitation_id=pk),
    )


@require_POST
@allow("estate.invite")
def end_access(request: PersonRequest, pk: int) -> HttpResponse:
    """End the access of a contact who left the company."""
    contact = _contact(request, pk)
    return _settle(
        request,
        contact.customer,
        _("The access has ended. What this person sent stays with the company."),
        lambda: services.end_access(actor=request.user, contact_id=pk),
    )


def _settle(request: PersonRequest, customer: Customer, done: str, change: Any) -> HttpResponse:
    try:
        change()
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, done)
    return redirect(_home_of(request, customer))


@public
@require_http_methods(["GET", "HEAD", "POST"])
def invitation(request: HttpRequest, token: str) -> HttpResponse:
    """Take an invitation up. Every link that is worth nothing gets the same answer, whatever the reason."""
    address = client_address(request)
    recent = AccessEntry.objects.filter(what=MISSED, address=address, at__gt=clock.now() - WINDOW)
    if recent.count() >= MISSES:
        return private(render(request, "estate/invitations/worthless.html", {"full": True}, status=429))
    found = services.find(token)
    if found is None and services.was_taken_up_by(request.user, token):
        return redirect(settings.LOGIN_REDIRECT_URL)
    if found is None:
        log_access(what=MISSED, address=address)
        return private(render(request, "estate/invitations/worthless.html", status=404))
    request.park = found.contact.customer.park  # type: ignore[attr-defined]
    if request.user.is_authenticated:
        return _join(request, token, found)
    if found.contact.user is not None:
        return private(render(request, "estate/invitations/come_back.html", {"contact": found.contact}))
    form = TakeUpForm(
        request.POST if request.method == "POST" else None,
        contact=found.contact,
        initial={"username": suggest_username(found.contact), "language": request.LANGUAGE_CODE},
    )
    if request.method == "POST" and form.is_valid():
        given = {name: form.cleaned_data.get(name, "") for name in ("username", "password", "language")}
        try:
            user = services.take_up(token=token, **given)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            return _enter(request, user)
    context = {"form": form, "invitation": found, "contact": found.contact, "customer": found.contact.customer}
    page = render(request, "estate/invitations/take_up.html", context, status=422 if form.is_bound else 200)
    return private(page)


def _join(request: HttpRequest, token: str, found: Invitation) -> HttpResponse:
    """Take an invitation up with the tenant's account that is signed in; staff are asked to sign out first."""
    user: Any = request.user
    fits = roles_of(user) <= {Role.TENANT} and user.pk != found.invited_by_id
    if request.method == "POST" and fits:
        try:
            services.take_up(token=token, user=user)
        except RuleViolation as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The company now belongs to your account."))
        return redirect(settings.LOGIN_REDIRECT_URL)
    context = {"invitation": found, "contact": found.contact, "customer": found.contact.customer, "fits": fits}
    return private(render(request, "estate/invitations/join.html", context))


def _enter(request: HttpRequest, user: User) -> HttpResponse:
    """Sign the new account in; its password was just chosen."""
    record_authentication(request, user, method="password")
    return perform_login(request, Login(user=user, redirect_url=settings.LOGIN_REDIRECT_URL))
