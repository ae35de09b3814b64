"""One's own tokens: made, shown once, withdrawn."""

from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parkservice.accounts.access import PersonRequest, allow, signed_in
from parkservice.accounts.models import ApiToken
from parkservice.accounts.rights import may
from parkservice.accounts.tokens import services
from parkservice.accounts.tokens.forms import TokenForm
from parkservice.kit.errors import RuleViolation


@signed_in
@require_http_methods(["GET", "HEAD", "POST"])
def tokens(request: PersonRequest) -> HttpResponse:
    """My tokens of all parks, and the form for a new one; the secret is on the answer page and nowhere else."""
    if not may(request.user, "api.use"):
        raise PermissionDenied(_("None of your postings lets programs act for it."))
    raise_if_reauthentication_required(request, app="account")
    form = TokenForm(request.POST if request.method == "POST" else None, user=request.user)
    secret = ""
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            _token, secret = services.make_token(
                actor=request.user, posting_id=said["posting"].pk, name=said["name"], ends=said["ends"]
            )
        except RuleViolation as refusal:
            form.add_error("ends" if refusal.code == "ends" else None, str(refusal))
        else:
            form = TokenForm(user=request.user)
    context = {"form": form, "secret": secret, "tokens": ApiToken.objects.of(request.user)}
    response = render(request, "accounts/tokens.html", context, status=422 if form.is_bound else 200)
    response.headers["Cache-Control"] = "no-store"
    return response


@allow("api.use")
@require_POST
def withdraw(request: PersonRequest, pk: int) -> HttpResponse:
    """Withdraw a token; the program gets no answer from now on."""
    get_object_or_404(ApiToken.objects.of(request.user), pk=pk)
    services.withdraw_token(actor=request.user, token_id=pk)
    messages.success(request, _("Withdrawn. The program gets no answer any more."))
    return redirect("accounts:tokens")
