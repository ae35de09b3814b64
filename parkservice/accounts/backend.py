"""Who a session belongs to: the person and their postings, read by one query for each request."""

from typing import Any

from allauth.account.auth_backends import AuthenticationBackend

from parkservice.accounts.models import User
from parkservice.accounts.rights import read_person


class SignInBackend(AuthenticationBackend):
    """Signs in as the library does; almost every page asks for the postings next, so they come along."""

    def get_user(self, user_id: Any) -> User | None:
        """Return the person when the account is switched on."""
        return read_person(user_id) or super().get_user(user_id)
