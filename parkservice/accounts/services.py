"""Making people, changing their details, switching accounts off. People are never deleted."""

from typing import Any

from allauth.account.internal.userkit import user_id_to_str
from allauth.account.models import EmailAddress
from django.conf import settings
from django.contrib.auth.tokens import default_token_generator
from django.db import transaction
from django.urls import reverse
from django.utils.translation import gettext as _

from parkservice.accounts.letters import tell_old_address
from parkservice.accounts.models import Posting, User
from parkservice.accounts.postings import (  # noqa: F401 - one door to all services of the app
    appoint_first_project_manager,
    end_posting,
    grant_posting,
    lock_parks,
    propose_posting,
    refuse_posting,
    refuse_to_lose_last,
    require,
)
from parkservice.accounts.power import RESETTING, refuse_both, require_here, require_power_over
from parkservice.accounts.rights import may
from parkservice.accounts.roles import APPROVING
from parkservice.accounts.second_factor import reset_second_factor  # noqa: F401 - one door, as above
from parkservice.accounts.sessions import end_everywhere
from parkservice.accounts.tokens.services import withdraw_all
from parkservice.journal.services import record
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park

PROFILE_FIELDS = ("name", "name_en", "title", "phone", "email", "language", "theme")


@transaction.atomic
def create_person(
    *, park: Park, actor: User | None, username: str, name: str, password: str | None = None, **details: Any
) -> User:
    """Make an account without any right; postings are proposed and granted afterwards (design section 4).

    `actor` is None for the command line. `details` are fields of User. Without a password the person signs in by a link
    (`sign_in_link`). Raises RuleViolation when the user name is taken or the actor may not propose people.
    """
    if actor is not None and not may(actor, "people.accounts", park):
        require(actor, "people.propose", park)
    username = username.strip().lower()
    if User.objects.filter(username=username).exists():
        raise RuleViolation(_("This user name is taken. Choose another one."), code="username_taken")
    user = User.objects.create_user(username, password, name=name, **details)
    record(park=park, actor=actor, verb="accounts.person_created", subject=user, data={"username": username})
    return user


@transaction.atomic
def propose_person(*, actor: User, park: Park, details: dict[str, Any], posting: dict[str, Any]) -> User:
    """Make an account and propose its first posting, both or neither. Raises RuleViolation as the two do."""
    user = create_person(park=park, actor=actor, **details)
    propose_posting(actor=actor, user=user, park=park, **posting)
    return user


@transaction.atomic
def change_details(*, actor: User, park: Park, user_id: int, **details: Any) -> User:
    """Change name, form of address, phone, mail, language or theme: one's own, or as somebody who proposes people.

    Job titles may only be changed for others. An e-mail address leads to a new password: for another person's the
    actor needs the power to give a sign-in link, and the old address is told. Raises RuleViolation when the actor may
    not, or the other person works in other parks only.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    allowed = set(PROFILE_FIELDS)
    if actor.pk != user.pk:
        require(actor, "people.propose", park)
        require_here(user, park)
        allowed |= {"job_title_zh", "job_title_en"}
    unknown = details.keys() - allowed
    if unknown:
        raise ValueError(f"Not a personal detail: {', '.join(sorted(unknown))}.")
    changed = sorted(name for name, value in details.items() if getattr(user, name) != value)
    if not changed:
        return user
    if "email" in changed:
        _change_address(actor, park, user)
    for name in changed:
        setattr(user, name, details[name])
    user.save(update_fields=changed)
    if changed != ["email"]:
        record(park=park, actor=actor, verb="accounts.person_changed", subject=user, data={"fields": changed})
    return user


def _change_address(actor: User, park: Park, user: User) -> None:
    """What goes with a new e-mail address, before it is written."""
    if actor.pk != user.pk:
        require_power_over(actor, user, "people.links", park)
        refuse_both(actor, user, RESETTING)
    # The sign-in library keeps its own copy for mails with a link; it is made anew from ours.
    EmailAddress.objects.filter(user=user).delete()
    event = record(park=park, actor=actor, verb="accounts.email_changed", subject=user)
    tell_old_address(user=user, park=park, actor=actor, key=f"email-changed-{event.pk}")


def set_language(*, actor: User, language: str) -> None:
    """Keep the language that a person chose for the screens."""
    User.objects.filter(pk=actor.pk).update(language=language)
    actor.language = language


def set_theme(*, actor: User, theme: str) -> None:
    """Keep the appearance that a person chose; empty follows the device."""
    User.objects.filter(pk=actor.pk).update(theme=theme)
    actor.theme = theme


@transaction.atomic
def deactivate(*, actor: User, park: Park, user_id: int, reason: str) -> User:
    """Switch an account off, end every sign-in and token at once; history and names stay (fault 26).

    Raises RuleViolation for oneself, for the last manager or project manager of a park, and without the right.
    """
    approving = Posting.objects.current().filter(user_id=user_id, role__in=APPROVING)
    lock_parks(approving)
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if user.pk == actor.pk:
        raise RuleViolation(_("You cannot switch off your own account. Ask a colleague."), code="own_account")
    require_power_over(actor, user, "people.accounts", park)
    for posting in approving.all():
        refuse_to_lose_last(posting)
    if not user.is_active:
        return user
    user.is_active = False
    user.save(update_fields=["is_active"])
    end_everywhere(user)
    withdraw_all(actor=actor, user=user)
    record(park=park, actor=actor, verb="accounts.person_deactivated", subject=user, note=reason)
    return user


@transaction.atomic
def reactivate(*, actor: User, park: Park, user_id: int) -> User:
    """Switch an account on again; only postings that are still running count."""
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    require_power_over(actor, user, "people.accounts", park)
    if user.is_active:
        return user
    user.is_active = True
    user.save(update_fields=["is_active"])
    record(park=park, actor=actor, verb="accounts.person_reactivated", subject=user)
    return user


@transaction.atomic
def sign_in_link(*, actor: User | None, park: Park, user_id: int, reason: str = "") -> tuple[str, str]:
    """Return the two parts of a one-time link by which a person sets a password (valid for three days, or until used).

    It is shown once to whoever hands it over, and journalled. `actor` is None for the command line, which gives its
    reason. Raises RuleViolation for a switched-off account, when the actor has no power over the account, and when they
    reset its second factor lately.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if actor is not None:
        require_power_over(actor, user, "people.links", park)
        refuse_both(actor, user, RESETTING)
    if not user.is_active:
        raise RuleViolation(_("This account is switched off. Switch it on first."), code="inactive")
    record(park=park, actor=actor, verb="accounts.link_made", subject=user, note=reason)
    return user_id_to_str(user), default_token_generator.make_token(user)


def address_of_link(uid: str, key: str) -> str:
    """Return the address that opens a one-time link, from its two parts."""
    path = reverse("account_reset_password_from_key", kwargs={"uidb36": uid, "key": key})
    return f"{settings.SITE_URL}{path}"
