"""The rows behind a sum, and the signatures: two lists (O6)."""

from collections.abc import Mapping
from functools import cached_property
from typing import Any

from django.db.models import F, Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fees.cashdesk.models import JournalLine
from fees.cashdesk.views import SEES
from fees.counting.models import Difference
from fees.deposits.models import Deposit, Refund
from fees.ledger.models import Allocation, Receipt, Reversal
from fees.paybacks.models import Payback
from fees.payins.models import PayIn, PayInCheck
from fees.reconciliation.documents import addresses
from fees.reconciliation.figures import FIGURES, KINDS, Figure, item_rows
from fees.reconciliation.models import WeekSignature
from fees.reconciliation.pages import Where
from fees.reconciliation.seeing import asked
from fees.tariffs.models import FeeItem
from parkservice.accounts.access import PersonRequest, allow
from parkservice.kit.money import total
from parkservice.ui.listing import Listing
from parkservice.ui.lists import Column, ExportColumn, RecordList, SavedView
from parkservice.ui.words import day_text, when_text, yuan_text

#: What the lines of a list say besides number, day and amount, and what they read for it.
WORDS: dict[type, tuple[str, ...]] = {
    JournalLine: ("summary", "item"),
    Receipt: ("customer", "payer"),
    Reversal: ("number", "reason"),
    Allocation: ("bill", "receipt.customer"),
    Deposit: ("payer",),
    Refund: ("number", "payee"),
    Payback: ("number", "payee"),
    PayIn: ("collector",),
    PayInCheck: ("by",),
    Difference: ("reason",),
}
RELATED = {
    JournalLine: ("entered_by",),
    Receipt: ("customer", "received_by"),
    Reversal: ("approved_by",),
    Allocation: ("bill", "receipt__customer", "receipt__received_by"),
    Deposit: ("received_by",),
    Refund: ("paid_by",),
    Payback: ("paid_by",),
    PayIn: ("collector",),
    PayInCheck: ("by",),
    Difference: ("officer",),
}


def _read(row: Any, path: str) -> Any:
    for name in path.split("."):
        row = getattr(row, name)
    return getattr(row, "display_name", row)


def words_of(row: Any) -> str:
    """Return what a row is about."""
    return " · ".join(dict.fromkeys(str(_read(row, path)) for path in WORDS[type(row)]))


def person_of(row: Any) -> str:
    """Return who wrote a row."""
    return str(_read(row, RELATED[type(row)][-1].replace("__", ".")))


@allow(*SEES)
class FigureRows(RecordList):
    """The lines, receipts, allocations, deposits or pay-ins that make a sum, each with the way to its document."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Rows behind the sum"), "reconciliation-rows", "scale"
    template_name = "fees/reconciliation/rows.html"
    default_sort = "date"
    documents: Mapping[str, str] = {}
    page_sizes = (50, 100)
    columns = (
        Column(pgettext_lazy("cash", "Document"), sort="number", value=lambda row: row.shown_number, link=True),
        Column(gettext_lazy("Day"), sort="date", css="inl", value=lambda row: day_text(row.shown_day, near=False)),
        Column(gettext_lazy("Summary"), value=words_of),
        Column(gettext_lazy("By"), css="inl", value=person_of),
        Column(gettext_lazy("In this sum"), css="num", value=lambda row: yuan_text(row.in_figure), label_small=True),
    )
    export_columns = (
        ExportColumn(pgettext_lazy("cash", "Document"), lambda row: row.shown_number),
        ExportColumn(gettext_lazy("Day"), lambda row: row.shown_day),
        ExportColumn(gettext_lazy("Summary"), words_of),
        ExportColumn(gettext_lazy("By"), person_of),
        ExportColumn(gettext_lazy("In this sum"), lambda row: row.in_figure),
    )
    export_perms = ("reconciliation.export",)
    empty_title = gettext_lazy("No row stands behind this sum")
    empty_text = gettext_lazy("In these days nothing of this kind was written.")

    @property
    def sorts(self) -> Mapping[str, str]:  # type: ignore[override]
        """By the columns of the kind themselves, so that its indexes serve the order; keys of lines follow the time."""
        if self.item is not None:
            return {"number": "receipt__number", "date": "pk"}
        kind = KINDS[self.figure.kind]
        return {"number": kind.number, "date": kind.day}

    @cached_property
    def where(self) -> Where:
        """The days and drawers of the address."""
        return asked(self.request.user, self.request.park, self.request.GET)[0]

    @cached_property
    def figure(self) -> Figure:
        """The sum that the address names; all receipts of the journal when it names none."""
        return FIGURES.get(self.request.GET.get("figure", ""), FIGURES["all"])

    @cached_property
    def item(self) -> FeeItem | None:
        """The fee item that the address names."""
        wanted = self.request.GET.get("item", "")
        fits = wanted.isascii() and wanted.isdigit() and len(wanted) < 12
        return FeeItem.objects.filter(park=self.request.park, pk=wanted).first() if fits else None

    def rows(self) -> QuerySet[Any]:
        """Those of the sum, within what this person sees."""
        item, span = self.item, self.where.span
        if item is not None:
            return item_rows(span, item.pk).annotate(shown_number=F("receipt__number"), shown_day=F("receipt__day"))
        figure = self.figure
        kind = KINDS[figure.kind]
        return figure.counted(span).annotate(shown_number=F(kind.number), shown_day=F(kind.day))

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """With what a line says."""
        return rows.select_related(*RELATED[rows.model], *(("customer",) if rows.model is Receipt else ()))

    def summary(self, listing: Listing) -> str:
        """The sum itself."""
        item, span = self.item, self.where.span
        amount = listing.filtered.order_by().aggregate(sum=total("in_figure"))["sum"]
        said = {"label": item.name if item else self.figure.label, "sum": yuan_text(amount)}
        days = {"first": day_text(span.first, near=False), "last": day_text(span.last, near=False)}
        return _("%(label)s, %(first)s – %(last)s: %(sum)s") % {**said, **days}

    def more_context(self, listing: Listing) -> dict[str, Any]:
        """The way back, and where each row of the page leads."""
        rows: Any = listing.page.rows
        self.documents = addresses(self.request.park, [row.shown_number for row in rows])
        return {"back": f"{reverse('fees:reconciliation')}?{self.where.query()}"}

    def row_url(self, row: Any) -> str:
        """The document of the row; a line without one opens its day in the journal."""
        found = self.documents.get(row.shown_number)
        if found is None and isinstance(row, JournalLine):
            return f"{reverse('fees:drawer', args=[row.drawer_id])}?day={row.day.isoformat()}"
        return found or ""


@allow(*SEES)
class SignatureList(RecordList):
    """Signed weeks: the last signature of each first."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Signed reconciliations"), "signatures", "edit"
    views = (
        SavedView("counting", gettext_lazy("Last of each week"), count=False),
        SavedView("open", gettext_lazy("With open differences"), lambda _request: ~Q(open_matters=0), count=False),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    sorts = {"date": "at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Week from"), value=lambda row: day_text(row.week, near=False), link=True),
        Column(gettext_lazy("Officer"), value=lambda row: row.officer.display_name),
        Column(pgettext_lazy("time", "Signed"), sort="date", css="inl", value=lambda row: when_text(row.at)),
        Column(gettext_lazy("Version"), css="inl", value=lambda row: row.number, label_small=True),
        Column(gettext_lazy("State"), css="inl", template="fees/reconciliation/_state.html"),
    )
    empty_title = gettext_lazy("No week is signed here yet")
    empty_text = gettext_lazy("Officers compare and sign each week; their signatures stand here.")

    def rows(self) -> QuerySet[Any]:
        """Those this person may see, in the park shown; without superseded ones unless all are asked for."""
        rows = WeekSignature.objects.visible_to(self.request.user).filter(park=self.request.park)
        return rows if self.request.GET.get("view") == "all" else rows.counting()

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """Whose."""
        return rows.select_related("officer")
