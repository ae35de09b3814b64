"""The lists of arrears: who owes, and the bills behind every figure (M11, P8)."""

from collections.abc import Iterable
from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fees.arrears.behind import FIGURES, overdue
from fees.arrears.debtors import urged, with_ages
from fees.arrears.filters import BillsFilter, DebtorFilter
from fees.arrears.queries import OWED, Which, seen_by
from fees.billing.models import Bill
from parkservice.accounts.access import PersonRequest, allow
from parkservice.estate.lists import codes_of
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.kit.money import total
from parkservice.ui.listing import Listing
from parkservice.ui.lists import Column, ExportColumn, RecordList, SavedView
from parkservice.ui.words import day_text, yuan_text

#: Parts of the filter that the printed list keeps.
PRINTED = ("building", "officer", "item", "zone")


def _owing(rows: QuerySet[Bill]) -> Q:
    return Q(pk__in=rows.order_by().values("customer_id"))


def to_urge(request: Any) -> Q:
    """Customers with a bill that is urged."""
    return _owing(urged(seen_by(request.user, request.park)))


def late(request: Any) -> Q:
    """Customers with an overdue bill."""
    which = seen_by(request.user, request.park)
    return _owing(Bill.objects.filter(which.q(), OWED, overdue(which)))


def days_late(row: Any) -> int:
    """How many days the oldest bill is past due."""
    return max(0, (clock.today() - row.oldest).days)


@allow("arrears.view")
class DebtorList(RecordList):
    """Customers that owe something now, with its age; an officer those of the own buildings."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Arrears"), "arrears", "bill"
    template_name = "fees/arrears/debtors.html"
    filterset_class = DebtorFilter
    views = (
        SavedView("urge", gettext_lazy("Must be urged"), to_urge),
        SavedView("late", gettext_lazy("Overdue"), late),
        SavedView("all", gettext_lazy("All who owe"), count=False),
    )
    sorts = {"name": "name", "owed": "owed", "oldest": "oldest"}
    default_sort = "-owed"
    columns = (
        Column(gettext_lazy("Customer"), sort="name"),
        Column(gettext_lazy("Units"), css="inl"),
        Column(gettext_lazy("Owed"), sort="owed", css="num"),
        Column(gettext_lazy("Overdue"), css="num"),
        Column(gettext_lazy("Oldest due day"), sort="oldest"),
    )
    row_template = "fees/arrears/_debtor_row.html"
    export_columns = (
        ExportColumn(gettext_lazy("Customer"), lambda row: row.name),
        ExportColumn(gettext_lazy("Units"), codes_of),
        ExportColumn(gettext_lazy("Owed"), lambda row: row.owed),
        ExportColumn(gettext_lazy("Oldest due day"), lambda row: row.oldest),
        ExportColumn(gettext_lazy("Days past due"), days_late),
        ExportColumn(gettext_lazy("All that is owed"), lambda row: row.ages.total),
        ExportColumn(gettext_lazy("Not due"), lambda row: row.ages.buckets[0]),
        ExportColumn(gettext_lazy("1–30 days"), lambda row: row.ages.buckets[1]),
        ExportColumn(gettext_lazy("31–90 days"), lambda row: row.ages.buckets[2]),
        ExportColumn(gettext_lazy("91–180 days"), lambda row: row.ages.buckets[3]),
        ExportColumn(gettext_lazy("181–365 days"), lambda row: row.ages.buckets[4]),
        ExportColumn(gettext_lazy("over 365 days"), lambda row: row.ages.buckets[5]),
    )
    export_perms = ("arrears.export",)
    empty_title = gettext_lazy("Nobody owes anything here")
    empty_text = gettext_lazy("Bills that are not paid stand here from the day on which they are issued.")

    def rows(self) -> QuerySet[Customer]:
        """Customers with an open bill that this person reads."""
        which = seen_by(self.request.user, self.request.park)
        return Customer.objects.filter(_owing(Bill.objects.filter(which.q(), OWED)))

    def prepare(self, rows: QuerySet[Customer]) -> QuerySet[Customer]:
        """With the units of today."""
        return rows.with_units()  # type: ignore[attr-defined]

    def summary(self, listing: Listing) -> str:
        """The sum of the list."""
        owed = listing.filtered.order_by().aggregate(sum=total("owed"))["sum"]
        return _("%(sum)s in all") % {"sum": yuan_text(owed)}

    def more_context(self, listing: Listing) -> dict[str, Any]:
        """Each row with the age of what it owes, and the list on paper for the same filter."""
        with_ages(listing.page.rows, self._which(listing))
        printed = [(name, value) for name, value in listing.params().items() if name in PRINTED]
        prints = ((_("Print by building"), "building"), (_("Print by officer"), "officer"))
        return {"prints": prints, "printed": printed}

    def export_rows(self, listing: Listing) -> Iterable[Any]:
        """The rows of the file with their ages."""
        rows = list(super().export_rows(listing))
        with_ages(rows, self._which(listing))
        return rows

    def _which(self, listing: Listing) -> Which:
        filterset: Any = listing.filterset
        found: Which = filterset.which(filterset.form.cleaned_data)
        return found

    def row_url(self, row: Customer) -> str:
        """A row opens what the customer owes."""
        return reverse("fees:debtor", args=[row.pk])


@allow("arrears.view")
class FigureBills(RecordList):
    """The bills behind a figure, each with what it adds; without a figure those on which something is open."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Bills behind the figure"), "arrears-bills", "bill"
    filterset_class = BillsFilter
    sorts = {"number": "number", "due": "due", "amount": "counted"}
    default_sort = "due"
    page_sizes = (50, 100)
    columns = (
        Column(gettext_lazy("Bill"), sort="number", value=lambda row: row.number, link=True),
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name),
        Column(gettext_lazy("Unit"), css="inl", value=lambda row: row.unit and row.unit.code),
        Column(gettext_lazy("Fee item"), css="inl", template="fees/billing/_item.html"),
        Column(gettext_lazy("Period"), css="wide-only", value=lambda row: row.period),
        Column(gettext_lazy("Due day"), sort="due", css="inl", value=lambda row: day_text(row.due)),
        Column(gettext_lazy("State"), css="inl", template="fees/billing/_state.html"),
        Column(
            gettext_lazy("In this figure"),
            sort="amount",
            css="num",
            value=lambda row: yuan_text(row.counted),
            label_small=True,
        ),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Bill"), lambda row: row.number),
        ExportColumn(gettext_lazy("Customer"), lambda row: row.customer.name),
        ExportColumn(gettext_lazy("Unit"), lambda row: row.unit.code if row.unit else ""),
        ExportColumn(gettext_lazy("Fee item"), lambda row: row.item.name),
        ExportColumn(pgettext_lazy("period", "From"), lambda row: row.period_from),
        ExportColumn(pgettext_lazy("period", "To"), lambda row: row.period_to),
        ExportColumn(gettext_lazy("Due day"), lambda row: row.due),
        ExportColumn(gettext_lazy("Billed"), lambda row: row.amount),
        ExportColumn(gettext_lazy("In this figure"), lambda row: row.counted),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
    )
    export_perms = ("arrears.export",)
    empty_title = gettext_lazy("No bill stands behind this figure")

    def rows(self) -> QuerySet[Bill]:
        """The filter chooses them, within what this person reads."""
        return Bill.objects.filter(seen_by(self.request.user, self.request.park).q())

    def prepare(self, rows: QuerySet[Bill]) -> QuerySet[Bill]:
        """With what a line names."""
        return rows.select_related("customer", "unit", "item")

    def summary(self, listing: Listing) -> str:
        """The figure itself: the sum of what its bills add."""
        figure = FIGURES.get(listing.get.get("figure", ""))
        said = {"label": figure.label if figure else _("Open now"), "sum": yuan_text(self.sum_of(listing))}
        return _("%(label)s: %(sum)s") % said

    def sum_of(self, listing: Listing) -> Any:
        """What all bills of the list add up to, in yuan."""
        return listing.filtered.order_by().aggregate(sum=total("counted"))["sum"]

    def row_url(self, row: Bill) -> str:
        """A row opens what its customer owes."""
        return reverse("fees:debtor", args=[row.customer_id])
