"""Lines of the bank that wait for somebody."""

from django.db.models import QuerySet

from fees.bank.models import BankLine
from fees.queues import Queue
from parkservice.accounts.models import User
from parkservice.parks.models import Park


def _to_match(_user: User, park: Park) -> QuerySet[BankLine]:
    return BankLine.objects.waiting().filter(park=park)


#: For those who say what a line is.
TO_MATCH = Queue(("bank.match",), _to_match)
