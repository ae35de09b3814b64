"""The lists of return visits: those that are due for me, and the book of those that were made."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy

from complaints.casework.models import Complaint
from complaints.returnvisits.models import ReturnVisit
from complaints.returnvisits.queries import days_for, due_for, with_due
from parkservice.accounts.access import PersonRequest, allow
from parkservice.kit import clock
from parkservice.ui.listing import Listing
from parkservice.ui.lists import Column, RecordList, SavedView


def _late(request: Any) -> Q:
    """Results so long ago that the visit is overdue."""
    return Q(resolved_at__lt=clock.now() - days_for(request.park))


@allow("complaints.visit")
class DueList(RecordList):
    """Complaints whose complainant is to be visited by somebody who did not handle them, the oldest result first."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Return visits"), "visits-due", "phone"
    views = (
        SavedView("due", gettext_lazy("Due for me")),
        SavedView("late", gettext_lazy("Overdue"), _late),
    )
    sorts = {"number": "number", "deadline": "resolved_at"}
    default_sort = "deadline"
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("Matter")),
        Column(gettext_lazy("Complainant")),
        Column(gettext_lazy("Handled by"), css="wide-only"),
        Column(gettext_lazy("Visit by"), sort="deadline"),
    )
    row_template = "complaints/returnvisits/_due_row.html"
    template_name = "complaints/returnvisits/due.html"
    empty_title = gettext_lazy("No return visit is due")
    empty_text = gettext_lazy("They appear here as soon as a complainant knows the result of a valid complaint.")

    def rows(self) -> QuerySet[Complaint]:
        """The due ones of the park shown."""
        return due_for(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[Complaint]) -> QuerySet[Complaint]:
        """With what a line names."""
        return rows.select_related("park", "unit", "customer", "officer")

    def more_context(self, listing: Listing) -> dict[str, Any]:
        """Each row with the moment by which it is to be visited."""
        with_due(listing.page.rows, self.request.park)
        return {"now": clock.now()}

    def row_url(self, row: Any) -> str:
        """A row opens the visit."""
        return reverse("complaints:visit", args=[row.pk])


@allow("complaints.visit")
class VisitList(RecordList):
    """The book of return visits 回访记录, newest first."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Book of return visits"), "visits", "phone"
    views = (
        SavedView("all", gettext_lazy("All"), count=False),
        SavedView("mine", gettext_lazy("Made by me"), lambda request: Q(by=request.user)),
        SavedView("redo", gettext_lazy("To be done again"), lambda _request: Q(result="redo")),
    )
    sorts = {"number": "number", "date": "at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number", value=lambda row: row.number, link=True),
        Column(gettext_lazy("Time"), sort="date", css="inl", template="complaints/returnvisits/_at.html"),
        Column(gettext_lazy("Complaint"), value=lambda row: f"{row.complaint.number} {row.complaint.matter}"),
        Column(gettext_lazy("How"), css="inl", value=lambda row: row.get_method_display()),
        Column(gettext_lazy("Satisfaction"), css="inl", value=lambda row: row.satisfaction),
        Column(gettext_lazy("Result"), css="inl", template="complaints/returnvisits/_result.html"),
        Column(gettext_lazy("Made by"), css="wide-only", value=lambda row: row.by.display_name),
    )
    empty_title = gettext_lazy("No return visit yet")
    empty_text = gettext_lazy("The first one stands here as soon as it is recorded.")

    def rows(self) -> QuerySet[ReturnVisit]:
        """Those that I made or whose complaint I may read, in the park shown."""
        return ReturnVisit.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[ReturnVisit]) -> QuerySet[ReturnVisit]:
        """With complaint and visitor."""
        return rows.select_related("complaint", "by")
