"""Inviting the people of a customer, taking an invitation up, and ending an access (design section 6).

A customer's people are invited by the manager or by the customer's own contact who is marked for it. The account gets
the tenant posting of its customer and loses it with the last occupancy, or when the contact is no longer in charge.
"""

import hashlib
import secrets
from datetime import timedelta
from typing import Any, NamedTuple

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from parkservice.accounts.models import Person, Posting, User
from parkservice.accounts.postings import open_tenant_posting
from parkservice.accounts.rights import scope
from parkservice.accounts.roles import Role
from parkservice.accounts.services import create_person
from parkservice.estate import services, tenure
from parkservice.estate.invitations.models import VALID, Invitation
from parkservice.estate.models import ContactPerson, Customer
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation

#: Invitations that a company's own contact makes within 24 hours; nobody uses our mail server to flood others.
PER_DAY = 50


class Invited(NamedTuple):
    """An invitation with its secret, which nobody can read again; it is empty for a form that was sent twice."""

    invitation: Invitation
    token: str


def hash_of(token: str) -> str:
    """The stored form of a link's secret: 192 random bits need no salt."""
    return hashlib.sha256(token.encode()).hexdigest()


def may_invite_for(user: User, customer: Customer) -> bool:
    """Whether somebody may invite this customer's people and end their access."""
    if customer.park_id in scope(user, "estate.invite").parks:
        return True
    return tenure.inviting_for(user).filter(pk=customer.pk).exists()


def _require(actor: User, customer: Customer) -> None:
    if not may_invite_for(actor, customer):
        raise RuleViolation(_("You may not invite people of this customer. Ask customer service."), code="no_right")


@transaction.atomic
def invite_new(*, actor: User, customer: Customer, form_id: str, **details: Any) -> Invited:
    """Name a new contact of a customer and invite them. `details` are fields of `estate.services.add_contact`.

    The second send of a form gives the invitation of the first without its secret. Raises RuleViolation as `invite`.
    """
    _require(actor, customer)
    made: list[Invited] = []

    def make() -> Invitation:
        contact = services.add_contact(actor=actor, customer=customer, **details)
        made.append(invite(actor=actor, contact_id=contact.pk))
        return made[0].invitation

    invitation, _new = once(form_id=form_id, actor=actor, body={"customer": customer.pk, **details}, make=make)
    return made[0] if made else Invited(invitation, "")


@transaction.atomic
def invite(*, actor: User, contact_id: int) -> Invited:
    """Invite a contact; an earlier invitation that nobody took up is withdrawn.

    A contact that was no longer in charge is in charge again. Raises RuleViolation without the right, when the
    customer has no unit, when the contact has an account that counts or one that is switched off, and when a company's
    own contact invited too many people within a day.
    """
    contact = _locked(contact_id)
    customer = contact.customer
    _require(actor, customer)
    if not tenure.has_place(customer):
        raise RuleViolation(_("This customer has no unit now. Record the occupancy first."), code="no_occupancy")
    _refuse_second_account(contact)
    _refuse_flood(actor, customer)
    if not contact.is_active:
        contact = services.change_contact(actor=actor, contact_id=contact.pk, is_active=True)
    now = clock.now()
    Invitation.objects.filter(contact=contact).unsettled().update(withdrawn_at=now)
    token = secrets.token_urlsafe(24)
    invitation = Invitation.objects.create(
        contact=contact,
        token_hash=hash_of(token),
        email=contact.email,
        invited_by=actor,
        at=now,
        expires_at=now + VALID,
    )
    _journal(invitation, "estate.invited", actor)
    return Invited(invitation, token)


def _refuse_second_account(contact: ContactPerson) -> None:
    user = contact.user
    if user is None:
        return
    if not user.is_active:
        raise RuleViolation(
            _("The account of this contact is switched off. Switch it on under People first."), code="inactive"
        )
    if holds_tenancy(user, contact.customer.park_id) and contact.is_active:
        raise RuleViolation(_("This contact has an account already."), code="has_account")


def _refuse_flood(actor: User, customer: Customer) -> None:
    if customer.park_id in scope(actor, "estate.invite").parks:
        return
    since = clock.now() - timedelta(days=1)
    if Invitation.objects.filter(invited_by=actor, at__gt=since).count() >= PER_DAY:
        raise RuleViolation(_("You have invited many people today. Go on tomorrow, or ask customer service."), "many")


def holds_tenancy(user: User, park_id: int) -> bool:
    """Whether an account holds a tenant posting in a park today."""
    return Posting.objects.current().filter(user=user, park_id=park_id, role=Role.TENANT).exists()


@transaction.atomic
def withdraw(*, actor: User, invitation_id: int) -> Invitation:
    """Make the link of an invitation worthless. Raises RuleViolation when it was settled, or without the right."""
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=invitation_id)
    _require(actor, invitation.contact.customer)
    if invitation.accepted_at is not None or invitation.withdrawn_at is not None:
        raise RuleViolation(_("This invitation is settled already. Load the page again."), code="settled")
    invitation.withdrawn_at = clock.now()
    invitation.save(update_fields=["withdrawn_at"])
    _journal(invitation, "estate.invitation_withdrawn", actor)
    return invitation


def find(token: str) -> Invitation | None:
    """The invitation of a link that can be taken up now; None for every other link, whatever is wrong with it."""
    rows = Invitation.objects.select_related("contact__customer__park", "contact__user", "invited_by")
    invitation = rows.filter(token_hash=hash_of(token)).first()
    if invitation is None or not invitation.is_open or not invitation.contact.is_active:
        return None
    contact = invitation.contact
    if not tenure.has_place(contact.customer) or (contact.user is not None and not contact.user.is_active):
        return None
    return invitation if _inviter_stands(invitation) else None


def _inviter_stands(invitation: Invitation) -> bool:
    """Whether the one who invited still could: a contact who left the company lets nobody in any more."""
    inviter, customer = invitation.invited_by, invitation.contact.customer
    of_the_company = ContactPerson.objects.filter(customer=customer, user=inviter).exists()
    return inviter.is_active and (not of_the_company or may_invite_for(inviter, customer))


def was_taken_up_by(user: Person, token: str) -> bool:
    """Whether this account took the invitation up: a second send of the form is answered like the first."""
    return Invitation.objects.filter(token_hash=hash_of(token), account_id=user.pk or 0).exists()


@transaction.atomic
def take_up(
    *, token: str, password: str = "", username: str = "", language: str = "", user: User | None = None
) -> User:
    """Take an invitation up: with the account of `user`, who is signed in, or with a new one.

    A link never sets the password of an account that exists: whoever invites sees the link. Raises RuleViolation when
    the link is worthless, the contact has an account and nobody is signed in, the user name is taken, or the one who
    invited takes it up.
    """
    found = find(token)
    invitation = Invitation.objects.select_for_update(of=("self",)).get(pk=found.pk) if found else None
    if invitation is None or not invitation.is_open:
        raise RuleViolation(_("This link is no longer valid. Ask for a new one."), code="worthless")
    contact = _locked(invitation.contact_id)
    tenure.lock(contact.customer_id)
    if user is None and contact.user is not None:
        raise RuleViolation(_("You have an account here. Sign in, then open this link again."), code="sign_in")
    account = user or _new_account(contact, username, password, language)
    if contact.user_id != account.pk:
        services.change_contact(actor=account, contact_id=contact.pk, user=account)
    park = contact.customer.park
    invitation.accepted_at, invitation.account = clock.now(), account
    invitation.save(update_fields=["accepted_at", "account"])
    open_tenant_posting(
        user=account, park=park, invited_by=invitation.invited_by, ends=tenure.last_day(account, park.pk)
    )
    tenure.follow(customer_id=contact.customer_id, actor=account)
    _journal(invitation, "estate.invitation_taken_up", account)
    return account


def _new_account(contact: ContactPerson, username: str, password: str, language: str) -> User:
    details = {"title": contact.title, "phone": contact.phone, "email": contact.email, "language": language}
    park = contact.customer.park
    try:
        with transaction.atomic():
            return create_person(
                park=park, actor=None, username=username, name=contact.name, password=password, **details
            )
    except IntegrityError as error:
        raise RuleViolation(_("This user name is taken. Choose another one."), code="username_taken") from error


@transaction.atomic
def end_access(*, actor: User, contact_id: int) -> ContactPerson:
    """Say that a contact is no longer in charge: an open invitation is withdrawn, the account loses its rights at once.

    Raises RuleViolation without the right, and for one's own contact.
    """
    contact = _locked(contact_id)
    _require(actor, contact.customer)
    if contact.user_id == actor.pk:
        raise RuleViolation(_("You cannot end your own access. Ask customer service."), code="own_account")
    for invitation in Invitation.objects.filter(contact=contact).unsettled():
        withdraw(actor=actor, invitation_id=invitation.pk)
    return services.change_contact(actor=actor, contact_id=contact.pk, is_active=False)


def _locked(contact_id: int) -> ContactPerson:
    rows = ContactPerson.objects.select_for_update(of=("self",)).select_related("customer__park", "user")
    return rows.get(pk=contact_id)


def _journal(invitation: Invitation, verb: str, actor: User) -> None:
    contact = invitation.contact
    record(
        park=contact.customer.park,
        actor=actor,
        verb=verb,
        subject=contact.customer,
        data={"name": contact.name, "contact": contact.pk, "invitation": invitation.pk},
    )
