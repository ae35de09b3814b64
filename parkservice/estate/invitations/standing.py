"""How the contacts of a customer stand with their accounts: what the customer file and the company's page show."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from parkservice.accounts.models import Posting
from parkservice.accounts.roles import Role
from parkservice.estate.invitations.models import Invitation
from parkservice.estate.models import ContactPerson


@dataclass(frozen=True)
class Standing:
    """One contact with its account: "account", "invited", "expired", "ended" or "none"; when; the invitation."""

    contact: ContactPerson
    state: str
    at: datetime | None = None
    invitation: Invitation | None = None

    @property
    def may_be_invited(self) -> bool:
        """Whether a new invitation makes sense; an open one is replaced by it."""
        return self.state != "account"


def standings(contacts: Iterable[ContactPerson], park_id: int) -> list[Standing]:
    """Return the standing of contacts read with their `user`; two queries however many there are."""
    rows = list(contacts)
    holders = set(
        Posting.objects.current()
        .filter(park_id=park_id, role=Role.TENANT, user_id__in=[row.user_id for row in rows if row.user_id])
        .values_list("user_id", flat=True)
    )
    invitations = Invitation.objects.filter(contact__in=rows, withdrawn_at__isnull=True)
    latest = {one.contact_id: one for one in invitations.select_related("invited_by").order_by("at", "id")}
    return [_standing(row, row.user_id in holders, latest.get(row.pk)) for row in rows]


def _standing(contact: ContactPerson, holds: bool, invitation: Invitation | None) -> Standing:
    if contact.user is not None and holds and contact.is_active:
        return Standing(contact, "account", contact.user.last_login, invitation)
    if invitation is not None and invitation.is_open:
        return Standing(contact, "invited", invitation.expires_at, invitation)
    if invitation is not None and invitation.accepted_at is None and contact.user is None:
        return Standing(contact, "expired", invitation.expires_at, invitation)
    return Standing(contact, "ended" if contact.user is not None else "none", None, invitation)
