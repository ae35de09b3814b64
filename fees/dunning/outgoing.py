"""Dunning letters as the courtesy check and the duties L1 to L4 know them; R12 blocks every threat (domain 2.4)."""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.utils.translation import gettext as _

from fees.dunning import rules
from fees.dunning.models import DunningNotice
from parkservice.accounts.models import User
from parkservice.kit.courtesy import Context
from parkservice.messaging.wordbook import writing
from parkservice.parks.models import Park

LETTER = "dunning.letter"


def find(user: User, pk: int) -> DunningNotice:
    """The notice for those who deliver it. Raises DunningNotice.DoesNotExist or PermissionDenied."""
    notice = DunningNotice.objects.visible_to(user).select_related("park", "customer").get(pk=pk)
    if not rules.may_deliver(notice, user):
        raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
    return notice


def context(notice: DunningNotice) -> Context:
    """A letter asks for something; the desk's number and the customer's own may stand in it."""
    customer = notice.customer
    return Context(
        is_request=True,
        person=customer.name,
        title=customer.title,
        company=customer.is_company,
        allowed_numbers=(notice.park.desk_phone, notice.park.duty_phone, customer.phone),
    )


def sent(people: Sequence[User], park: Park, since: datetime) -> Iterable[writing.Sent]:
    """The letters that these people delivered; one statement."""
    mine = DunningNotice.objects.filter(
        delivered_by__in=[user.pk for user in people], park=park, delivered_at__gte=since
    )
    for row in mine.only("delivered_by_id", "delivered_at", "courtesy", "number"):
        if row.delivered_by_id and row.delivered_at:
            yield writing.Sent(row.delivered_by_id, row.delivered_at, row.courtesy, "", row.number, page(row.pk))


def page(pk: int) -> str:
    """Where a letter is written."""
    return DunningNotice(pk=pk).get_absolute_url()


writing.register(writing.Kind(LETTER, find=find, context=context, sent=sent, page=page))
