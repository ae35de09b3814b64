"""What a visitor or caller is answered, as the courtesy check and the duties L1 to L4 know it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.contacts.models import Contact
from complaints.intake.services import shorten
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.kit import clock
from parkservice.kit.courtesy import Context
from parkservice.messaging.wordbook import writing
from parkservice.parks.models import Park

#: The answer to an open line of the register, and the one that is given at once.
ANSWER, AT_ONCE = "contact.answer", "contact.new"


@dataclass(frozen=True)
class Talk:
    """Somebody is here or on the line and nothing is recorded yet; until then its park stands for it."""

    park: Park
    visitor: str = ""
    title: str = ""
    phone: str = ""
    promised_by: datetime | None = None

    @property
    def pk(self) -> int:
        """The record of this kind is the park."""
        return self.park.pk


def find(user: User, pk: int) -> Contact:
    """The line of the register for those who answer it. Raises Contact.DoesNotExist or PermissionDenied."""
    contact = Contact.objects.visible_to(user).select_related("park").get(pk=pk)
    _must_record(user, contact.park)
    return contact


def find_park(user: User, pk: int) -> Talk:
    """The talk in a park for those who take visits and calls. Raises Park.DoesNotExist or PermissionDenied."""
    park = Park.objects.get(pk=pk)
    _must_record(user, park)
    return Talk(park)


def _must_record(user: User, park: Park) -> None:
    if not may(user, "contacts.record", park):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))


def context(asked: Contact | Talk) -> Context:
    """An answer names the visitor, and apologises where it was promised for earlier."""
    return Context(
        inconvenience=asked.promised_by is not None and asked.promised_by < clock.now(),
        person=asked.visitor,
        title=asked.title,
        allowed_numbers=(asked.park.desk_phone, asked.park.duty_phone, asked.phone),
    )


def sent(people: Sequence[User], park: Park, since: datetime) -> Iterable[writing.Sent]:
    """The answers that these people gave; one statement."""
    mine = Contact.objects.filter(answered_by__in=[user.pk for user in people], park=park, closed_at__gte=since)
    columns = ("answered_by_id", "closed_at", "answer_courtesy", "answer_courtesy_reason", "content", "pk")
    for by, at, hints, reason, content, pk in mine.values_list(*columns):
        yield writing.Sent(by, at, hints, reason, shorten(content), page(pk))


def page(pk: int) -> str:
    """Where a line of the register is answered."""
    return reverse("complaints:contact", args=[pk])


def new_page(_park: int) -> str:
    """Where a visit or call is recorded."""
    return reverse("complaints:contact_new")


writing.register(writing.Kind(ANSWER, find=find, context=context, sent=sent, page=page))
writing.register(writing.Kind(AT_ONCE, find=find_park, context=context, page=new_page))
