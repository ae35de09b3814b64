"""The second factor: who must have one in production, and the way out when the device is lost (reliability, fault 18).

Whoever decides about money or people is led to set one up after the password and opens nothing else before. An app, a
passkey or a security key counts; recovery codes alone do not.
"""

from allauth.mfa.models import Authenticator
from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from parkservice.accounts import post
from parkservice.accounts.models import Person, User
from parkservice.accounts.power import OPENING, refuse_both, require_power_over
from parkservice.accounts.rights import parks_of, roles_of
from parkservice.accounts.roles import SECOND_FACTOR
from parkservice.accounts.sessions import end_everywhere
from parkservice.accounts.tokens.services import withdraw_all
from parkservice.journal.services import record
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park

SUBJECT = _("Your second factor was reset")
BODY = _(
    "%(name)s, your second factor for %(park)s was reset, and every sign-in of yours was ended. At the next sign-in you"
    " enter your password and set up a new second factor.\n\nReason given: %(reason)s\n\nWas this not agreed with you?"
    " Tell your manager at once, and change your password."
)


def has_one(user: User) -> bool:
    """Whether a person has set up an app or a key."""
    return Authenticator.objects.filter(user=user).exclude(type=Authenticator.Type.RECOVERY_CODES).exists()


def is_demanded(user: Person) -> bool:
    """Whether a person's postings ask for a second factor; the demo asks nobody."""
    return settings.PRODUCTION and bool(SECOND_FACTOR & roles_of(user))


def is_missing(user: Person) -> bool:
    """Whether a person must set one up before anything else opens."""
    return is_demanded(user) and not has_one(user)  # type: ignore[arg-type]


@transaction.atomic
def reset_second_factor(*, actor: User | None, park: Park, user_id: int, reason: str) -> User:
    """Take every second factor of a person away, after their device was lost; they are signed out and told by mail.

    `actor` is None for the command line. Raises RuleViolation for oneself, for an account that the actor has no power
    over or gave a link for lately, and when there is nothing to reset.
    """
    user = User.objects.select_for_update(of=("self",)).get(pk=user_id)
    if actor is not None:
        if actor.pk == user.pk:
            raise RuleViolation(gettext("Nobody resets their own second factor. Ask a colleague."), code="own_account")
        require_power_over(actor, user, "people.accounts", park)
        refuse_both(actor, user, OPENING)
    if not has_one(user):
        raise RuleViolation(gettext("This person has no second factor. There is nothing to reset."), code="no_factor")
    Authenticator.objects.filter(user=user).delete()
    end_everywhere(user)
    withdraw_all(actor=actor, user=user)
    event = record(park=park, actor=actor, verb="accounts.second_factor_reset", subject=user, note=reason)
    with override(user.language or settings.LANGUAGE_CODE):
        body = str(BODY) % {"name": user.address, "park": park.name, "reason": reason}
        post.write(
            user=user, park=park, subject=str(SUBJECT), body=body, key=f"second-factor-reset-{event.pk}", sender=actor
        )
    return user


def park_of(user: User) -> Park | None:
    """The park in whose journal an act of the command line about a person is written: that of their first posting."""
    mine = parks_of(user) or list(user.postings.order_by("id").values_list("park_id", flat=True)[:1])
    return Park.objects.get(pk=mine[0]) if mine else None
