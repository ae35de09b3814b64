"""The words of a dunning letter, ready to be looked over: polite, and without any threat (domain 2.4, section 5)."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal

from django.utils import translation
from django.utils.translation import gettext as _

from fees.dunning.models import DunningNotice, Stage
from fees.ledger.owed import Standing
from parkservice.estate.models import Customer
from parkservice.kit import clock, courtesy
from parkservice.kit.money import yuan
from parkservice.ui.words import day_text, english


def salutation(customer: Customer) -> str:
    """Return how a letter addresses a customer: a company by its name, a person by surname and title (R6)."""
    if customer.is_company:
        return customer.display_name
    return f"Dear {customer.name}" if english() else courtesy.address(customer.name, customer.title)


def letter_text(notice: DunningNotice, lines: Sequence[Standing], deadline: date) -> str:
    """Return the letter of a stage in the customer's language; whoever delivers it may change its words."""
    with translation.override(notice.customer.language or "zh-hans"):
        said = {
            "name": salutation(notice.customer),
            "day": day_text(clock.today(), near=False),
            "sum": yuan(sum((line.principal for line in lines), Decimal(0))),
            "fee": yuan(sum((line.late_fee for line in lines), Decimal(0))),
            "deadline": day_text(deadline, near=False),
            "phone": notice.park.desk_phone,
            "park": notice.park.name,
        }
        return "\n".join([_words(Stage(notice.stage)) % said, _("Customer service of %(park)s") % said])


def _words(stage: Stage) -> str:
    return {
        Stage.FRIENDLY: _(
            "%(name)s: Hello! This is a friendly reminder that bills of %(sum)s are due on %(deadline)s."
            " Please pay by then; if you have paid already, please take no notice of this."
            " Please call us at %(phone)s with any question. Thank you!"
        ),
        Stage.FIRST: _(
            "%(name)s: Hello! On %(day)s bills of %(sum)s are past their due day (late fee to date %(fee)s)."
            " Please pay by %(deadline)s; if you have paid already, please take no notice of this."
            " Please call us at %(phone)s with any question. Thank you!"
        ),
        Stage.SECOND: _(
            "%(name)s: Hello! We wrote to you before: on %(day)s bills of %(sum)s are still open"
            " (late fee to date %(fee)s). Please pay by %(deadline)s."
            " If something stands in the way, please tell us at %(phone)s, so that we find a way together. Thank you!"
        ),
        Stage.FINAL: _(
            "%(name)s: Hello! In spite of our letters bills of %(sum)s are open on %(day)s (late fee to date %(fee)s)."
            " This is our last notice. Please confirm the sum by your signature and pay by %(deadline)s,"
            " or please agree with us on a plan at %(phone)s. Thank you!"
        ),
        Stage.LEGAL: _(
            "%(name)s: Hello! Bills of %(sum)s have been open for a long time (late fee to %(day)s: %(fee)s)."
            " Please pay by %(deadline)s; after that we have to ask the court to decide."
            " Please call us at %(phone)s if you wish to settle it before. Thank you!"
        ),
    }[stage]
