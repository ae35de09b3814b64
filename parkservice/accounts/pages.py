"""One's own account and its second factor, the table of rights, the park shown, and the demo's sign-in buttons."""

from allauth.account.internal.flows.login import perform_login, record_authentication
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from allauth.account.models import Login
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.http import url_has_allowed_host_and_scheme
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parkservice.accounts import forms, services
from parkservice.accounts import second_factor as second_factors
from parkservice.accounts.access import PersonRequest, allow, enter_park, public, signed_in
from parkservice.accounts.models import User
from parkservice.accounts.permissions import PERMISSIONS
from parkservice.accounts.reach import Reach
from parkservice.accounts.rights import may
from parkservice.accounts.roles import GRANTS, Role
from parkservice.parks.models import Park

# How far a right reaches, as the table of rights shows it: icon and tone.
REACH_ICONS = {
    Reach.PARK: ("done", "done"),
    Reach.BUILDINGS: ("building", "go"),
    Reach.OWN: ("person", "rise"),
    Reach.ASSIGNED: ("task", "due"),
}


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def profile(request: PersonRequest) -> HttpResponse:
    """My account: what I may change, my postings, and how I sign in; a new e-mail address asks for the password."""
    user = request.user
    form = forms.OwnProfileForm.of(user, request.POST if request.method == "POST" else None)
    if request.method == "POST" and form.is_valid():
        if form.cleaned_data["email"] != user.email:
            raise_if_reauthentication_required(request, app="account")
        services.change_details(actor=user, park=request.park, user_id=user.pk, **form.cleaned_data)
        messages.success(request, _("Your details are saved."))
        return redirect("accounts:profile")
    context = {
        "form": form,
        "postings": user.postings.select_related("park", "standing_in_for").prefetch_related("buildings"),
        "factors": Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).count(),
        "may_use_api": may(user, "api.use"),
        "sessions": UserSession.objects.filter(user=user).count(),
    }
    return render(request, "accounts/profile.html", context, status=422 if form.is_bound else 200)


@signed_in
@require_GET
def second_factor(request: PersonRequest) -> HttpResponse:
    """Say why a second factor is asked for, and lead to setting it up; whoever has one is led on."""
    if second_factors.has_one(request.user):
        return redirect("mfa_index")
    return render(request, "accounts/second_factor.html")


@allow("roles.view")
@require_GET
def rights_table(request: PersonRequest) -> HttpResponse:
    """The one table of rights, as people read it: areas down, roles across."""
    cells = {
        reach: {"label": reach.label, "icon": REACH_ICONS[reach][0], "tone": REACH_ICONS[reach][1]} for reach in Reach
    }
    rows = [
        {"label": label, "cells": [cells.get(GRANTS[role].get(perm)) for role in Role]}  # type: ignore[arg-type]
        for perm, label in PERMISSIONS.items()
    ]
    return render(request, "accounts/rights.html", {"rows": rows, "roles": list(Role), "legend": cells.values()})


@signed_in
@require_POST
def switch_park(request: PersonRequest) -> HttpResponse:
    """Show another park of mine in the header."""
    park = get_object_or_404(Park, pk=request.POST.get("park") if request.POST.get("park", "").isdecimal() else None)
    enter_park(request, park)
    if request.park != park:
        raise Http404
    return redirect(settings.LOGIN_REDIRECT_URL)


@public
@require_POST
def demo_sign_in(request: HttpRequest) -> HttpResponse:
    """Sign in as one of the demo's people by one click; exists in demo mode only."""
    user = User.objects.filter(is_demo=True, is_active=True, username=request.POST.get("username", "")).first()
    if settings.PRODUCTION or user is None:
        raise PermissionDenied(_("This sign-in exists in the demo only."))
    target = request.POST.get("next", "")
    safe = url_has_allowed_host_and_scheme(target, {request.get_host()}, require_https=request.is_secure())
    # One click stands for the password here, so that the demo shows steps that ask for it again.
    record_authentication(request, user, method="password", reauthenticated=True)
    return perform_login(request, Login(user=user, redirect_url=target if safe else None))
