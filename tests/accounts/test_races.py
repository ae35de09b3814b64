"""What holds when many act at the same moment: the count of tries, and the last manager (faults 4, 19)."""

import pytest
from django.test import RequestFactory

from parkservice.accounts import postings, throttle
from parkservice.accounts.models import Posting, SignInTry
from parkservice.accounts.roles import Role
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park
from tests.accounts.factories import PostingFactory, person
from tests.support.stores import Store
from tests.support.together import together

TRIES = 16

pytestmark = pytest.mark.race


def test_of_many_simultaneous_tries_at_most_five_reach_the_hash(park_copy: Store) -> None:
    request = RequestFactory().post("/accounts/login/")
    claims = together([lambda: throttle.claim(request=request, username="x", address="192.0.2.1")] * TRIES)
    assert sum(claim is not None for claim in claims) <= throttle.PER_DEVICE
    assert SignInTry.objects.count() <= throttle.PER_DEVICE


def test_two_managers_who_leave_at_the_same_moment_do_not_both_go(park_copy: Store) -> None:
    park = Park.objects.get_default()
    assert park
    actor = person(Role.PROJECT_MANAGER, park)
    held = list(Posting.objects.current().filter(park=park, role=Role.MANAGER))
    held += [PostingFactory(park=park, role=Role.MANAGER) for _missing in range(2 - len(held))]

    def end(posting: Posting) -> bool:
        try:
            postings.end_posting(actor=actor, posting_id=posting.pk)
        except RuleViolation:
            return False
        return True

    gone = together([lambda posting=posting: end(posting) for posting in held])  # type: ignore[misc]
    assert sum(gone) == len(held) - 1
    assert Posting.objects.current().filter(park=park, role=Role.MANAGER).count() == 1
