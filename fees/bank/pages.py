"""The record page of a line of the bank: what it may be, and what a person says it is (O6)."""

from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext

from fees.bank import rules, services, words
from fees.bank.forms import AsideForm, ConfirmForm, LinkForm, ReturnForm, TakeForm
from fees.bank.matching import proposals
from fees.bank.models import BankLine, LineState
from parkservice.tasks.forms import ReasonForm
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section
from parkservice.ui.forms import new_form_id
from parkservice.ui.words import day_text, when_text

#: So many proposals stand on the page of a line, the best first.
OFFERS = 10


def _never(_row: Any) -> bool:
    """A proposal carries its own button."""
    return False


def _waits_in(row: BankLine) -> bool:
    return row.waits and row.amount > 0


def _linked(row: BankLine) -> bool:
    return row.match is not None and not row.match.taken


ACTS = {
    act.name: act
    for act in (
        Act(
            "confirm",
            gettext_lazy("Confirm the proposal"),
            "",
            "check",
            ConfirmForm,
            gettext_lazy("Confirm"),
            services.confirm,
            gettext_lazy("%(number)s is matched."),
            may=rules.may_match,
            when=_never,
        ),
        Act(
            "came_back",
            gettext_lazy("The transfer came back"),
            "",
            "undo",
            ReturnForm,
            gettext_lazy("Ask to take the receipt back"),
            services.came_back,
            gettext_lazy("%(number)s is settled. A second person decides about the receipt."),
            may=rules.may_match,
            when=_never,
        ),
        Act(
            "take",
            gettext_lazy("Take it as a payment"),
            gettext_lazy("A receipt is written: the oldest bill first, the rest is a prepayment."),
            "money",
            TakeForm,
            gettext_lazy("Write the receipt"),
            services.take,
            gettext_lazy("%(number)s is matched."),
            may=rules.may_match,
            when=_waits_in,
        ),
        Act(
            "link",
            gettext_lazy("Link it to a document"),
            gettext_lazy("It is there already, of the same sum. No money is booked again."),
            "link",
            LinkForm,
            gettext_lazy("Link the document"),
            services.link,
            gettext_lazy("%(number)s is matched."),
            may=rules.may_match,
            when=lambda row: row.waits,
        ),
        Act(
            "aside",
            gettext_lazy("Set it aside"),
            gettext_lazy("It has no document: interest, a fee of the bank, not ours."),
            "rest",
            AsideForm,
            gettext_lazy("Set aside"),
            services.set_aside,
            gettext_lazy("%(number)s is set aside."),
            may=rules.may_match,
            when=lambda row: row.waits,
        ),
        Act(
            "undo",
            gettext_lazy("Undo the match"),
            gettext_lazy("The document stays as it is, the line waits again."),
            "undo",
            ReasonForm,
            gettext_lazy("Undo match"),
            services.undo,
            gettext_lazy("%(number)s waits again."),
            may=rules.may_match,
            when=_linked,
        ),
        Act(
            "put_back",
            gettext_lazy("Let it wait again"),
            gettext_lazy("It was set aside by mistake."),
            "undo",
            ReasonForm,
            gettext_lazy("Let it wait"),
            services.put_back,
            gettext_lazy("%(number)s waits again."),
            may=rules.may_match,
            when=lambda row: row.state == LineState.ASIDE,
        ),
    )
}


class LinePages(RecordPages):
    """The record page of a line."""

    model, app, space, id_name = BankLine, "fees", "bank_line", "line_id"
    perms = ("bank.view",)
    related = ("park", "account", "statement", "returned")
    template = "fees/bank/line.html"
    list_url, list_name = "fees:bank_lines", gettext_lazy("Bank lines")
    acts = ACTS
    quiet = ("aside", "take", "link", "undo", "put_back")

    def steps(self, page: RecordPage) -> set[str]:
        """Every act says itself when it is possible."""
        return set()

    def source(self, page: RecordPage) -> list[dict[str, Any]]:
        """The document that the line is, or the receipt whose transfer came back."""
        row: BankLine = page.row
        document = row.match.document if row.match else row.returned
        if document is None:
            return []
        label = pgettext("bank line", "Document") if row.match else _("Transfer that came back")
        return [{"label": label, "value": document.number, "url": document.get_absolute_url(), "num": True}]

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """What the bank wrote, and who confirmed."""
        row: BankLine = page.row
        match, place = row.match, {"number": row.statement.number, "n": row.row}
        return [
            {"label": _("Day of the bank"), "value": day_text(row.day, near=False), "num": True},
            {"label": _("Payer") if row.amount > 0 else pgettext("bank line", "Paid to"), "value": row.payer or "—"},
            {"label": pgettext("bank line", "Account"), "value": row.masked_account, "num": True},
            {"label": _("Reference of the payer"), "value": row.reference or "—"},
            {"label": _("Number of the bank"), "value": row.bank_id, "num": True},
            {"label": _("Bank account"), "value": str(row.account)},
            {"label": _("From the file"), "value": _("%(number)s, row %(n)d") % place, "num": True},
            *(
                [{"label": _("Confirmed by"), "value": match.by.display_name, "meta": when_text(match.at)}]
                if match
                else []
            ),
        ]

    def sections(self, page: RecordPage) -> list[Section]:
        """Why it was set aside."""
        row: BankLine = page.row
        return [Section(row.get_aside_kind_display(), row.aside_note)] if row.aside_kind else []

    def waits_for(self, page: RecordPage) -> str:
        """Whom it waits for."""
        row: BankLine = page.row
        if rules.may_match(row, page.user):
            return self._told(row)
        return _("Finance says what this line is.") if row.waits else ""

    def _told(self, row: BankLine) -> str:
        """Why a match cannot be undone here."""
        if row.match is None or not row.match.taken:
            return ""
        return _("The receipt was written for this line. To undo it, ask on the receipt to take it back.")

    def more(self, page: RecordPage) -> dict[str, Any]:
        """The proposals, as long as the line waits."""
        row: BankLine = page.row
        found = proposals(row.park, [row]).get(row.pk, []) if row.waits else []
        return {
            "offers": [words.shown(each) for each in found[:OFFERS]],
            "more_offers": max(0, len(found) - OFFERS),
            "matches": rules.may_match(row, page.user),
            "form_id": new_form_id(),
        }


PAGES = LinePages()
