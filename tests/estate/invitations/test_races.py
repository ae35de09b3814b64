"""Many hands on one link at the same moment: one account, and the others are told."""

import pytest

from parkservice.accounts.models import Posting, User
from parkservice.accounts.roles import Role
from parkservice.estate.invitations import services
from parkservice.estate.models import ContactPerson, Invitation
from parkservice.kit.errors import RuleViolation
from tests.support.stores import Store
from tests.support.together import together

HANDS = 8

pytestmark = pytest.mark.race


def test_of_many_hands_on_one_link_one_gets_the_account(park_copy: Store) -> None:
    lead = User.objects.get(username="tenant")
    customer = lead.contact_persons.get().customer
    contact = ContactPerson.objects.create(customer=customer, name="孔假设", phone="19900000077")
    token = services.invite(actor=lead, contact_id=contact.pk).token

    def take(number: int) -> str:
        try:
            return services.take_up(token=token, username=f"hand{number}", password="x" * 12, language="en").username
        except RuleViolation:
            return ""

    taken = [name for name in together([lambda n=n: take(n) for n in range(HANDS)]) if name]
    assert len(taken) == 1
    assert list(User.objects.filter(username__startswith="hand").values_list("username", flat=True)) == taken
    assert Posting.objects.filter(user__username=taken[0], role=Role.TENANT).count() == 1
    assert Invitation.objects.get(contact=contact).account.username == taken[0]
