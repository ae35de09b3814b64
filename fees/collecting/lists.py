"""The lists of collection visits, with promises running, kept and broken, and of reviews (P8, M11)."""

from typing import Any

from django.db.models import Q, QuerySet
from django.urls import reverse
from django.utils.translation import gettext_lazy, pgettext_lazy

from fees.collecting.models import CollectionReview, CollectionVisit
from fees.collecting.promises import BROKEN, KEPT, RUNNING, broken, kept, promise_state, promise_text, with_paid
from parkservice.accounts.access import PersonRequest, allow
from parkservice.accounts.rights import may
from parkservice.kit import clock
from parkservice.kit.text import shorten
from parkservice.ui.lists import Column, ExportColumn, RecordList, SavedView
from parkservice.ui.words import when_text, yuan_text

#: How long a note may be in a row before it is cut.
SHORT = 60


def _of(rows: QuerySet[CollectionVisit]) -> Q:
    return Q(pk__in=rows.order_by().values("pk"))


def broken_here(request: Any) -> Q:
    """Visits whose promise was broken."""
    return _of(broken(CollectionVisit.objects.filter(park=request.park)))


def kept_here(request: Any) -> Q:
    """Visits whose promise was kept."""
    return _of(kept(CollectionVisit.objects.filter(park=request.park)))


@allow("arrears.view")
class VisitList(RecordList):
    """Collection visits of my parks or buildings, and my own."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Collection visits"), "collection-visits", "phone"
    views = (
        SavedView("all", gettext_lazy("All"), count=False),
        SavedView("running", gettext_lazy("Promise running"), lambda _request: Q(promise_date__gte=clock.today())),
        SavedView("broken", gettext_lazy("Promise broken"), broken_here),
        SavedView("kept", gettext_lazy("Promise kept"), kept_here, count=False),
        SavedView("mine", pgettext_lazy("dunning", "Made by me"), lambda request: Q(by=request.user), count=False),
    )
    sorts = {"date": "at", "promise": "promise_date"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Time"), sort="date", value=lambda row: when_text(row.at), link=True),
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name),
        Column(gettext_lazy("How"), css="inl", value=lambda row: row.get_way_display()),
        Column(pgettext_lazy("dunning", "What came of it"), css="inl", value=lambda row: row.get_result_display()),
        Column(gettext_lazy("Why it is not paid"), css="wide-only", value=lambda row: row.get_reason_display()),
        Column(gettext_lazy("Promise"), sort="promise", template="fees/collecting/_promise.html"),
        Column(gettext_lazy("Overdue then"), css="num wide-only", value=lambda row: yuan_text(row.overdue)),
        Column(pgettext_lazy("dunning", "Made by"), css="wide-only", value=lambda row: row.by.display_name),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Time"), lambda row: row.at),
        ExportColumn(gettext_lazy("Customer"), lambda row: row.customer.name),
        ExportColumn(gettext_lazy("How"), lambda row: row.get_way_display()),
        ExportColumn(pgettext_lazy("dunning", "What came of it"), lambda row: row.get_result_display()),
        ExportColumn(gettext_lazy("Why it is not paid"), lambda row: row.get_reason_display()),
        ExportColumn(gettext_lazy("Promise"), promise_text),
        ExportColumn(gettext_lazy("Paid by then"), lambda row: row.paid),
        ExportColumn(pgettext_lazy("dunning", "What was said"), lambda row: row.said),
        ExportColumn(pgettext_lazy("dunning", "Made by"), lambda row: row.by.display_name),
    )
    export_perms = ("arrears.export",)
    empty_title = gettext_lazy("No collection visits yet")
    empty_text = gettext_lazy("Open a customer in the arrears and write down what came of your visit.")

    def rows(self) -> QuerySet[CollectionVisit]:
        """Those that this person reads, in the park shown."""
        return CollectionVisit.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[CollectionVisit]) -> QuerySet[CollectionVisit]:
        """With customer and visitor, and what was paid by the promised day."""
        return with_paid(rows.select_related("customer", "by"))

    def more_context(self, listing: Any) -> dict[str, Any]:
        """Each row with the state of its promise."""
        with_promises(listing.page.rows)
        return {}

    def row_url(self, row: CollectionVisit) -> str:
        """A row opens what its customer owes."""
        return reverse("fees:debtor", args=[row.customer_id])


@allow("collection.view")
class ReviewList(RecordList):
    """Collection reviews of my parks, or of my own collection."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Collection reviews"), "collection-reviews", "check"
    template_name = "fees/collecting/reviews.html"
    sorts = {"date": "at", "officer": "officer__name"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Time"), sort="date", value=lambda row: when_text(row.at), link=True),
        Column(gettext_lazy("Officer"), sort="officer", value=lambda row: row.officer.display_name),
        Column(gettext_lazy("Collection rate"), css="num", value=lambda row: row.figures.get("rate"), label_small=True),
        Column(gettext_lazy("Overdue"), css="num", value=lambda row: row.figures.get("overdue"), label_small=True),
        Column(gettext_lazy("Note"), value=lambda row: shorten(row.note, SHORT)),
        Column(gettext_lazy("Reviewed by"), css="wide-only", value=lambda row: row.by.display_name),
    )
    empty_title = gettext_lazy("No collection reviews yet")
    empty_text = gettext_lazy("The manager reviews the collection of each officer every week.")

    def rows(self) -> QuerySet[CollectionReview]:
        """Those that this person reads, in the park shown."""
        return CollectionReview.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[CollectionReview]) -> QuerySet[CollectionReview]:
        """With officer and reviewer."""
        return rows.select_related("officer", "by")

    def more_context(self, listing: Any) -> dict[str, Any]:
        """Whether this person reviews."""
        return {"may_review": may(self.request.user, "collection.review", self.request.park)}


#: Tone and words of a promise.
PROMISES = {
    KEPT: ("done", gettext_lazy("kept")),
    BROKEN: ("miss", gettext_lazy("broken")),
    RUNNING: ("go", gettext_lazy("running")),
}


def with_promises(rows: Any) -> Any:
    """Give each visit, read by `with_paid`, its promise in words with its tone; return the visits."""
    for row in rows:
        row.promise = promise_text(row)
        row.promise_tone, row.promise_word = PROMISES.get(promise_state(row), ("", ""))
    return rows
