"""What happens at sign-in and sign-out: the access log, the limits of the sign-in, new passwords and factors."""

from typing import Any

from allauth.account.signals import password_changed, password_reset, password_set
from allauth.mfa.models import Authenticator
from allauth.mfa.signals import authenticator_added
from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest  # noqa: TID251 - reads requests

from parkservice.accounts import sessions
from parkservice.accounts.addresses import client_address
from parkservice.accounts.greetings import GREETED_KEY
from parkservice.accounts.models import User
from parkservice.accounts.tokens.services import withdraw_all
from parkservice.journal.models import AccessEntry
from parkservice.journal.services import log_access
from parkservice.kit import clock


@receiver(user_logged_in)
def signed_in(request: HttpRequest, user: User, **_about: Any) -> None:
    """Log the sign-in and start its limits; a second sign-in of the day is not greeted as the first (L5)."""
    sessions.begin(request.session)
    last = AccessEntry.objects.filter(actor=user, what="login").order_by("-at").first()
    if last is not None and clock.local(last.at).date() == clock.today():
        request.session[GREETED_KEY] = clock.today().isoformat()
    log_access(what="login", actor=user, address=client_address(request))


@receiver(user_logged_out)
def signed_out(request: HttpRequest, user: User | None, **_about: Any) -> None:
    """Log the sign-out, also one that the time limit made."""
    if user is not None:
        log_access(what="logout", actor=user, address=client_address(request))


@receiver(authenticator_added)
def factor_added(request: HttpRequest, user: User, authenticator: Authenticator, **_about: Any) -> None:
    """End the other sign-ins when the first factor is set up: they proved the password alone."""
    others = Authenticator.objects.filter(user=user).exclude(pk=authenticator.pk)
    if not others.exclude(type=Authenticator.Type.RECOVERY_CODES).exists():
        sessions.end_everywhere(user, but=request.session.session_key)


@receiver([password_changed, password_reset, password_set])
def password_given(user: User, **_about: Any) -> None:
    """End the tokens with the old password; the library ends the sign-ins."""
    withdraw_all(actor=user, user=user)
