"""Addresses that only the tests of the frame have, beside all of the product's."""

from typing import Any

import django_filters
from django.db import OperationalError
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.urls import include, path
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.access import public, signed_in
from parkservice.accounts.models import User
from parkservice.ui.filters import FilterSet, SearchFilter, SpanFilter
from parkservice.ui.lists import Column, Create, ExportColumn, RecordList, SavedView

TITLES = (("mr", _("Mr")), ("ms", _("Ms")))


class PeopleFilter(FilterSet):
    """A search field, a choice and a span."""

    q = SearchFilter(placeholder="name", method="search")
    title = django_filters.ChoiceFilter(choices=TITLES, label="Title")
    seen = SpanFilter(field_name="last_login", label="Seen")

    class Meta:
        model = User
        fields = []

    def search(self, rows: Any, name: str, value: str) -> Any:
        """By user name."""
        return rows.filter(username__icontains=value)


@signed_in
class People(RecordList):
    """A list of people."""

    title, what, icon = "People", "people", "people"
    filterset_class = PeopleFilter
    views = (
        SavedView("all", "All", lambda _request: Q(username__startswith="p-")),
        SavedView("seen", "Seen", lambda _request: Q(last_login__isnull=False)),
        SavedView("rest", "Rest", count=False),
    )
    state_field, states = "title", TITLES
    sorts = {"name": "username", "seen": "last_login"}
    default_sort = "name"
    page_sizes = (7, 20)
    columns = (
        Column("Name", sort="name", value=lambda row: row.username, link=True),
        Column("Seen", sort="seen", value=lambda row: row.last_login),
    )
    export_columns = (
        ExportColumn("Name", lambda row: row.username),
        ExportColumn("Remark", lambda row: row.name),
        ExportColumn("Seen", lambda row: row.last_login),
    )
    export_perms = ("complaints.export",)
    create = Create("home:desk", "Add a person", ("people.propose",))

    def rows(self) -> Any:
        """Everybody."""
        return User.objects.all()

    def row_url(self, row: User) -> str:
        """Any address."""
        return f"/people/{row.pk}/"


@public
def boom(request: HttpRequest) -> HttpResponse:
    """A fault of ours."""
    raise ZeroDivisionError


@public
def busy(request: HttpRequest) -> HttpResponse:
    """What SQLite says when another process writes for too long."""
    raise OperationalError("database is locked")


urlpatterns = [
    path("test/people/", People.as_view()),
    path("test/boom/", boom),
    path("test/busy/", busy),
    path("", include("parkservice.urls")),
]
handler400 = "parkservice.ui.errors.bad_request"
handler403 = "parkservice.ui.errors.permission_denied"
handler404 = "parkservice.ui.errors.page_not_found"
handler500 = "parkservice.ui.errors.server_error"
