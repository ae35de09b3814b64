"""The books of a former system on the screen: the list, the file, what would become of it, its release."""

from typing import Any

from django.core.exceptions import ValidationError
from django.db.models import Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy
from django.views.decorators.http import require_http_methods, require_safe

from fees.opening import looking, rules, services, undoing
from fees.opening.forms import BookForm
from fees.opening.models import IN_BOOKS, READERS, OpeningImport, OpeningState
from fees.opening.sheets import SHEETS, Known
from parkservice.accounts.access import PersonRequest, allow
from parkservice.estate.imports.template import template_of
from parkservice.kit.errors import RuleViolation
from parkservice.tasks.forms import ConfirmForm, ReasonForm
from parkservice.tasks.pages import Act, RecordPage, RecordPages, Section
from parkservice.ui.export import TYPES
from parkservice.ui.lists import Column, Create, RecordList, SavedView
from parkservice.ui.words import when_text

SENDERS = ("opening.send",)
SHOWN = 100
ACTS = {
    act.name: act
    for act in (
        Act(
            "send",
            gettext_lazy("Send it for release"),
            gettext_lazy(
                "Every row is right and the totals agree. A second person releases it; nothing is written before."
            ),
            "send",
            ConfirmForm,
            gettext_lazy("Send for release"),
            services.send,
            gettext_lazy("%(number)s waits for the release by a second person."),
        ),
        Act(
            "release",
            gettext_lazy("Release the carry-over"),
            gettext_lazy("You are the second person. The bills, prepayments and deposits count from today."),
            "check",
            ConfirmForm,
            pgettext_lazy("opening", "Release it"),
            services.release,
            gettext_lazy("Released. It is taken over now; you may leave this page."),
        ),
        Act(
            "take_back",
            gettext_lazy("Take the whole import back"),
            gettext_lazy(
                "You are the second person. Its bills are cancelled, its prepayments and deposits count no more."
            ),
            "undo",
            ConfirmForm,
            gettext_lazy("Take import back"),
            undoing.take_back,
            gettext_lazy("%(number)s is taken back."),
        ),
        Act(
            "keep",
            gettext_lazy("Leave the import as it is"),
            gettext_lazy("Say why; whoever asked reads it."),
            "rest",
            ReasonForm,
            gettext_lazy("Leave import"),
            undoing.keep,
            gettext_lazy("%(number)s stays as it is."),
        ),
        Act(
            "refuse",
            gettext_lazy("Do not release it"),
            gettext_lazy("Nothing of it counts; say why."),
            "close",
            ReasonForm,
            gettext_lazy("Refuse release"),
            services.refuse,
            gettext_lazy("%(number)s is not released."),
        ),
        Act(
            "drop",
            gettext_lazy("Put the file away"),
            gettext_lazy("Nothing was written. Correct the file and send it again."),
            "close",
            ConfirmForm,
            gettext_lazy("Put file away"),
            services.drop,
            gettext_lazy("%(number)s is put away. Nothing was changed."),
        ),
        Act(
            "ask_undo",
            gettext_lazy("Take the whole import back?"),
            gettext_lazy("Only while nothing of it was paid or used. A second person agrees."),
            "undo",
            ReasonForm,
            gettext_lazy("Ask second person"),
            undoing.ask_undo,
            gettext_lazy("%(number)s waits for the second person."),
        ),
    )
}


class OpeningPages(RecordPages):
    """The record page of an import."""

    model, app, space, id_name = OpeningImport, "fees", "opening", "source_id"
    perms = READERS
    related = ("park", "sent_by", "decided_by", "undo_asked_by", "undone_by", "carry_over")
    template = "fees/opening/opening.html"
    list_url, list_name = "fees:openings", gettext_lazy("Carry-over")
    acts = ACTS
    quiet = ("refuse", "drop", "ask_undo", "keep")

    def steps(self, page: RecordPage) -> set[str]:
        """A file with mistakes is not sent."""
        found = super().steps(page)
        return found - {"send"} if page.row.state == OpeningState.SHOWN and not self._seen(page).right else found

    def source(self, page: RecordPage) -> list[dict[str, Any]]:
        """The file."""
        return [{"label": _("File"), "value": page.row.file_name}]

    def facts(self, page: RecordPage) -> list[dict[str, Any]]:
        """Who sent it, who decided."""
        row: OpeningImport = page.row
        made = [{"label": _("Uploaded by"), "value": row.sent_by.display_name, "meta": when_text(row.sent_at)}]
        if row.decided_by is not None:
            label = _("Refused by") if row.state == OpeningState.REFUSED else _("Released by")
            made.append({"label": label, "value": row.decided_by.display_name, "meta": when_text(row.decided_at)})
        if row.undone_by is not None:
            made.append({"label": pgettext("opening", "Taken back by"), "value": row.undone_by.display_name})
        return made

    def sections(self, page: RecordPage) -> list[Section]:
        """Why it was refused, or is taken back."""
        row: OpeningImport = page.row
        found = [Section(pgettext("refusal", "Why not"), row.refusal)] if row.refusal else []
        if (
            row.undo_reason
            and row.undo_asked_by is not None
            and row.state
            in (
                OpeningState.UNDOING,
                OpeningState.TAKEN_BACK,
            )
        ):
            found.append(Section(_("Why it is taken back"), row.undo_reason, row.undo_asked_by.display_name))
        return found

    def waits_for(self, page: RecordPage) -> str:
        """The second person."""
        row: OpeningImport = page.row
        if row.state == OpeningState.SENT and not rules.may_release(row, page.user):
            return _("It waits for the release by the project manager; nobody releases what they sent.")
        if row.state == OpeningState.UNDOING and not rules.may_take_back(row, page.user):
            return _("It waits for a second person, who did not ask for it.")
        return ""

    def more(self, page: RecordPage) -> dict[str, Any]:
        """The totals beside the check total, the mistakes, the parts, and how far it is."""
        row: OpeningImport = page.row
        if row.state == OpeningState.SHOWN:
            seen = self._seen(page)
            mistakes = seen.mistakes
            found: dict[str, Any] = {"totals": seen.totals, "parts": seen.parts(), "right": seen.right}
        else:
            mistakes = []
            found = {"totals": services.totals_of(row), "parts": services.parts_of(row), "right": True}
        count = sum(total.rows for total in found["totals"])
        done = row.rows.filter(done=True).count() if row.state in IN_BOOKS else 0
        return {
            **found,
            "mistakes": mistakes[:SHOWN],
            "more_mistakes": max(0, len(mistakes) - SHOWN),
            "kept": row.state not in (OpeningState.DROPPED,),
            "count": count,
            "done": done,
            "state": str(row.state),
        }

    def _seen(self, page: RecordPage) -> looking.Look:
        """What would become of the file; looked at once for a page."""
        if not hasattr(page, "seen"):
            page.seen = looking.look(page.row)  # type: ignore[attr-defined]
        found: looking.Look = page.seen  # type: ignore[attr-defined]
        return found


PAGES = OpeningPages()


@allow(*READERS)
class OpeningList(RecordList):
    """Every file of the park."""

    request: PersonRequest
    title, what, icon = gettext_lazy("Carry-over"), "openings", "upload"
    views = (
        SavedView(
            "open", gettext_lazy("To be done"), lambda _request: Q(state__in=("shown", "sent", "running", "undoing"))
        ),
        SavedView("all", gettext_lazy("All"), count=False),
    )
    state_field, states = "state", OpeningState.choices
    sorts = {"date": "sent_at"}
    default_sort = "-date"
    columns = (
        Column(gettext_lazy("Number or file"), value=lambda row: row.number, link=True),
        Column(gettext_lazy("File"), css="wide-only", value=lambda row: row.file_name),
        Column(gettext_lazy("State"), css="inl", template="fees/opening/_state.html"),
        Column(gettext_lazy("Uploaded"), sort="date", css="inl", value=lambda row: when_text(row.sent_at)),
        Column(gettext_lazy("Uploaded by"), value=lambda row: row.sent_by.display_name),
    )
    create = Create("fees:opening_new", gettext_lazy("Take books over"), SENDERS)
    empty_title = gettext_lazy("Nothing was taken over yet")
    empty_text = gettext_lazy(
        "Open bills, prepayments and deposits of a former system come in from one Excel workbook."
    )

    def rows(self) -> QuerySet[OpeningImport]:
        """Those of the park shown."""
        return OpeningImport.objects.visible_to(self.request.user).filter(park=self.request.park)

    def prepare(self, rows: QuerySet[OpeningImport]) -> QuerySet[OpeningImport]:
        """Sender and release of each row in the same statement."""
        return rows.select_related("sent_by", "carry_over")


@allow(*SENDERS)
@require_http_methods(["GET", "HEAD", "POST"])
def opening_new(request: PersonRequest) -> HttpResponse:
    """Take a workbook with its check total; what cannot be read is refused beside the field."""
    form = BookForm(request.POST, request.FILES) if request.method == "POST" else BookForm()
    if form.is_bound and form.is_valid():
        file = form.cleaned_data["file"]
        name = "".join(char for char in file.name if char.isprintable())[:120] or "—"
        said = {"name": name, "content": file.read(), "expected": form.cleaned_data["expected"]}
        try:
            made = services.keep_file(actor=request.user, park=request.park, **said)
        except ValidationError as error:
            form.add_error("file", error)
        except RuleViolation as refusal:
            form.add_error("file", str(refusal))
        else:
            return redirect(made)
    context = {"form": form}
    return render(request, "fees/opening/new.html", context, status=422 if form.is_bound else 200)


@allow(*SENDERS)
@require_safe
def opening_template(request: PersonRequest) -> HttpResponse:
    """The workbook to fill in: one list each for opening balances, bills and payments of before."""
    known = Known.of(request.park)
    content = template_of(*(sheet(known) for sheet in SHEETS))
    response = HttpResponse(content, content_type=TYPES["xlsx"])
    response["Content-Disposition"] = 'attachment; filename="opening-template.xlsx"'
    return response
