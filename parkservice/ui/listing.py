"""What a list page shows for one request: read once from the address, computed when the template asks."""

from dataclasses import dataclass
from functools import cached_property
from typing import TYPE_CHECKING, Any
from urllib.parse import urlencode

from django.db.models import Count, QuerySet
from django.http import HttpRequest, QueryDict  # noqa: TID251 - the frame is drawn for a request
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from parkservice.ui import kept, keyset
from parkservice.ui.counting import counting
from parkservice.ui.filters import FilterSet
from parkservice.ui.kept import KeptView

if TYPE_CHECKING:
    from parkservice.ui.lists import Column, RecordList, SavedView

COUNT_LIMIT = 1000
BAR_SECONDS = 600
OWN = ("view", "state", "sort", "size", "after", "export")


@dataclass(frozen=True)
class Tab:
    """A saved view, a state chip or a page size as a link."""

    label: Any
    url: str
    count: str | None = None
    current: bool = False
    icon: str = ""


@dataclass(frozen=True)
class Heading:
    """A column heading; `url` sorts by it, `sort` is ascending, descending or none."""

    label: Any
    css: str
    url: str = ""
    sort: str = ""


def counted(rows: QuerySet) -> int:
    """How many rows, looking at no more than one above the limit."""
    return rows.order_by()[: COUNT_LIMIT + 1].count()


def spoken_count(number: int) -> str:
    """The count in words: exact up to the limit, then "1000+"."""
    return f"{COUNT_LIMIT}+" if number > COUNT_LIMIT else str(number)


class Listing:
    """One request of a RecordList."""

    def __init__(self, owner: "RecordList", request: HttpRequest, query: str | None = None) -> None:
        """Read the address, or with `query` a kept view; a bare address is the view that a person lets open first."""
        self.owner, self.request = owner, request
        self.kept = kept.kept_views(request) if query is None and owner.filterset_class else []
        first = next((view.query for view in self.kept if view.start and view.mine), "") if not request.GET else ""
        self.get = QueryDict(query or first) if query is not None or first else request.GET
        self.problems: list[str] = []
        self.views = [view for view in owner.views if owner.allowed(view.perms)]
        self.view = self._view()
        self.state = self._state()
        self.order_key, self.order = self._order()
        self.size = self._size()
        self.filterset = self._filterset()
        self.after = self.get.get("after", "")
        for view in self.kept:
            rows = type(self)(owner, request, query=view.query).filtered
            counting(request).ask(("kept", view.pk), rows, COUNT_LIMIT)

    # ---- reading the address; what cannot be understood is left out and said

    def _leave_out(self, text: str) -> None:
        if text not in self.problems:
            self.problems.append(text)

    def _view(self) -> "SavedView | None":
        wanted = self.get.get("view", "")
        for view in self.views:
            if view.key == wanted:
                return view
        if wanted:
            self._leave_out(_("There is no such view; the first one is shown."))
        return self.views[0] if self.views else None

    def _state(self) -> str:
        wanted = self.get.get("state", "")
        if not wanted or wanted in {str(value) for value, _label in self.owner.states}:
            return wanted
        self._leave_out(_("There is no such state; all states are shown."))
        return ""

    @property
    def usual_sort(self) -> str:
        """The order of the chosen view when nobody asks for another."""
        return self.view.sort if self.view and self.view.sort else self.owner.default_sort

    def _order(self) -> tuple[str, keyset.Order]:
        wanted = self.get.get("sort") or self.usual_sort
        if wanted.removeprefix("-") not in self.owner.sorts:
            self._leave_out(_("The list cannot be sorted like this; the usual order is shown."))
            wanted = self.usual_sort
        key = wanted.removeprefix("-")
        return wanted, keyset.Order(self.owner.sorts[key], descending=wanted.startswith("-"))

    def _size(self) -> int:
        wanted = self.get.get("size", "")
        fits = wanted.isascii() and wanted.isdigit() and len(wanted) < 5 and int(wanted) in self.owner.page_sizes
        return int(wanted) if fits else self.owner.page_sizes[0]

    def _filterset(self) -> FilterSet | None:
        if self.owner.filterset_class is None:
            return None
        filterset = self.owner.filterset_class(self.get, queryset=self._seen(), request=self.request)
        if not filterset.is_valid():
            self._leave_out(_("Some filters could not be understood and were left out."))
        return filterset

    def _seen(self) -> QuerySet:
        """The rows of the chosen view."""
        rows = self.owner.rows()
        return rows.filter(self.view.q(self.request)) if self.view else rows

    # ---- rows and counts

    @cached_property
    def before_state(self) -> QuerySet:
        """The rows of view and filters, whatever their state."""
        return self.filterset.qs if self.filterset is not None else self._seen()

    @cached_property
    def filtered(self) -> QuerySet:
        """Exactly the rows of the page, the counts and the export."""
        return self.before_state.filter(**{self.owner.state_field: self.state}) if self.state else self.before_state

    @cached_property
    def page(self) -> keyset.Page:
        """The rows shown."""
        rows = self.owner.prepare(self.filtered)
        try:
            return keyset.page(rows, self.order, size=self.size, cursor=self.after)
        except keyset.BadCursorError:
            self._leave_out(_("This place in the list is not known any more; the list begins from the top."))
            return keyset.page(rows, self.order, size=self.size)

    @cached_property
    def state_counts(self) -> dict[str, int] | None:
        """Rows per state, or None when there are too many to count for a page."""
        if not self.owner.state_field or counted(self.before_state) > COUNT_LIMIT:
            return None
        field = self.owner.state_field
        pairs = self.before_state.order_by().values_list(field).annotate(number=Count("pk"))
        return {str(value): number for value, number in pairs}

    @cached_property
    def total(self) -> int:
        """How many rows the filter has, at most one above the limit."""
        if self.state_counts is not None:
            return self.state_counts.get(self.state, 0) if self.state else sum(self.state_counts.values())
        return counted(self.filtered)

    @property
    def total_text(self) -> str:
        """The same in words."""
        return spoken_count(self.total)

    @property
    def left(self) -> str:
        """How many rows come after this page."""
        number = self.total - self.page.start - len(self.page.rows)
        return spoken_count(self.total) if self.total > COUNT_LIMIT else str(max(0, number))

    # ---- links

    def params(self, **changes: Any) -> QueryDict:
        """The address as it is, without empty parts and without the place, changed as told (None removes)."""
        params = QueryDict(mutable=True)
        for name, values in self.get.lists():
            usual = name == "sort" and values == [self.usual_sort]
            if name not in ("after", "export") and any(values) and not usual:
                params.setlist(name, values)
        for name, value in changes.items():
            params.pop(name, None)
            if value not in (None, ""):
                params[name] = str(value)
        return params

    def url(self, **changes: Any) -> str:
        """A link to this list with some parts changed."""
        return "?" + self.params(**changes).urlencode()

    @property
    def tabs(self) -> list[Tab]:
        """The views, then the kept ones; each is counted without the filters, so that the numbers stay put."""
        here = self.kept_here
        return [self._tab(view, current=view is self.view and here is None) for view in self.views] + [
            Tab(view.name, f"?{view.query}", self._kept_number(view), current=view is here, icon="bookmark")
            for view in self.kept
        ]

    def _tab(self, view: "SavedView", *, current: bool) -> Tab:
        bare = view is self.views[0] and not any(each.start and each.mine for each in self.kept)
        url = self.request.path if bare else f"?view={view.key}"
        return Tab(view.label, url, self.number_in(view) if view.count else None, current=current)

    def number_in(self, view: "SavedView") -> str:
        """How many rows a view has, in words."""
        return spoken_count(counted(self.owner.rows().filter(view.q(self.request))))

    def _kept_number(self, view: KeptView) -> str:
        return spoken_count(counting(self.request)["kept", view.pk])

    # ---- views that people keep

    @property
    def query(self) -> str:
        """The filter of the page in one form, without what is usual anyway."""
        return kept.canonical(self.get, self._usual)

    @property
    def _usual(self) -> list[tuple[str, str]]:
        first = [("view", self.views[0].key)] if self.views else []
        return [*first, ("sort", self.usual_sort), ("size", str(self.owner.page_sizes[0]))]

    @cached_property
    def kept_here(self) -> KeptView | None:
        """The kept view that the page shows, if it is one."""
        here = self.query
        same = [view for view in self.kept if kept.canonical(QueryDict(view.query), self._usual) == here]
        return same[0] if same and here else None

    @property
    def keep_url(self) -> str:
        """Where this filter is kept under a name; nothing where there is nothing to keep."""
        match = self.request.resolver_match
        if not self.owner.filterset_class or not self.query or self.kept_here or match is None:
            return ""
        return f"{kept.address_of('view_new')}?{urlencode({'list': match.view_name, 'from': self.query})}"

    @property
    def kept_url(self) -> str:
        """Where the kept view shown is renamed or removed by its owner."""
        here = self.kept_here
        return kept.address_of("view_edit", here.pk) if here and here.mine else ""

    @property
    def chips(self) -> list[Tab]:
        """The states with their counts; states without rows are left out unless chosen."""
        counts = self.state_counts
        chips = [self._chip("", _("All states"), sum(counts.values()) if counts is not None else None)]
        for value, label in self.owner.states:
            if counts is None or counts.get(str(value)) or str(value) == self.state:
                chips.append(self._chip(str(value), label, counts.get(str(value), 0) if counts is not None else None))
        return chips

    def _chip(self, value: str, label: Any, number: int | None) -> Tab:
        count = None if number is None else str(number)
        icon = self.owner.state_icons.get(value, "")
        return Tab(label, self.url(state=value), count, current=value == self.state, icon=icon)

    @property
    def removable(self) -> list[dict[str, str]]:
        """The set filters, each with the link that takes it out."""
        chips = self.filterset.chips() if self.filterset is not None else []
        return [{"label": label, "value": value, "url": self._without(name)} for name, label, value in chips]

    def _without(self, name: str) -> str:
        """The address without a filter, also one made of two inputs."""
        parts = {key: None for key in self.get if key == name or key.startswith((f"{name}_", f"{name}-"))}
        return self.url(**parts)

    @cached_property
    def bar_key(self) -> str:
        """Everything that the filter bar shows; empty where it is drawn anew for each page."""
        offers = self.filterset.offers() if self.filterset is not None else None
        if offers is None:
            return ""
        return f"{get_language()} {self.request.path}?{self.get.urlencode()} {self.order_key} {offers}"

    @property
    def bar_seconds(self) -> int:
        """How long a drawn bar is kept."""
        return BAR_SECONDS if self.bar_key else 0

    @property
    def clear_url(self) -> str:
        """The view without any filter."""
        return f"?view={self.view.key}" if self.view else self.request.path

    @property
    def headings(self) -> list[Heading]:
        """The columns with their sort links."""
        return [self._heading(column) for column in self.owner.columns]

    def _heading(self, column: "Column") -> Heading:
        if not column.sort:
            return Heading(column.label, column.css)
        sorted_by = self.order_key.removeprefix("-") == column.sort
        direction = "descending" if self.order.descending else "ascending"
        turned = f"-{column.sort}" if sorted_by and not self.order.descending else column.sort
        return Heading(column.label, column.css, self.url(sort=turned), direction if sorted_by else "none")

    @property
    def sort_choices(self) -> list[tuple[str, Any, bool]]:
        """The same choice as a select, for phones where the headings are gone."""
        found = []
        for column in self.owner.columns:
            for key, arrow in ((column.sort, "↑"), (f"-{column.sort}", "↓")) if column.sort else ():
                found.append((key, f"{column.label} {arrow}", key == self.order_key))
        return found

    @property
    def carried(self) -> list[tuple[str, str]]:
        """Parts of the address that the filter form carries along."""
        return [(name, self.get[name]) for name in ("view", "state", "size") if self.get.get(name)]

    @property
    def page_kept(self) -> list[tuple[str, str]]:
        """Parts of the address that the page-size form carries along."""
        return [(name, value) for name, values in self.params(size=None).lists() for value in values]

    @property
    def next_url(self) -> str:
        """The next page, or nothing."""
        return self.url(after=self.page.next) if self.page.next else ""

    @property
    def previous_url(self) -> str:
        """The page before, or nothing; the first page has no cursor."""
        if not self.page.previous:
            return ""
        return self.url() if self.page.start <= self.size else self.url(after=self.page.previous)

    # ---- what this person may do

    @property
    def may_export(self) -> bool:
        """Are there columns, and the right?"""
        return bool(self.owner.export_columns) and self.owner.allowed(self.owner.export_perms)

    @property
    def export_items(self) -> list[dict[str, str]]:
        """The lines of the export menu."""
        return [
            {"label": _("Excel, as filtered"), "url": self.url(export="xlsx"), "icon": "download"},
            {"label": _("CSV, as filtered"), "url": self.url(export="csv"), "icon": "download"},
        ]

    @property
    def create_url(self) -> str:
        """Where the filled button leads, or nothing."""
        create = self.owner.create
        return reverse(create.url_name) if create and self.owner.allowed(create.perms) else ""

    @property
    def bring_url(self) -> str:
        """Where many rows are brought in from a file, or nothing."""
        bring = self.owner.bring
        return reverse(bring.url_name) if bring and self.owner.allowed(bring.perms) else ""

    @cached_property
    def bulk(self) -> list[dict[str, Any]]:
        """The buttons for ticked rows."""
        return [
            {"label": action.label, "icon": action.icon, "url": reverse(action.url_name)}
            for action in self.owner.bulk
            if self.owner.allowed(action.perms)
        ]

    @property
    def is_narrowed(self) -> bool:
        """Is anything filtered? An empty page then says so."""
        return any(value for name, value in self.get.items() if name not in ("view", "sort", "size", "after"))
