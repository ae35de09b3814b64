"""The list of dunning notices: to be sent, waiting for approval, past their deadline (domain 2.4, P8)."""

from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.utils.translation import gettext_lazy, pgettext_lazy

from fees.dunning.models import URGED, DunningNotice, NoticeLine, NoticeState, Stage
from parkservice.accounts.access import PersonRequest, allow
from parkservice.accounts.rights import may
from parkservice.kit import clock
from parkservice.ui.lists import Column, ExportColumn, RecordList, SavedView
from parkservice.ui.words import day_text, yuan_text


def _still_owed() -> Exists:
    """Whether a bill of the notice is still urged: paid since this morning, it is nobody's work any more."""
    return Exists(NoticeLine.objects.filter(notice=OuterRef("pk"), live=True, bill__state__in=URGED))


def to_send(_request: Any) -> Q:
    """Notices that somebody has to deliver."""
    return Q(state__in=[NoticeState.PROPOSED, NoticeState.APPROVED]) & Q(_still_owed())


def over(_request: Any) -> Q:
    """Delivered notices whose deadline has passed while something is owed."""
    return Q(state=NoticeState.DELIVERED, deadline__lt=clock.today()) & Q(_still_owed())


@allow("arrears.view")
class NoticeList(RecordList):
    """Dunning notices of my parks or buildings."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Dunning notices"), "dunning", "bell"
    template_name = "fees/dunning/notices.html"
    views = (
        SavedView("send", gettext_lazy("To be sent"), to_send),
        SavedView("asked", gettext_lazy("Waits for approval"), lambda _request: Q(state=NoticeState.ASKED)),
        SavedView("over", gettext_lazy("Deadline over"), over),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    state_field, states = "stage", [(str(stage), label) for stage, label in Stage.choices]
    sorts = {"number": "number", "amount": "amount_principal", "deadline": "deadline", "date": "proposed_at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number"), sort="number", value=lambda row: row.number, link=True),
        Column(gettext_lazy("Customer"), value=lambda row: row.customer.display_name),
        Column(gettext_lazy("Stage"), css="inl", value=lambda row: row.get_stage_display()),
        Column(gettext_lazy("Principal"), sort="amount", css="num", value=lambda row: yuan_text(row.amount_principal)),
        Column(gettext_lazy("State"), css="inl", template="fees/dunning/_notice_state.html"),
        Column(gettext_lazy("Pay by"), sort="deadline", css="inl", value=lambda row: day_text(row.running_until)),
        Column(
            pgettext_lazy("dunning", "What came of it"), css="wide-only", value=lambda row: row.get_result_display()
        ),
    )
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Customer"), lambda row: row.customer.name),
        ExportColumn(gettext_lazy("Stage"), lambda row: row.get_stage_display()),
        ExportColumn(gettext_lazy("Principal"), lambda row: row.amount_principal),
        ExportColumn(gettext_lazy("Late fee"), lambda row: row.late_fee_to_date),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(gettext_lazy("Delivered"), lambda row: row.delivered_at),
        ExportColumn(gettext_lazy("Pay by"), lambda row: row.running_until),
        ExportColumn(pgettext_lazy("dunning", "What came of it"), lambda row: row.get_result_display()),
        ExportColumn(gettext_lazy("Reason"), lambda row: row.get_reason_display()),
    )
    export_perms = ("arrears.export",)
    empty_title = gettext_lazy("No dunning notices")
    empty_text = gettext_lazy("They are proposed each day as soon as a bill has been due for long enough.")

    def rows(self) -> QuerySet[DunningNotice]:
        """Those that this person reads, in the park shown."""
        return DunningNotice.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[DunningNotice]) -> QuerySet[DunningNotice]:
        """With the customer."""
        return rows.select_related("customer")

    def more_context(self, listing: Any) -> dict[str, Any]:
        """Whether this person lets the proposals be worked out now."""
        return {"may_propose": may(self.request.user, "dunning.send", self.request.park)}
