"""The dunning notice 催缴通知单 on paper, for the hand, the door and the post (domain 2.4, "Printed")."""

from typing import Any

from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from fees.dunning.models import DunningNotice, Stage
from parkservice.accounts.models import User
from parkservice.kit.money import capital, yuan
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import print_copy
from parkservice.ui.words import day_text, lasting

NOTICE = "dunning_notice"
kinds.register(kinds.PaperKind(NOTICE, gettext_lazy("Dunning notice")))


def title_of(notice: DunningNotice, language: str) -> str:
    """Return the heading of a letter: its stage and its number."""
    with translation.override(language or "zh-hans"):
        return f"{Stage(notice.stage).label} {notice.number}"


def print_letter(*, notice: DunningNotice, text: str, actor: User) -> Paper:
    """Issue the letter in the customer's language, or count a reprint while nothing has changed."""
    language = notice.customer.language or "zh-hans"
    with translation.override(language), lasting():
        data = letter_data(notice, text)
    return print_copy(
        kind=NOTICE,
        subject=notice,
        park=notice.park,
        number=notice.number,
        data=data,
        actor=actor,
        language=language,
    )


def letter_data(notice: DunningNotice, text: str) -> dict[str, Any]:
    """Return what the paper says, in the active language."""
    lines = notice.lines.filter(live=True).select_related("bill__item", "bill__unit").order_by("bill__due", "pk")
    whole = notice.amount_principal + notice.late_fee_to_date
    return {
        "friendly": notice.stage == Stage.FRIENDLY,
        "stage": str(Stage(notice.stage).label),
        "customer": notice.customer.display_name,
        "lines": [
            [
                line.bill.number,
                line.bill.item.name,
                line.bill.unit.code if line.bill.unit else "",
                _("%(first)s to %(last)s")
                % {"first": f"{line.bill.period_from:%Y-%m-%d}", "last": f"{line.bill.period_to:%Y-%m-%d}"},
                f"{line.bill.due:%Y-%m-%d}",
                f"{line.principal:,.2f}",
                f"{line.late_fee:,.2f}",
            ]
            for line in lines
        ],
        "principal": yuan(notice.amount_principal),
        "late_fee": yuan(notice.late_fee_to_date),
        "whole": yuan(whole),
        "capital": capital(whole),
        "deadline": day_text(notice.deadline),
        "paragraphs": text.split("\n"),
        "signed": notice.stage >= Stage.FINAL,
        "signed_by": notice.signed_by,
        "signed_at": day_text(notice.signed_at) if notice.signed_at else "",
        "phone": notice.park.desk_phone,
    }
