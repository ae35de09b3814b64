"""The list page: views as tabs, filters, state chips with counts, sorting, keyset paging, export.

    @allow("complaints.view")
    class ComplaintList(RecordList):
        title, what, icon = _("Complaints"), "complaints", "complaint"
        filterset_class = ComplaintFilter                      # ui.filters.FilterSet; a filter `q` is the search field
        views = (
            SavedView("open", _("All open"), lambda request: Q(state__among=OPEN_STATES)),
            SavedView("mine", _("Mine"), lambda request: Q(officer=request.user)),
            SavedView("all", _("All"), count=False),
        )
        state_field, states = "state", State.choices
        sorts = {"number": "number", "date": "registered_at", "deadline": "due_at"}
        default_sort = "deadline"                              # "-date" for newest first
        columns = (
            Column(_("Number"), sort="number"), Column(_("Matter")), Column(_("State"), css="inl"),
            Column(_("Deadline"), sort="deadline"),
        )
        row_template = "complaints/casework/row.html"          # the <td>s of `row`; or give columns a `value`
        export_columns = (ExportColumn(_("Number"), lambda row: row.number), ...)
        export_perms, create = ("complaints.export",), Create("complaints:record", _("Record complaint"))

        def rows(self): return Complaint.objects.visible_to(self.request.user)
        def prepare(self, rows): return rows.select_related("unit", "officer")

Addresses: ?view=mine&state=acting&sort=-date&size=50&after=<cursor>&export=xlsx, and the filters by their names. What
cannot be understood is left out and said on the page. Statements per page: one per counted view, two or three for the
counts, one for the rows, whatever `prepare` adds.
"""

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.contrib import messages
from django.db.models import Q, QuerySet
from django.http import HttpRequest, HttpResponse, HttpResponseBase, HttpResponseRedirect
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.views import View

from parkservice.ui import export, keyset, nav
from parkservice.ui.export import Column as ExportColumn
from parkservice.ui.filters import FilterSet
from parkservice.ui.listing import Listing

__all__ = ["BulkAction", "Column", "Create", "ExportColumn", "RecordList", "SavedView"]


@dataclass(frozen=True)
class SavedView:
    """A tab: a name for the address, a label, and which rows; `count=False` for tabs whose number says nothing.

    `sort` is its usual order where that is not the list's own; who has none of `perms` does not see the tab.
    """

    key: str
    label: Any
    q: Callable[[HttpRequest], Q] = lambda _request: Q()
    count: bool = True
    sort: str = ""
    perms: tuple[str, ...] = ()


@dataclass(frozen=True)
class Column:
    """A column of the table: heading, sort key, classes (`wide-only`, `inl`, `num`), and how to read the value.

    `value` reads the row; `template` draws the cell with `row`; `link` makes the cell open the record; `label_small`
    shows the heading in front of the value on a phone. With a `row_template` only the heading is used.
    """

    label: Any
    sort: str = ""
    css: str = ""
    value: Callable[[Any], Any] | None = None
    template: str = ""
    link: bool = False
    label_small: bool = False


@dataclass(frozen=True)
class Create:
    """The filled button of the head: where to, what it says, who may."""

    url_name: str
    label: Any
    perms: tuple[str, ...] = ()


@dataclass(frozen=True)
class BulkAction:
    """A button of the bar that shows once rows are ticked; it posts their ids as `ids` to the address."""

    url_name: str
    label: Any
    icon: str
    perms: tuple[str, ...] = ()


class RecordList(View):
    """The list page to start from; see the example at the top of the module."""

    http_method_names = ["get", "head", "options"]
    template_name = "ui/list.html"
    listing_class = Listing
    title: Any = ""
    what = "list"
    icon = "list"
    filterset_class: type[FilterSet] | None = None
    views: Sequence[SavedView] = ()
    state_field = ""
    states: Sequence[tuple[str, Any]] = ()
    state_icons: Mapping[str, str] = {}
    sorts: Mapping[str, str] = {"id": "pk"}
    default_sort = "-id"
    page_sizes: Sequence[int] = (20, 50, 100)
    columns: Sequence[Column] = ()
    row_template = ""
    export_columns: Sequence[ExportColumn] = ()
    export_perms: tuple[str, ...] = ()
    create: Create | None = None
    bring: Create | None = None  # where many rows come in at once
    bulk: Sequence[BulkAction] = ()
    empty_title: Any = ""
    empty_text: Any = ""

    def rows(self) -> QuerySet:
        """Every row this person may see; `visible_to(self.request.user)` of the model."""
        raise NotImplementedError

    def prepare(self, rows: QuerySet) -> QuerySet:
        """What the shown rows need besides themselves: select_related, prefetch, annotations."""
        return rows

    def prepare_export(self, rows: QuerySet) -> QuerySet:
        """What the rows of a file need; as those shown, where a list says nothing else."""
        return self.prepare(rows)

    def summary(self, listing: Listing) -> str:
        """The line of facts under the heading."""
        return ""

    def row_url(self, row: Any) -> str:
        """Where a row opens."""
        return row.get_absolute_url() if hasattr(row, "get_absolute_url") else ""

    def more_context(self, listing: Listing) -> dict[str, Any]:
        """More for the template of a subclass."""
        return {}

    def get(self, request: HttpRequest, *args: Any, **kwargs: Any) -> HttpResponseBase:
        """The page, or the file when an export is asked for."""
        listing = self.listing_class(self, request)
        if "export" in request.GET:
            return self.export(listing, request.GET["export"])
        context = {"listing": listing, "title": self.title, "line": self.summary(listing), **self.more_context(listing)}
        response = render(request, self.template_name, context)
        if request.headers.get("HX-Request"):
            response["HX-Push-Url"] = request.path + listing.url(after=listing.after)
        return response

    def export(self, listing: Listing, kind: str) -> HttpResponseBase:
        """Exactly the filtered rows as a file; a long list is written by the worker.

        Refused without the right, and above the limit with the way on. Lists name people: the password is asked for
        again when it was not given lately (fault 18), and then the list offers the file.
        """
        if kind not in export.TYPES or not listing.may_export:
            return self._instead(listing, _("This list is not exported so. Choose Excel or CSV from the menu."))
        proved = export.asked_again(self.request)
        total = listing.filtered.order_by()[: export.MAX_ROWS + 1].count()
        if total > export.MAX_ROWS:
            return self._instead(
                listing, _("More than %(n)d rows. Narrow the filter, then export.") % {"n": export.MAX_ROWS}
            )
        if total > export.DIRECT_ROWS:
            return HttpResponseRedirect(export.later(self.request, self._question(listing, kind, total)))
        if proved:
            export.offer(self.request)
            return HttpResponseRedirect(self.request.path + listing.url(export=None))
        return export.send(
            self.request,
            rows=self.export_rows(listing),
            columns=self.export_columns,
            kind=kind,
            name=self.what,
            filters=listing.params(export=None, after=None).dict(),
        )

    def export_rows(self, listing: Listing) -> Iterable[Any]:
        """Every row of the filter in its order, with what the columns of the file name."""
        rows = listing.filtered
        ordered = self.prepare_export(rows).order_by(*keyset.ordering(rows, listing.order))
        return ordered.iterator(chunk_size=500)

    def _question(self, listing: Listing, kind: str, total: int) -> dict[str, Any]:
        """What the worker needs to write this very list."""
        return {
            "list_class": f"{type(self).__module__}.{type(self).__qualname__}",
            "what": self.what,
            "query": listing.params(export=None, after=None).urlencode(),
            "kind": kind,
            "total": total,
            "back": self.request.path + listing.url(export=None),
        }

    def _instead(self, listing: Listing, text: str) -> HttpResponse:
        """Back to the list with the reason."""
        messages.error(self.request, text)
        return HttpResponseRedirect(self.request.path + listing.url())

    def allowed(self, perms: tuple[str, ...]) -> bool:
        """May this person do any of these here?"""
        return nav.allowed(self.request, perms)
