"""Questions to the next level on the screen: list, record with its acts, and the form (M12)."""

from typing import Any

from django.db.models import Q
from django.http import HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_http_methods

from parkservice.accounts.access import PersonRequest, allow
from parkservice.accounts.rights import answering_for
from parkservice.accounts.roles import Role
from parkservice.kit import clock
from parkservice.tasks import sources
from parkservice.tasks.forms import ReasonForm
from parkservice.tasks.lists import TaskList
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section, about_from, new_page
from parkservice.tasks.referrals import forms, rules, services
from parkservice.tasks.referrals.filters import ReferralFilter
from parkservice.tasks.referrals.models import OPEN_STATES, Referral, ReferralState
from parkservice.ui.lists import Column, Create, ExportColumn, SavedView
from parkservice.ui.words import when_text

READERS = ("tasks.refer", "tasks.advise")
ACTS = {
    act.name: act
    for act in (
        Act(
            "give_answer",
            gettext_lazy("Answer"),
            gettext_lazy("It goes to the asker and into the history of the record."),
            "scale",
            forms.AnswerForm,
            gettext_lazy("Send answer"),
            services.give_answer,
            gettext_lazy("%(number)s is answered. The asker has been told."),
        ),
        Act(
            "act_on",
            gettext_lazy("Acted on"),
            gettext_lazy("Write down what you did with the answer."),
            "done",
            forms.ActedForm,
            gettext_lazy("Mark as acted on"),
            services.act_on,
            gettext_lazy("%(number)s is settled."),
        ),
        Act(
            "withdraw",
            gettext_lazy("Withdraw it"),
            gettext_lazy("The problem is solved; the next level is told."),
            "close",
            ReasonForm,
            gettext_lazy("Withdraw question"),
            services.withdraw,
            gettext_lazy("%(number)s is withdrawn."),
        ),
    )
}


class ReferralPages(RecordPages):
    """The record page of a question to the next level."""

    model, space, id_name = Referral, "referral", "referral_id"
    perms = READERS
    related = ("park", "asked_by", "answered_by")
    list_url, list_name = "tasks:referrals", gettext_lazy("Asking the next level")
    acts = ACTS

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """Who asks which level, and by when."""
        row: Referral = page.row
        return [
            {"label": _("Level asked"), "value": row.get_to_role_display()},
            {"label": _("Answer needed by"), "value": when_text(row.due)},
            {"label": _("Who asks"), "value": row.asked_by.display_name, "meta": when_text(row.asked_at)},
        ]

    def sections(self, page: RecordPage) -> list[Section]:
        """Problem, opinion, answer, and what was done."""
        row: Referral = page.row
        made = [Section(_("Problem"), row.problem), Section(_("Opinion of the asker"), row.opinion)]
        if row.answered_by:
            said = {"name": row.answered_by.display_name, "when": when_text(row.answered_at)}
            made.append(Section(_("Answer"), row.answer, _("%(name)s, %(when)s") % said))
        if row.acted_note:
            made.append(Section(_("What was done with it"), row.acted_note, when_text(row.acted_at)))
        return made

    def waits_for(self, page: RecordPage) -> str:
        """The level asked, or the asker."""
        row: Referral = page.row
        if row.state == ReferralState.ASKED and not rules.may_answer(row, page.user):
            return _("It waits for %(name)s.") % {"name": Role(row.to_role).label}
        if row.state == ReferralState.ANSWERED and not rules.may_act(row, page.user):
            return _("It waits for %(name)s.") % {"name": row.asked_by.display_name}
        return ""


PAGES = ReferralPages()


def _to_act(request: Any) -> Q:
    """Answered ones of mine that I have not acted on."""
    return Q(state=ReferralState.ANSWERED, asked_by_id__in=answering_for(request.user, request.park.pk))


def _to_answer(request: Any) -> Q:
    """Those that wait for me or for my level."""
    return Q(pk__in=Referral.objects.waiting().put_to(request.user).values("pk"))


def _late() -> Q:
    """Those whose answer date has passed."""
    return Q(state=ReferralState.ASKED, due__lt=clock.now())


@allow(*READERS)
class ReferralList(TaskList):
    """Questions to the next level: asked by me, put to me, of my records."""

    model, related = Referral, ("asked_by",)
    title, what, icon = gettext_lazy("Asking the next level"), "referrals", "rise"
    filterset_class = ReferralFilter
    views = (
        SavedView("open", gettext_lazy("Unsettled"), lambda _request: Q(state__among=OPEN_STATES)),
        SavedView("answer", gettext_lazy("Waiting for my answer"), _to_answer),
        SavedView("act", gettext_lazy("Answered, I act"), _to_act),
        SavedView("late", gettext_lazy("Overdue"), lambda _request: _late()),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    states = ReferralState.choices
    columns = (
        Column(gettext_lazy("Number"), sort="number"),
        Column(gettext_lazy("Problem")),
        Column(gettext_lazy("Level asked"), css="inl"),
        Column(gettext_lazy("State"), css="inl"),
        Column(gettext_lazy("Answer needed by"), sort="deadline"),
        Column(gettext_lazy("Who asks"), css="wide-only"),
    )
    row_template = "tasks/_referral_row.html"
    export_columns = (
        ExportColumn(gettext_lazy("Number"), lambda row: row.number),
        ExportColumn(gettext_lazy("Matter"), lambda row: row.matter),
        ExportColumn(gettext_lazy("Problem"), lambda row: row.problem),
        ExportColumn(gettext_lazy("Opinion of the asker"), lambda row: row.opinion),
        ExportColumn(gettext_lazy("Level asked"), lambda row: row.get_to_role_display()),
        ExportColumn(gettext_lazy("State"), lambda row: row.get_state_display()),
        ExportColumn(gettext_lazy("Asked"), lambda row: row.asked_at),
        ExportColumn(gettext_lazy("Answered"), lambda row: row.answered_at),
        ExportColumn(gettext_lazy("Answer"), lambda row: row.answer),
        ExportColumn(gettext_lazy("Who asks"), lambda row: row.asked_by.display_name),
    )
    create = Create("tasks:referral_new", gettext_lazy("Ask the next level"), ("tasks.refer",))
    empty_title = gettext_lazy("Nothing asked here")
    empty_text = gettext_lazy("Put a hard problem to the next level with your opinion; the answer comes back to you.")


@allow("tasks.refer")
@require_http_methods(["GET", "HEAD", "POST"])
def referral_new(request: PersonRequest) -> HttpResponse:
    """Ask the next level, from a record (`?about=kind:id`) or by itself."""
    subject = about_from(request)
    about = sources.describe(subject) if subject is not None else None
    sent = (request.POST,) if request.method == "POST" else ()
    form = forms.ReferralForm(*sent, park=request.park, about=about)

    def make() -> tuple[Referral, bool]:
        return services.refer(
            park=request.park,
            actor=request.user,
            problem=form.put(),
            form_id=form.cleaned_data["form_id"],
            subject=subject,
        )

    level = rules.next_level(request.park, request.user, subject)
    line = _("Your question goes to: %(level)s. The answer comes back to you and to the record.")
    return new_page(
        request,
        form,
        make,
        title=_("Ask the next level"),
        line=line % {"level": level.label} if level else _("Nobody stands above you in this park."),
        button=_("Ask for a decision"),
        back=(reverse("tasks:referrals"), _("Asking the next level")),
        subject=subject,
    )
