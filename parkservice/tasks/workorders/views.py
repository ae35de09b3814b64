"""Work orders on the screen: list, record with its acts, and the order form (M4, O9)."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parkservice.accounts.access import PersonRequest, allow
from parkservice.accounts.rights import answering_for, departments_of
from parkservice.kit import clock
from parkservice.tasks import sources
from parkservice.tasks.forms import ConfirmForm, ReasonForm
from parkservice.tasks.lists import TaskList
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section, about_from, new_page
from parkservice.tasks.workorders import forms, rules, services
from parkservice.tasks.workorders.filters import WorkOrderFilter
from parkservice.tasks.workorders.models import UNSETTLED, WITH_DEPARTMENT, OrderState, WorkOrder
from parkservice.ui.lists import Column, Create, ExportColumn, SavedView
from parkservice.ui.words import phone_text, when_text

ACTS = {
    act.name: act
    for act in (
        Act(
            "take",
            gettext_lazy("Take it"),
            gettext_lazy("From then on your name stands on it."),
            "check",
            ConfirmForm,
            gettext_lazy("Take work order"),
            services.take,
            gettext_lazy("%(number)s is yours."),
        ),
        Act(
            "finish",
            gettext_lazy("Say that it is done"),
            gettext_lazy("What was done, with photos; the asker then accepts it."),
            "done",
            forms.FinishForm,
            gettext_lazy("Report as done"),
            services.finish,
            gettext_lazy("%(number)s is reported as done. The asker has been told."),
        ),
        Act(
            "accept",
            gettext_lazy("Accept"),
            gettext_lazy("You looked at it, or asked on the spot, and it is right."),
            "done",
            ConfirmForm,
            gettext_lazy("Accept work"),
            services.accept,
            gettext_lazy("%(number)s is accepted."),
        ),
        Act(
            "send_back",
            gettext_lazy("Return it"),
            gettext_lazy("It is not right yet; say what is missing."),
            "undo",
            ReasonForm,
            gettext_lazy("Return work order"),
            services.send_back,
            gettext_lazy("%(number)s went back to the department."),
        ),
        Act(
            "pass_on",
            gettext_lazy("Give it to a colleague"),
            gettext_lazy("Somebody of the same department does it."),
            "swap",
            forms.PassOnForm,
            gettext_lazy("Give to colleague"),
            services.pass_on,
            gettext_lazy("Your colleague has been told about %(number)s."),
            may=rules.may_do,
            when=lambda row: row.state in WITH_DEPARTMENT,
        ),
        Act(
            "withdraw",
            gettext_lazy("Withdraw the order"),
            gettext_lazy("It is not needed any more; the department is told why."),
            "close",
            ReasonForm,
            gettext_lazy("Withdraw work order"),
            services.withdraw,
            gettext_lazy("%(number)s is withdrawn."),
        ),
    )
}


class OrderPages(RecordPages):
    """The record page of a work order."""

    model, space, id_name = WorkOrder, "workorder", "order_id"
    perms = ("tasks.view",)
    related = ("park", "department", "assignee", "asked_by", "done_by", "accepted_by", "unit__building", "building")
    list_url, list_name = "tasks:workorders", gettext_lazy("Work orders")
    acts = ACTS
    quiet = ("pass_on", "withdraw")

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """Where, who, by when, and whom to ask on the spot."""
        row: WorkOrder = page.row
        phone = row.phone_for(page.user)
        return [
            {"label": _("Department"), "value": str(row.department)},
            {"label": _("Carried out by"), "value": row.assignee.display_name if row.assignee else _("nobody yet")},
            {"label": _("Where"), "value": row.where},
            {"label": _("Deadline"), "value": when_text(row.due)},
            *([{"label": _("Contact on the spot"), "value": row.contact_name or "—"}] if phone else []),
            *([{"label": _("Phone"), "value": phone_text(phone), "num": True}] if phone else []),
            {"label": _("Ordered by"), "value": row.asked_by.display_name, "meta": when_text(row.asked_at)},
        ]

    def sections(self, page: RecordPage) -> list[Section]:
        """The order, and what was done."""
        row: WorkOrder = page.row
        made = [Section(_("The order"), row.details or row.matter, files=page.photos(until=row.taken_at))]
        if row.result and row.done_by:
            said = _("%(name)s, %(when)s") % {"name": row.done_by.display_name, "when": when_text(row.done_at)}
            made.append(Section(_("What was done"), row.result, said, page.photos(since=row.taken_at)))
        return made

    def waits_for(self, page: RecordPage) -> str:
        """The department, the person, or the asker."""
        row: WorkOrder = page.row
        if row.state == OrderState.DONE and not rules.may_accept(row, page.user):
            return _("%(name)s looks at it and accepts it.") % {"name": row.asked_by.display_name}
        if row.state in WITH_DEPARTMENT and not rules.may_do(row, page.user):
            name = row.assignee.display_name if row.assignee else str(row.department)
            return _("It waits for %(name)s.") % {"name": name}
        return ""


PAGES = OrderPages()


def _mine(request: Any) -> Q:
    """Orders of my departments."""
    return Q(department_id__in=departments_of(request.user, "tasks.do")) | Q(assignee_id=request.user.pk)


def _ordered(request: Any) -> Q:
    """Orders of mine and of whom I stand in for."""
    return Q(asked_by_id__in=answering_for(request.user, request.park.pk))


def _late() -> Q:
    """Orders whose time has passed while the department has them."""
    return Q(state__among=WITH_DEPARTMENT, due__lt=clock.now())


@allow("tasks.view")
class WorkOrderList(TaskList):
    """Work orders: of my department, ordered by me, or of the park."""

    model, related = WorkOrder, ("department", "assignee", "asked_by", "unit", "building")
    title, what, icon = gettext_lazy("Work orders"), "work-orders", "wrench"
    filterset_class = WorkOrderFilter
    views = (
        SavedView("open", gettext_lazy("Unsettled"), lambda _request: Q(state__among=UNSETTLED)),
        SavedView("mine", gettext_lazy("My department and I"), _mine),
        SavedView("ordered", gettext_lazy("Ordered by me"), _ordered),
        SavedView("late", gettext_lazy("Overdue"), lambda _request: _late()),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    states = OrderState.choices
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("Work")),
        Column(gettext_lazy("Department")),
        Column(gettext_lazy("State"), css="inl"),
        Column(gettext_lazy("Deadline"), sort="deadline"),
        Column(gettext_lazy("Ordered by"), css="wide-only"),
    )
    row_template = "tasks/_order_row.html"
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Work"), lambda row: row.matter),
        ExportColumn(gettext_lazy("Where"), lambda row: row.where),
        ExportColumn(gettext_lazy("Department"), lambda row: str(row.department)),
        ExportColumn(gettext_lazy("Carried out by"), lambda row: row.assignee.display_name if row.assignee else ""),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(gettext_lazy("Ordered"), lambda row: row.asked_at),
        ExportColumn(gettext_lazy("Deadline"), lambda row: row.due),
        ExportColumn(gettext_lazy("Done"), lambda row: row.done_at),
        ExportColumn(gettext_lazy("Accepted"), lambda row: row.accepted_at),
        ExportColumn(gettext_lazy("Ordered by"), lambda row: row.asked_by.display_name),
    )
    create = Create("tasks:workorder_new", gettext_lazy("Order work"), ("tasks.ask",))
    empty_title = gettext_lazy("No work order here")
    empty_text = gettext_lazy("Orders come from complaints, calls and rounds; each has a department and a date.")


@allow("tasks.ask")
@require_http_methods(["GET", "HEAD", "POST"])
def workorder_new(request: PersonRequest) -> HttpResponse:
    """Order work, from a record (`?about=kind:id`) or by itself."""
    subject = about_from(request)
    about = sources.describe(subject) if subject is not None else None
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.OrderForm(*sent, park=request.park, user=request.user, about=about)

    def make() -> tuple[WorkOrder, bool]:
        return services.order(
            park=request.park,
            actor=request.user,
            job=form.job(),
            form_id=form.cleaned_data["form_id"],
            subject=subject,
            photos=form.cleaned_data["photos"],
        )

    return new_page(
        request,
        form,
        make,
        title=_("Order work"),
        line=_("One job, one department, one date. They report back, you accept."),
        button=_("Order work"),
        back=(reverse("tasks:workorders"), _("Work orders")),
        subject=subject,
    )
