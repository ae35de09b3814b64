"""The list of the bank's lines: what is proposed, what nobody knows yet, what is settled (O6)."""

from typing import Any

from django.db.models import Case, Count, IntegerField, Min, Prefetch, Q, QuerySet, When
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from fees.bank import words
from fees.bank.filters import LineFilter
from fees.bank.matches import BankMatch
from fees.bank.matching import Proposal, proposals
from fees.bank.models import BankLine, LineQuerySet, LineState
from parkservice.accounts.access import PersonRequest, allow
from parkservice.kit.money import total, yuan
from parkservice.ui.forms import new_form_id
from parkservice.ui.listing import Listing
from parkservice.ui.lists import BulkAction, Column, Create, ExportColumn, RecordList, SavedView
from parkservice.ui.words import day_text

#: So many waiting lines are compared with documents and bills at once, the oldest first.
COMPARED = 1000


def offers_of(request: Any) -> dict[int, list[Proposal]]:
    """The proposals of the lines that wait in the park shown, computed once for a page."""
    kept = getattr(request, "_bank_offers", None)
    if kept is None:
        waiting = BankLine.objects.waiting().filter(park=request.park).order_by("day", "pk")[:COMPARED]
        kept = request._bank_offers = proposals(request.park, list(waiting))  # noqa: SLF001 - one page, one answer
    found: dict[int, list[Proposal]] = kept
    return found


def _waiting(request: Any) -> Q:
    return Q(state__among=[LineState.UNMATCHED])


def _proposed(request: Any) -> Q:
    return _waiting(request) & Q(pk__in=list(offers_of(request)))


def _unknown(request: Any) -> Q:
    return _waiting(request) & ~Q(pk__in=list(offers_of(request)))


def _document(row: BankLine) -> str:
    return row.match.document.number if row.match else ""


@allow("bank.view")
class LineList(RecordList):
    """Lines of the bank; ticked ones whose amount and name or number agree are confirmed together."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Bank lines"), "bank", "swap"
    filterset_class = LineFilter
    _offered = (
        SavedView("proposed", gettext_lazy("With a proposal"), _proposed, sort="agrees"),
        SavedView("unknown", gettext_lazy("Without a proposal"), _unknown, sort="day"),
    )
    _settled = (
        SavedView("matched", gettext_lazy("Matched"), lambda _request: Q(state=LineState.MATCHED), count=False),
        SavedView("aside", LineState.ASIDE.label, lambda _request: Q(state=LineState.ASIDE), count=False),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    sorts = {"day": "day", "amount": "amount", "agrees": "rank"}
    default_sort = "-day"
    page_sizes = (50, 100)
    columns = (
        Column(gettext_lazy("Payer and reference")),
        Column(gettext_lazy("Amount"), sort="amount", css="num"),
        Column(gettext_lazy("Day"), sort="day", css="inl"),
        Column(gettext_lazy("What it is"), sort="agrees"),
    )
    row_template = "fees/bank/_row.html"
    export_columns = (
        ExportColumn(gettext_lazy("Day of the bank"), lambda row: row.day),
        ExportColumn(gettext_lazy("Amount"), lambda row: row.amount),
        ExportColumn(gettext_lazy("Payer"), lambda row: row.payer),
        ExportColumn(gettext_lazy("Reference of the payer"), lambda row: row.reference),
        ExportColumn(gettext_lazy("Number of the bank"), lambda row: row.bank_id),
        ExportColumn(gettext_lazy("Bank account"), lambda row: str(row.account)),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(pgettext_lazy("bank line", "Document"), _document),
        ExportColumn(gettext_lazy("Reason"), lambda row: row.get_aside_kind_display()),
        ExportColumn(gettext_lazy("Note"), lambda row: row.aside_note),
    )
    export_perms = ("bank.match",)
    create = Create("fees:bank_import", gettext_lazy("Import a statement"), ("bank.match",))
    empty_title = gettext_lazy("No lines of the bank under this tab")
    empty_text = gettext_lazy("Look under the other tabs. New lines come in with the statement of the bank.")

    @property
    def views(self) -> tuple[SavedView, ...]:  # type: ignore[override]
        """Where nothing is proposed, what waits without a proposal comes first."""
        return *(self._offered if offers_of(self.request) else self._offered[::-1]), *self._settled

    @property
    def bulk(self) -> tuple[BulkAction, ...]:  # type: ignore[override]
        """Only where something is proposed."""
        if self.request.GET.get("view", self.views[0].key) != "proposed":
            return ()
        return (BulkAction("fees:bank_confirm", gettext_lazy("Confirm what agrees"), "check", ("bank.match",)),)

    def rows(self) -> LineQuerySet:
        """Those this person may read, in the park shown; what agrees alone ranks first."""
        agrees = [pk for pk, found in offers_of(self.request).items() if found[0].strong]
        rank = Case(When(pk__in=agrees, then=0), default=1, output_field=IntegerField())
        return BankLine.objects.visible_to(self.request.user).filter(park=self.request.park).annotate(rank=rank)

    def prepare(self, rows: QuerySet[BankLine]) -> QuerySet[BankLine]:
        """Account, document and its customer of each row in a fixed number of statements."""
        matches = Prefetch("matches", BankMatch.objects.with_documents())
        return rows.select_related("account").prefetch_related(matches)

    def summary(self, listing: Listing) -> str:
        """What waits, and how much came in on it."""
        coming = Q(amount__gt=0)
        found = self.rows().waiting().aggregate(n=Count("pk"), oldest=Min("day"), sum=total("amount", where=coming))
        if found["oldest"] is None:
            return _("Every line is matched or set aside.")
        said = {"n": found["n"], "sum": yuan(found["sum"]), "day": day_text(found["oldest"], near=False)}
        words = ngettext(
            "%(n)d line waits, %(sum)s came in on it. It is of %(day)s.",
            "%(n)d lines wait, %(sum)s came in on them. The oldest is of %(day)s.",
            found["n"],
        )
        return words % said

    def more_context(self, listing: Listing) -> dict[str, Any]:
        """The best proposal beside each row."""
        offers = offers_of(self.request)
        for row in listing.page.rows:
            found = offers.get(row.pk, [])
            row.offer = words.shown(found[0]) if found else None
            row.others = len(found) - 1
        return {"form_id": new_form_id()}
