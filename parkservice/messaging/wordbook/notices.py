"""Notices of outages, works and closures: the courtesy check asks for an apology (L4, R5)."""

from typing import Any

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from parkservice.accounts.rights import may
from parkservice.kit.courtesy import Context
from parkservice.messaging.wordbook import writing
from parkservice.parks.models import Park

#: The record of this kind is the park.
NOTICE = "notice.works"


class Notice:
    """A notice that is being written for a park."""

    def __init__(self, park: Park) -> None:
        self.park, self.pk = park, park.pk


def find(user: Any, pk: int) -> Notice:
    """The notice of a park for those who read its words. Raises Park.DoesNotExist or PermissionDenied."""
    park = Park.objects.get(pk=pk)
    if not may(user, "words.view", park):
        raise PermissionDenied(_("This park is not yours."))
    return Notice(park)


def context(notice: Notice) -> Context:
    """It asks people for something and gives them trouble; announcing an outage is no threat (R12)."""
    phones = (notice.park.desk_phone, notice.park.duty_phone)
    return Context(is_request=True, inconvenience=True, outage=True, allowed_numbers=phones)


writing.register(writing.Kind(NOTICE, find=find, context=context))
