"""Questions to departments on the screen: list, record with its acts, and the form (M4)."""

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
from parkservice.tasks.coordination import forms, rules, services
from parkservice.tasks.coordination.filters import QuestionFilter
from parkservice.tasks.coordination.models import Question, QuestionState
from parkservice.tasks.forms import ReasonForm
from parkservice.tasks.lists import TaskList
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section, about_from, new_page
from parkservice.ui.lists import Column, Create, ExportColumn, SavedView
from parkservice.ui.words import when_text

ACTS = {
    act.name: act
    for act in (
        Act(
            "give_answer",
            gettext_lazy("Answer"),
            gettext_lazy("The asker is told at once."),
            "send",
            forms.AnswerForm,
            gettext_lazy("Send answer"),
            services.give_answer,
            gettext_lazy("%(number)s is answered. The asker has been told."),
        ),
        Act(
            "ask_again",
            gettext_lazy("Ask again"),
            gettext_lazy("The answer does not help yet; say what is missing."),
            "undo",
            forms.AskAgainForm,
            gettext_lazy("Ask again"),
            services.ask_again,
            gettext_lazy("The department has been asked again: %(number)s."),
        ),
        Act(
            "withdraw",
            gettext_lazy("Withdraw the question"),
            gettext_lazy("The answer is not needed any more; the department is told why."),
            "close",
            ReasonForm,
            gettext_lazy("Withdraw question"),
            services.withdraw,
            gettext_lazy("%(number)s is withdrawn."),
        ),
    )
}


class QuestionPages(RecordPages):
    """The record page of a question."""

    model, space, id_name = Question, "question", "question_id"
    perms = ("tasks.view",)
    related = ("park", "department", "asked_by", "answered_by")
    list_url, list_name = "tasks:questions", gettext_lazy("Questions to departments")
    acts = ACTS
    quiet = ("ask_again", "withdraw")

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """Who is asked by whom, and by when."""
        row: Question = page.row
        facts: list[dict[str, Any]] = [
            {"label": _("Department"), "value": str(row.department)},
            {"label": _("Answer by"), "value": when_text(row.due)},
            {"label": _("Asked by"), "value": row.asked_by.display_name, "meta": when_text(row.asked_at)},
        ]
        if row.times_asked > 1:
            facts.append({"label": _("Times asked"), "value": row.times_asked, "num": True})
        return facts

    def sections(self, page: RecordPage) -> list[Section]:
        """The question and its answer."""
        row: Question = page.row
        split = row.answered_at
        made = [Section(_("Question"), row.question, files=page.photos(until=split))]
        if row.answer and row.answered_by:
            said = _("%(name)s, %(when)s") % {"name": row.answered_by.display_name, "when": when_text(split)}
            title = _("Answer") if row.state == QuestionState.ANSWERED else _("Earlier answer")
            made.append(Section(title, row.answer, said, page.photos(since=split)))
        return made

    def waits_for(self, page: RecordPage) -> str:
        """The department."""
        row: Question = page.row
        if row.state == QuestionState.ASKED and not rules.may_answer(row, page.user):
            return _("It waits for %(name)s.") % {"name": str(row.department)}
        return ""


PAGES = QuestionPages()


def _mine(request: Any) -> Q:
    """Questions to my departments."""
    return Q(department_id__in=departments_of(request.user, "tasks.do"))


def _asked(request: Any) -> Q:
    """Questions of mine and of whom I stand in for."""
    return Q(asked_by_id__in=answering_for(request.user, request.park.pk))


def _late() -> Q:
    """Questions whose answer date has passed."""
    return Q(state=QuestionState.ASKED, due__lt=clock.now())


@allow("tasks.view")
class QuestionList(TaskList):
    """Questions: to my department, asked by me, or of the park."""

    model, related = Question, ("department", "asked_by")
    title, what, icon = gettext_lazy("Questions to departments"), "questions", "swap"
    filterset_class = QuestionFilter
    views = (
        SavedView(
            "open", gettext_lazy("Waiting for an answer"), lambda _request: Q(state__among=[QuestionState.ASKED])
        ),
        SavedView("mine", gettext_lazy("To my department"), _mine),
        SavedView("asked", gettext_lazy("Asked by me"), _asked),
        SavedView("late", gettext_lazy("Overdue"), lambda _request: _late()),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    states = QuestionState.choices
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("Question")),
        Column(gettext_lazy("Department")),
        Column(gettext_lazy("State"), css="inl"),
        Column(gettext_lazy("Answer by"), sort="deadline"),
        Column(gettext_lazy("Asked by"), css="wide-only"),
    )
    row_template = "tasks/_question_row.html"
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Matter"), lambda row: row.matter),
        ExportColumn(gettext_lazy("Question"), lambda row: row.question),
        ExportColumn(gettext_lazy("Department"), lambda row: str(row.department)),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(gettext_lazy("Asked"), lambda row: row.asked_at),
        ExportColumn(gettext_lazy("Answer by"), lambda row: row.due),
        ExportColumn(gettext_lazy("Answered"), lambda row: row.answered_at),
        ExportColumn(gettext_lazy("Answer"), lambda row: row.answer),
        ExportColumn(gettext_lazy("Asked by"), lambda row: row.asked_by.display_name),
    )
    create = Create("tasks:question_new", gettext_lazy("Ask a department"), ("tasks.ask",))
    empty_title = gettext_lazy("No question here")
    empty_text = gettext_lazy("Ask another department when a matter needs them; each question has an answer date.")


@allow("tasks.ask")
@require_http_methods(["GET", "HEAD", "POST"])
def question_new(request: PersonRequest) -> HttpResponse:
    """Ask a department, from a record (`?about=kind:id`) or by itself."""
    subject = about_from(request)
    about = sources.describe(subject) if subject is not None else None
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = forms.QuestionForm(*sent, park=request.park, about=about)

    def make() -> tuple[Question, bool]:
        return services.ask(
            park=request.park,
            actor=request.user,
            asking=form.asking(),
            form_id=form.cleaned_data["form_id"],
            subject=subject,
            photos=form.cleaned_data["photos"],
        )

    return new_page(
        request,
        form,
        make,
        title=_("Ask a department"),
        line=_("One question, one department, one answer date. You are told when the answer is there."),
        button=_("Send question"),
        back=(reverse("tasks:questions"), _("Questions to departments")),
        subject=subject,
    )
