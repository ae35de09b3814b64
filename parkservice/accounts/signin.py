"""What happens at sign-in and sign-out: the access log and the limits of the sign-in."""

from typing import Any

from django.contrib.auth.signals import user_logged_in, user_logged_out
from django.dispatch import receiver
from django.http import HttpRequest  # noqa: TID251 - reads requests

from parkservice.accounts import sessions
from parkservice.accounts.addresses import client_address
from parkservice.accounts.greetings import GREETED_KEY
from parkservice.accounts.models import User
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
