"""The record page of a task and its acts, the same for every kind: a table of acts, one page, one way to run them.

A form that is not right comes back on the record page (422), a refusal of the rules becomes a message, a missing right
answers 403 before the form is even read; after an act the browser is sent back to the record, or to the desk that the
form names. Who reads the address of an act, as a page with mistakes is loaded again, comes to the record too.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.contrib import messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.models import User
from parkservice.journal.models import subject_kind
from parkservice.journal.queries import Entry, timeline
from parkservice.kit import flow
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork.models import Attachment
from parkservice.tasks import files, moves, sources
from parkservice.tasks.forms import ActForm
from parkservice.ui import due

Words = str | Promise
Check = Callable[[Any, User], bool]


@dataclass(frozen=True)
class Act:
    """One act: its name, heading, one sentence, picture, form, button, the service behind it and what is said after.

    An act that is no transition of the state machine tells itself whose it is (`may`) and when (`when`). One of many
    fields `keeps` them: a refusal of the rules brings its form back with what was typed, as long as it can be sent.
    """

    name: str
    title: Words
    line: Words
    icon: str
    form: type[ActForm]
    button: Words
    service: Callable[..., Any]
    said: Words
    may: Check | None = None
    when: Callable[[Any], bool] = lambda _row: True
    keeps: bool = False

    def allowed(self, row: Any, user: User) -> bool:
        """Whether it is this person's act at all."""
        return self.may(row, user) if self.may is not None else moves.permitted(row, self.name, user)


@dataclass(frozen=True)
class Offer:
    """One act of the next-step panel with its form; `open` when it lies open."""

    act: Act
    form: ActForm
    url: str
    open: bool = False


@dataclass(frozen=True)
class Section:
    """A block of words on the page, with its photos."""

    title: Words
    text: str
    meta: str = ""
    files: tuple[dict[str, Any], ...] = ()


class RecordPages:
    """One kind of task on its pages; a feature names its model, acts and words."""

    model: Any
    app = "tasks"
    space = ""  # tasks:workorder is the record, tasks:workorder_take an act
    id_name = ""  # how the services call the id
    perms: tuple[str, ...] = ()
    related: tuple[str, ...] = ()
    template = "tasks/record.html"
    list_url = ""
    list_name: Words = ""
    acts: Mapping[str, Act] = {}
    #: Acts that never lie open by themselves.
    quiet: tuple[str, ...] = ("withdraw",)

    # ---- what a kind says of itself

    def facts(self, page: "RecordPage") -> list[dict[str, Any]]:
        """Label and value pairs."""
        raise NotImplementedError

    def sections(self, page: "RecordPage") -> list[Section]:
        """The words of the record."""
        raise NotImplementedError

    def steps(self, page: "RecordPage") -> set[str]:
        """The steps of the state machine that nothing stops; a record without one has acts of its own only."""
        return {step.name for step in flow.steps_for(page.row, page.user) if step.ready}

    def source(self, page: "RecordPage") -> list[dict[str, Any]]:
        """The fact that says where the record comes from."""
        about = page.row.about
        if about is None:
            return []
        url = sources.link_for(page.user, page.row.subject_kind, page.row.subject_id)
        return [{"label": _("Comes from"), "value": about.number, "url": url, "num": True}]

    def waits_for(self, page: "RecordPage") -> str:
        """Whom it waits for when this person can't take the next step."""
        return ""

    def more(self, page: "RecordPage") -> dict[str, Any]:
        """More for the template of a kind."""
        return {}

    # ---- the pages

    def find(self, request: PersonRequest, pk: int) -> Any:
        """The task as far as this person may read it; 404 for everybody else."""
        row = get_object_or_404(self.model.objects.visible_to(request.user).select_related(*self.related), pk=pk)
        enter_park(request, row.park)
        return row

    def record(self) -> Callable[..., HttpResponse]:
        """Build the view of the record page."""

        @allow(*self.perms)
        @require_safe
        def record(request: PersonRequest, pk: int) -> HttpResponse:
            return self.show(RecordPage(self, request, self.find(request, pk)))

        return record

    def act(self, name: str) -> Callable[..., HttpResponse]:
        """Build the view of one act."""
        act = self.acts[name]

        @allow(*self.perms)
        @require_http_methods(["GET", "HEAD", "POST"])
        def run(request: PersonRequest, pk: int) -> HttpResponse:
            row = self.find(request, pk)
            if not act.allowed(row, request.user):
                raise PermissionDenied(_("This step is for another person. The record shows who is in charge."))
            if request.method != "POST":
                return redirect(row)
            form = act.form(request.POST, request.FILES, row=row, user=request.user, auto_id=f"{name}-%s")
            if not form.is_valid():
                page = RecordPage(self, request, row)
                page.bound[name] = form
                return self.show(page, status=422)
            try:
                act.service(**{self.id_name: row.pk}, actor=request.user, **form.cleaned_data)
            except RuleViolation as refusal:
                page = RecordPage(self, request, self.find(request, pk))
                if act.keeps and page.may_act(act):
                    form.add_error(None, str(refusal))
                    page.bound[name] = form
                    return self.show(page, status=422)
                messages.error(request, str(refusal))
            else:
                messages.success(request, str(act.said) % {"number": row.number})
            return redirect("home:desk" if "desk" in request.POST else row)

        return run

    def show(self, page: "RecordPage", status: int = 200) -> HttpResponse:
        """Draw the page; never kept by a browser, it may show a phone number."""
        context = {"page": page, "row": page.row, **self.more(page)}
        response = render(page.request, self.template, context, status=status)
        response["Cache-Control"] = "private, no-store"
        return response


class RecordPage:
    """One task as one reader sees it; everything is computed when the template asks."""

    def __init__(self, pages: RecordPages, request: PersonRequest, row: Any) -> None:
        self.pages, self.request, self.row = pages, request, row
        self.user: User = request.user
        self.bound: dict[str, ActForm] = {}

    @property
    def back_url(self) -> str:
        """The list of its kind."""
        return reverse(self.pages.list_url)

    @property
    def clock(self) -> due.Due | None:
        """The time that runs."""
        running: due.Due | None = self.row.clock
        return running

    @cached_property
    def facts(self) -> list[dict[str, Any]]:
        """Facts, with the source first."""
        return [*self.pages.source(self), *self.pages.facts(self)]

    @cached_property
    def sections(self) -> list[Section]:
        """The words."""
        return self.pages.sections(self)

    @cached_property
    def offers(self) -> list[Offer]:
        """What this person may do now; the first lies open, or the one that came back with mistakes."""
        acts = [act for act in self.pages.acts.values() if self.may_act(act)]
        leading = next((act.name for act in acts if act.name in self.bound), acts[0].name if acts else "")
        if leading in self.pages.quiet and leading not in self.bound:
            leading = ""
        return [self._offer(act, act.name == leading) for act in acts]

    @cached_property
    def _steps(self) -> set[str]:
        return self.pages.steps(self)

    def may_act(self, act: Act) -> bool:
        """Whether this person may do an act now."""
        if act.may is None:
            return act.name in self._steps
        return act.when(self.row) and act.may(self.row, self.user)

    def _offer(self, act: Act, is_open: bool) -> Offer:
        form = self.bound.get(act.name) or act.form(row=self.row, user=self.user, auto_id=f"{act.name}-%s")
        return Offer(act, form, reverse(f"{self.pages.app}:{self.pages.space}_{act.name}", args=[self.row.pk]), is_open)

    @cached_property
    def waits_for(self) -> str:
        """Whom it waits for."""
        return self.pages.waits_for(self)

    @cached_property
    def entries(self) -> list[Entry]:
        """What happened, newest first."""
        return list(reversed(timeline(self.row)))

    @cached_property
    def _attachments(self) -> list[Attachment]:
        return list(Attachment.objects.of(self.row))

    def photos(self, *, until: Any = None, since: Any = None) -> tuple[dict[str, Any], ...]:
        """Photos sent before or since a moment."""
        rows = [
            row for row in self._attachments if (until is None or row.at < until) and (since is None or row.at >= since)
        ]
        return tuple(files.shown(rows))


def about_from(request: PersonRequest) -> Any:
    """The source that the address names; None without one. Raises Http404 for one this person does not work on."""
    text = request.GET.get("about", "")
    if not text:
        return None
    record = sources.asked(request.user, text)
    if record is None:
        raise Http404
    enter_park(request, record.park)
    return record


def new_page(
    request: PersonRequest,
    form: Any,
    make: Callable[[], Any],
    *,
    title: Words,
    line: Words,
    button: Words,
    back: tuple[str, Words],
    subject: Any = None,
) -> HttpResponse:
    """Show the form of a new task, or make it and go back to its source, or to the new record where it has none."""
    source_url = sources.link_for(request.user, subject_kind(subject), subject.pk) if subject is not None else ""
    if form.is_bound and form.is_valid():
        try:
            made, _new = make()
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("%(number)s is on its way.") % {"number": made.number})
            return redirect(source_url or made)
    context = {
        "form": form,
        "title": title,
        "line": line,
        "button": button,
        "about": sources.describe(subject) if subject is not None else None,
        "back_url": source_url or back[0],
        "back": back[1] if not source_url else _("Back without saving"),
    }
    return render(request, "tasks/new.html", context, status=422 if form.is_bound else 200)
