"""Who may open a page: every view declares it by one decorator, and AccessMiddleware enforces it.

    @public                       anyone, signed in or not
    @signed_in                    anyone with an account
    @allow("complaints.view")     anyone with one of the rights: in the park shown; where the address names a
                                  record, in any park of theirs, because the record decides and the header follows it
    @allow("people.view", here=True)    in the park shown, also where the address names a record (people have no park)

A view without a declaration answers 403 and fails a system check (reliability, technique 11). Which rows a page may
show is decided by the queryset (`visible_to`), never here. The decorators work on functions, on `as_view()` and on
classes.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from typing import Any, TypeVar

from django.http import HttpRequest

from parkservice.accounts.models import User
from parkservice.accounts.permissions import PERMISSIONS
from parkservice.accounts.rights import may, park_of, parks_of
from parkservice.parks.models import Park

ViewT = TypeVar("ViewT", bound=Callable[..., Any])
PARK_KEY = "park"
#: What in an address names a record. Every other page of a right acts on the park shown.
RECORD_KEYS = frozenset({"pk", "uuid"})


class PersonRequest(HttpRequest):
    """A request behind the sign-in, for annotations: who sends it, in which park, greeted how (L5)."""

    user: User
    park: Park
    greeting: str


@dataclass(frozen=True)
class Access:
    """What a view asks for: "public", "signed_in", or one of some rights ("allow"), `here` always in the park shown."""

    kind: str
    perms: tuple[str, ...] = ()
    here: bool = False

    def asks_here(self, named: Iterable[str]) -> bool:
        """Whether the right must be held in the park shown, for an address with these names in it."""
        return self.here or RECORD_KEYS.isdisjoint(named)


def public(view: ViewT) -> ViewT:
    """Open a page to everybody."""
    return _declare(view, Access("public"))


def signed_in(view: ViewT) -> ViewT:
    """Open a page to everybody with an account."""
    return _declare(view, Access("signed_in"))


def allow(*perms: str, here: bool = False) -> Callable[[ViewT], ViewT]:
    """Open a page to holders of any of the rights, see above. Raises LookupError for a right not in the table."""
    unknown = set(perms) - PERMISSIONS.keys()
    if unknown or not perms:
        raise LookupError(f"Not in the table of rights: {', '.join(sorted(unknown)) or 'no right named'}.")
    return lambda view: _declare(view, Access("allow", perms, here))


def _declare(view: ViewT, access: Access) -> ViewT:
    view.access = access  # type: ignore[attr-defined]
    return view


# Addresses whose views cannot carry a declaration: libraries, and ui, which lies below this app and knows no rights.
# What a library offers beyond this list does not exist for us (404), for example open registration.
LISTED: dict[str, Access] = {
    **dict.fromkeys(
        [
            "ui:language",
            "ui:theme",
            "account_login",
            "account_inactive",
            "account_reset_password",
            "account_reset_password_done",
            "account_reset_password_from_key",
            "account_reset_password_from_key_done",
            "mfa_authenticate",
            "mfa_login_webauthn",
        ],
        Access("public"),
    ),
    **dict.fromkeys(
        [
            "ui:all",
            "ui:quick",
            "ui:components",
            "account_logout",
            "account_reauthenticate",
            "account_change_password",
            "account_set_password",
            "mfa_index",
            "mfa_reauthenticate",
            "mfa_activate_totp",
            "mfa_deactivate_totp",
            "mfa_view_recovery_codes",
            "mfa_generate_recovery_codes",
            "mfa_download_recovery_codes",
            "mfa_list_webauthn",
            "mfa_add_webauthn",
            "mfa_remove_webauthn",
            "mfa_edit_webauthn",
            "mfa_reauthenticate_webauthn",
            "usersessions_list",
        ],
        Access("signed_in"),
    ),
}
LISTED_MODULES = ("allauth.", "parkservice.ui.")
# What opens to somebody who must set up a second factor first: the way there, the way out, the look of the page.
WHILE_ENROLLING = frozenset(
    {
        "accounts:second_factor",
        "account_logout",
        "account_reauthenticate",
        "mfa_activate_totp",
        "mfa_add_webauthn",
        "ui:language",
        "ui:theme",
    }
)


def access_of(view: Callable[..., Any], name: str = "") -> Access | None:
    """Return what a view declared, or the list says for the name of its address; None when nothing was declared."""
    declared = getattr(view, "access", None) or getattr(getattr(view, "view_class", None), "access", None)
    return declared or (LISTED.get(name) if is_listed(view) else None)


def is_listed(view: Callable[..., Any]) -> bool:
    """Whether a view belongs to a module whose addresses are listed above."""
    return (getattr(view, "view_class", None) or view).__module__.startswith(LISTED_MODULES)


def satisfied(user: Any, access: Access, park: Park | None = None) -> bool:
    """Whether a person fulfils what a view asks for, in a park or in any park of theirs."""
    if access.kind == "public":
        return True
    if not user.is_authenticated:
        return False
    return access.kind == "signed_in" or any(may(user, perm, park or None) for perm in access.perms)


def current_park(request: HttpRequest) -> Park | None:
    """Return the park of this request: the chosen one of mine, my first one, or for visitors the default park."""
    mine = parks_of(request.user)
    if not mine:
        return Park.objects.get_default()
    chosen = request.session.get(PARK_KEY)
    return park_of(request.user, chosen if chosen in mine else mine[0])  # type: ignore[arg-type]


def enter_park(request: HttpRequest, park: Park) -> None:
    """Switch the header to a park of mine, for example when one of its records is opened; others change nothing."""
    if park.pk not in parks_of(request.user):
        return
    if request.session.get(PARK_KEY) != park.pk:
        request.session[PARK_KEY] = park.pk
    request.park = park  # type: ignore[attr-defined]
