"""Counting failed sign-ins before any password hash is computed (reliability, fault 19).

Failures are counted per account and device, because a whole park may share one public address: five in 15 minutes. A
device is known once the account was signed in there (a signed cookie says so); all unknown devices of an account
share one count, so that a stranger never locks the owner out of their own device. Unknown devices also share 20 per
address. A user name that does not exist is counted and answered like any other.
"""

import datetime
import secrets

from django.conf import settings
from django.core import signing
from django.http import HttpRequest  # noqa: TID251 - reads requests
from django.http.response import HttpResponseBase  # noqa: TID251 - reads requests
from django.utils.crypto import salted_hmac

from parkservice.accounts.models import SignInTry
from parkservice.kit import clock

PER_DEVICE = 5
PER_ADDRESS = 20
WINDOW = datetime.timedelta(minutes=15)
COOKIE = "device"
COOKIE_AGE = 180 * 24 * 3600
ACCOUNTS_PER_DEVICE = 20


def account_key(username: str) -> str:
    """Return the stored form of a user name; the table never shows what somebody typed."""
    return salted_hmac("accounts.throttle", username.strip().lower()).hexdigest()[:40]


def claim(*, request: HttpRequest, username: str, address: str | None) -> SignInTry | None:
    """Count a try before it is made; None when there were too many. Delete the row when the try succeeds.

    The row is written first and counted afterwards, so that of many simultaneous tries at most five go on.
    """
    now = clock.now()
    account, device = account_key(username), known_device(request, username)
    SignInTry.objects.filter(at__lte=now - WINDOW).delete()
    row = SignInTry.objects.create(account=account, device=device, address=address, at=now)
    recent = SignInTry.objects.filter(at__gt=now - WINDOW)
    too_many = recent.filter(account=account, device=device).count() > PER_DEVICE
    if not device and address:
        too_many = too_many or recent.filter(address=address, device="").count() > PER_ADDRESS
    if too_many:
        row.delete()
        return None
    return row


def known_device(request: HttpRequest, username: str) -> str:
    """Return the id of the device when this account was signed in on it before, else ""."""
    device, accounts = _read(request)
    return device if account_key(username) in accounts else ""


def remember_device(request: HttpRequest, response: HttpResponseBase, username: str) -> None:
    """Let the browser prove next time that this account was signed in on it."""
    device, accounts = _read(request)
    device = device or secrets.token_urlsafe(12)
    accounts = [account_key(username), *(one for one in accounts if one != account_key(username))]
    response.set_cookie(
        COOKIE,
        signing.dumps([device, accounts[:ACCOUNTS_PER_DEVICE]], salt="accounts.device"),
        max_age=COOKIE_AGE,
        httponly=True,
        samesite="Lax",
        secure=settings.SESSION_COOKIE_SECURE,
    )


def _read(request: HttpRequest) -> tuple[str, list[str]]:
    try:
        device, accounts = signing.loads(request.COOKIES.get(COOKIE, ""), salt="accounts.device", max_age=COOKIE_AGE)
    except (signing.BadSignature, ValueError, TypeError):
        return "", []
    return str(device), list(accounts)
