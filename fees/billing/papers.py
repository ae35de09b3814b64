"""Bills on paper: one alone, or all of a run in one building in one file; each with its own number and code (O4)."""

from collections.abc import Iterable, Sequence
from decimal import Decimal
from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.billing.models import GONE, Bill
from fees.billing.words import in_one_line, sentences
from fees.tariffs.models import Tariff
from parkservice.accounts.models import User
from parkservice.journal.models import subject_kind
from parkservice.kit.errors import RuleViolation
from parkservice.kit.money import capital, yuan
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import print_copy
from parkservice.ui.words import day_text, lasting

KIND = "bill"
#: Bills in one file; a larger building is printed in parts.
MOST = 400
kinds.register(kinds.PaperKind(KIND, gettext_lazy("Bill")))


def print_bill(*, bill: Bill, actor: User, language: str = "zh-hans") -> Paper:
    """Issue a bill as a paper, or count a reprint. Raises RuleViolation for one that counts no more."""
    if bill.state in GONE:
        raise RuleViolation(_("This bill counts no more."))
    with translation.override(language), lasting():
        data = bill_data(bill)
    return print_copy(
        kind=KIND, subject=bill, park=bill.park, number=bill.number, data=data, actor=actor, language=language
    )


def print_bills(*, bills: Iterable[Bill], actor: User, language: str = "zh-hans") -> list[Paper]:
    """Issue, or reprint, each of some bills; those that count no more are left out.

    Raises RuleViolation when none is left, or for more than fit into one file.
    """
    live = [bill for bill in bills if bill.state not in GONE]
    if not live:
        raise RuleViolation(_("There is no bill to print."))
    if len(live) > MOST:
        raise RuleViolation(_("More than %(n)d bills. Print them in parts.") % {"n": MOST})
    return [print_bill(bill=bill, actor=actor, language=language) for bill in live]


def printed(bills: Sequence[int]) -> list[Paper]:
    """The valid papers of some bills, in the order of their numbers."""
    rows = Paper.objects.filter(
        kind=KIND, subject_kind=subject_kind(Bill()), subject_id__in=bills, revoked_at__isnull=True
    )
    return list(rows.select_related("park").order_by("number"))


def bill_data(bill: Bill) -> dict[str, Any]:
    """Return what the paper says, in the active language."""
    basis = Tariff.objects.filter(pk__in=bill.explanation.get("tariffs", [])).values_list("basis_document", flat=True)
    return {
        "customer": bill.customer.name,
        "unit": bill.unit.code if bill.unit else "",
        "item": bill.item.name,
        "period": bill.period,
        "issued": day_text(bill.issued_at),
        "due": day_text(bill.due),
        "quantity": f"{bill.quantity.normalize():,f}" if bill.quantity is not None else "",
        "price": _price(bill.price) if bill.price is not None else "",
        "steps": _steps(bill),
        "amount": yuan(bill.amount),
        "capital": capital(bill.amount),
        "basis": "; ".join(dict.fromkeys(basis)),
        "pay": _("Please pay at the front desk or by transfer before the due day, naming the bill number. Thank you."),
    }


def _price(price: Decimal) -> str:
    """A price as people write it: two places, more only where it has them."""
    return f"{price:.2f}" if price == price.quantize(Decimal("0.01")) else f"{price.normalize():f}"


def _steps(bill: Bill) -> list[str]:
    """The computation: one step with its result, several below each other."""
    told = sentences(bill.explanation)
    return told if len(told) > 1 else [in_one_line(bill.explanation, bill.amount)]
