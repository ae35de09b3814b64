"""What the sign-in library asks us: who may register (nobody), how tries are counted, where the request comes from."""

from typing import Any

from allauth.account.adapter import DefaultAccountAdapter
from allauth.account.internal.flows.login import record_authentication
from allauth.mfa.adapter import DefaultMFAAdapter
from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser
from django.http import HttpRequest, HttpResponse  # noqa: TID251 - reads requests
from django.utils import translation
from django.utils.translation import gettext_lazy as _

from parkservice.accounts import throttle
from parkservice.accounts.addresses import client_address
from parkservice.accounts.models import User
from parkservice.accounts.second_factor import is_missing
from parkservice.journal.services import log_access


class AccountAdapter(DefaultAccountAdapter):
    """Sign-in by user name, counted before the hash is computed."""

    error_messages = {
        **DefaultAccountAdapter.error_messages,
        "username_password_mismatch": _("User name or password is wrong. Check both and try again."),
        "too_many_login_attempts": _("Too many failed tries. Wait 15 minutes, or sign in on a device you used before."),
    }

    def is_open_for_signup(self, request: HttpRequest) -> bool:
        """Accounts are made by the manager; nobody registers."""
        return False

    def get_client_ip(self, request: HttpRequest) -> str:
        """Return the address of the client; only our own proxy is believed."""
        return client_address(request) or "0.0.0.0"  # noqa: S104 - stands for "unknown"

    def authenticate(self, request: HttpRequest, **credentials: Any) -> AbstractBaseUser | None:
        """Check name and password; a success gives the counted try back."""
        user = super().authenticate(request, **credentials)
        if user is not None and getattr(user, "is_demo", False) and settings.PRODUCTION:
            return None
        if user is not None:
            self._try.delete()
        return user

    def pre_authenticate(self, request: HttpRequest, **credentials: Any) -> None:
        """Count the try. Raises ValidationError when there were too many, whether or not the account exists."""
        username = credentials.get("username") or ""
        counted = throttle.claim(request=request, username=username, address=client_address(request))
        if counted is None:
            _log_failure(request, username, reason="throttled")
            raise self.validation_error("too_many_login_attempts")
        self._try = counted

    def authentication_failed(self, request: HttpRequest, **credentials: Any) -> None:
        """Write the failure into the access log (P6)."""
        _log_failure(request, credentials.get("username") or "", reason="wrong")

    def send_mail(self, template_prefix: str, email: str, context: dict[str, Any]) -> None:
        """Write in the language of the person, Chinese when none was chosen, whatever the page speaks."""
        user = context.get("user")
        with translation.override(getattr(user, "language", "") or settings.LANGUAGE_CODE):
            super().send_mail(template_prefix, email, context)

    def post_login(self, request: HttpRequest, user: AbstractBaseUser, **kwargs: Any) -> HttpResponse:
        """Remember the device of a person who signed in; who sets up a second factor now isn't asked twice."""
        if isinstance(user, User) and is_missing(user):
            record_authentication(request, user, method="password", reauthenticated=True)
        response = super().post_login(request, user, **kwargs)
        throttle.remember_device(request, response, user.get_username())
        return response


class MFAAdapter(DefaultMFAAdapter):
    """Second factor: its name in authenticator apps, and the words for a wrong code."""

    error_messages = {
        **DefaultMFAAdapter.error_messages,
        "incorrect_code": _("The code is wrong. Wait for the next one and try again."),
    }

    def _get_site_name(self) -> str:
        return "parkservice"


def _log_failure(request: HttpRequest, username: str, *, reason: str) -> None:
    """The person is named when the account exists; what was typed is never kept, it may be a password."""
    log_access(
        what="login_failed",
        actor=User.objects.filter(username=username.strip().lower()).first(),
        reason=reason,
        address=client_address(request),
    )
