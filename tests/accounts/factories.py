"""People and postings for tests. A posting from here is granted and counts today."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import factory
import pytest

from parkservice.accounts.models import Posting, PostingState, User
from parkservice.accounts.rights import forget
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation

PASSWORD = "a long enough secret"


class UserFactory(factory.django.DjangoModelFactory):
    """A person without rights. `password=` makes sign-in possible; most tests use `client.force_login`."""

    class Meta:
        model = User

    username = factory.Sequence(lambda n: f"person{n}")
    name = factory.Sequence(lambda n: f"陈演示{n}")

    @classmethod
    def _create(cls, model_class: type[User], *args: Any, **kwargs: Any) -> User:
        return model_class.objects.create_user(*args, **kwargs)


class PostingFactory(factory.django.DjangoModelFactory):
    """A granted posting; `buildings=[…]` limits it."""

    class Meta:
        model = Posting
        skip_postgeneration_save = True

    user = factory.SubFactory(UserFactory)
    role = Role.OFFICER
    park = factory.SubFactory("tests.parks.factories.ParkFactory")
    starts = factory.LazyFunction(clock.today)
    state = PostingState.GRANTED
    proposed_by = factory.SubFactory(UserFactory)
    granted_by = factory.SubFactory(UserFactory)

    @factory.post_generation
    def buildings(self, create: bool, extracted: Any, **kwargs: Any) -> None:
        if create and extracted:
            self.buildings.set(extracted)
        forget(self.user)


def person(role: Role | str, park: Any, *, buildings: Any = (), **user: Any) -> User:
    """Return a person who holds a role in a park today."""
    made: User = PostingFactory(role=role, park=park, buildings=list(buildings), user=UserFactory(**user)).user
    return made


@contextmanager
def refused(code: str) -> Iterator[None]:
    """Expect a refusal, known by its short name."""
    with pytest.raises(RuleViolation) as caught:
        yield
    assert caught.value.code == code
