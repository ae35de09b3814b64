"""The words that the desk keeps ready: phrase book, ready texts, and which courtesy rules hint (L1 to L4)."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import timedelta
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.core.exceptions import ObjectDoesNotExist
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.accounts.rights import may, scope
from parkservice.kit import clock, courtesy
from parkservice.kit.errors import RuleViolation
from parkservice.messaging import sms, templates
from parkservice.messaging.duties import LOOK_BACK
from parkservice.messaging.models import Channel, Phrase, ReplyTemplate, TextUse
from parkservice.messaging.wordbook import forms, services, writing
from parkservice.messaging.wordbook.levels import OFF, RULES, levels_of
from parkservice.messaging.wordbook.models import CourtesyLevels
from parkservice.messaging.wordbook.samples import previews

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@dataclass(frozen=True)
class Page:
    """What a form page says: heading, the words of its button, where its way back leads."""

    title: str
    button: str
    back: str
    back_label: str
    line: str = ""
    preview: bool = False


def _tabs(request: PersonRequest, current: str) -> list[dict[str, Any]]:
    """The pages of the words."""
    pages = (
        ("messaging:phrases", _("Phrase book")),
        ("messaging:texts", _("Ready texts")),
        ("messaging:courtesy_levels", _("Courtesy rules")),
        ("messaging:my_texts", _("My texts")),
    )
    return [{"label": label, "url": reverse(name), "count": None, "current": name == current} for name, label in pages]


def _edits(request: PersonRequest) -> bool:
    return may(request.user, "words.edit", request.park)


@allow("words.view")
@require_safe
def phrases(request: PersonRequest) -> HttpResponse:
    """The courtesy words of the procedure and the park's own ones, with the moment in which to say them (L1)."""
    rows = Phrase.objects.filter(park=request.park)
    edits = _edits(request)
    context = {
        "tabs": _tabs(request, "messaging:phrases"),
        "phrases": rows if edits else rows.filter(is_active=True),
        "edits": edits,
    }
    return render(request, "messaging/wordbook/phrases.html", context)


@allow("words.view")
@require_safe
def texts(request: PersonRequest) -> HttpResponse:
    """The ready texts by use; each shows both languages."""
    edits = _edits(request)
    rows = ReplyTemplate.objects.filter(park=request.park).order_by("category", "code", "language")
    if not edits:
        rows = rows.filter(is_active=True)
    pairs = [list(pair) for _code, pair in groupby(rows, key=lambda row: row.code)]
    pairs.sort(key=lambda pair: pair[-1].pk)
    groups = [
        {"use": use, "label": use.label, "pairs": [pair for pair in pairs if pair[0].category == use]}
        for use in TextUse
    ]
    context = {"tabs": _tabs(request, "messaging:texts"), "groups": groups, "edits": edits}
    return render(request, "messaging/wordbook/texts.html", context)


@allow("words.view")
@require_safe
def phrase_buttons(request: PersonRequest) -> HttpResponse:
    """The phrase book beside a text, in the language of its reader, as buttons that put a phrase into the text (L1)."""
    name = "text_en" if request.GET.get("language") == "en" else "text_zh"
    rows = Phrase.objects.filter(park=request.park, is_active=True)
    context = {
        "phrases": [{"text": getattr(row, name), "use": row.use} for row in rows],
        "target": request.GET.get("target", "")[:60],
    }
    return render(request, "messaging/wordbook/_buttons.html", context)


@allow("words.view")
@require_safe
def text_links(request: PersonRequest) -> HttpResponse:
    """The ready texts of some uses in one language, as lines of the menu beside a text."""
    uses = tuple(use for use in request.GET.getlist("use") if use in TextUse.values)
    language = "en" if request.GET.get("language") == "en" else "zh-hans"
    found = templates.for_outcome(request.park, category=uses, language=language)
    return render(request, "messaging/wordbook/_links.html", {"texts": found, "anchor": "reply"})


def _editable(request: HttpRequest, model: Any, pk: int) -> Any:
    """The row that this person may change, else 404; the header shows its park."""
    mine = model.objects.filter(park_id__in=scope(request.user, "words.edit").parks)
    row = get_object_or_404(mine.select_related("park", "changed_by"), pk=pk)
    enter_park(request, row.park)
    return row


def _sent(request: HttpRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _form_page(request: HttpRequest, page: Page, form: Any, save: Callable[..., Any], target: str) -> HttpResponse:
    """Show a form and its preview, or save what was sent; refusals stand above the form."""
    looking = page.preview and "preview" in request.POST
    shown: list[Any] = []
    if form.is_bound and form.is_valid():
        if looking:
            bodies = [(language, form.cleaned_data[field]) for language, field in services.BODIES]
            park = request.park  # type: ignore[attr-defined]
            shown = previews(park, form.use, form.cleaned_data["outcome"], bodies)
        else:
            try:
                save(actor=request.user, **form.cleaned_data)
            except RuleViolation as error:
                form.add_error(None, str(error))
            else:
                messages.success(request, _("Saved."))
                return redirect(target)
    status = 422 if form.is_bound and form.errors else 200
    return render(request, "messaging/wordbook/form.html", {"page": page, "form": form, "shown": shown}, status=status)


@read_or_send
@allow("words.edit")
def phrase_new(request: PersonRequest) -> HttpResponse:
    """Add a phrase of the park's own."""
    form = forms.PhraseForm(_sent(request))
    page = Page(_("New phrase"), _("Add phrase"), reverse("messaging:phrases"), _("Phrase book"))

    def save(*, version: str, **said: Any) -> None:
        services.add_phrase(park=request.park, **said)

    return _form_page(request, page, form, save, "messaging:phrases")


@read_or_send
@allow("words.edit")
def phrase_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a phrase or take it out of use."""
    phrase = _editable(request, Phrase, pk)
    form = forms.PhraseForm(_sent(request), row=phrase)
    page = Page(_("Change phrase"), _("Save"), reverse("messaging:phrases"), _("Phrase book"), phrase.text_zh)

    def save(*, form_id: str, **said: Any) -> None:
        services.change_phrase(phrase_id=pk, **said)

    return _form_page(request, page, form, save, "messaging:phrases")


@read_or_send
@allow("words.edit")
def text_new(request: PersonRequest) -> HttpResponse:
    """Add a ready text for the use that the address names."""
    form = forms.TextForm(
        _sent(request), park=request.park, use=request.POST.get("category") or request.GET.get("use", "")
    )
    page = Page(
        _("New ready text"),
        _("Add text"),
        reverse("messaging:texts"),
        _("Ready texts"),
        str(TextUse(form.use).label),
        preview=True,
    )

    def save(*, version: str, **said: Any) -> None:
        services.add_text(park=request.park, **said)

    return _form_page(request, page, form, save, "messaging:texts")


@read_or_send
@allow("words.edit")
def text_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a ready text in both languages, look at it filled, or take it out of use."""
    text = _editable(request, ReplyTemplate, pk)
    form = forms.TextForm(_sent(request), park=text.park, row=text)
    page = Page(
        _("Change ready text"), _("Save"), reverse("messaging:texts"), _("Ready texts"), text.name, preview=True
    )

    def save(*, form_id: str, **said: Any) -> None:
        services.change_text(text_id=pk, **said)

    return _form_page(request, page, form, save, "messaging:texts")


@allow("words.view")
@require_safe
def courtesy_levels(request: PersonRequest) -> HttpResponse:
    """Which courtesy rules hint here, what waits for its release, and the form to propose a change."""
    return _levels_page(request, None)


def _levels_page(request: PersonRequest, form: forms.LevelsForm | None) -> HttpResponse:
    levels = levels_of(request.park)
    waiting = CourtesyLevels.objects.waiting().filter(park=request.park).select_related("proposed_by").first()
    rows = [
        {
            "rule": rule,
            "sentence": sentence,
            "level": levels[rule],
            "blocks": rule in courtesy.BLOCKS,
            "off": levels[rule] == OFF,
            "proposed": waiting.levels.get(rule, "") if waiting else "",
        }
        for rule, sentence in RULES.items()
    ]
    for row in rows:
        row["changes"] = bool(row["proposed"]) and row["proposed"] != row["level"]
    releases = may(request.user, "words.release", request.park)
    context = {
        "tabs": _tabs(request, "messaging:courtesy_levels"),
        "rows": rows,
        "waiting": waiting,
        "may_decide": waiting is not None and releases and waiting.proposed_by_id != request.user.pk,
        "form": form or (forms.LevelsForm(levels=levels) if _edits(request) and not waiting else None),
    }
    return render(request, "messaging/wordbook/levels.html", context, status=422 if form else 200)


@allow("words.edit")
@require_POST
def levels_propose(request: PersonRequest) -> HttpResponse:
    """Propose which rules hint."""
    form = forms.LevelsForm(request.POST, levels=levels_of(request.park))
    if not form.is_valid():
        return _levels_page(request, form)
    try:
        services.propose_levels(
            park=request.park, actor=request.user, levels=form.levels, reason=form.cleaned_data["reason"]
        )
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("Proposed. The project manager has been told and releases it."))
    return redirect("messaging:courtesy_levels")


def _decide(request: PersonRequest, pk: int, *, released: bool, said: str) -> HttpResponse:
    mine = CourtesyLevels.objects.filter(park_id__in=scope(request.user, "words.release").parks)
    proposal = get_object_or_404(mine.select_related("park"), pk=pk)
    enter_park(request, proposal.park)
    try:
        services.decide_levels(levels_id=pk, actor=request.user, released=released)
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, said)
    return redirect("messaging:courtesy_levels")


@allow("words.release")
@require_POST
def levels_release(request: PersonRequest, pk: int) -> HttpResponse:
    """Release proposed levels; they hold at once."""
    return _decide(request, pk, released=True, said=_("Released. The levels hold from now on."))


@allow("words.release")
@require_POST
def levels_refuse(request: PersonRequest, pk: int) -> HttpResponse:
    """Refuse proposed levels; those before stay."""
    return _decide(request, pk, released=False, said=_("Refused. The levels stay as they were."))


@allow("words.view")
@require_POST
def check(request: PersonRequest, key: str, pk: int) -> HttpResponse:
    """What the courtesy check says about a text while it is typed, and how long it is as a text message (L1 to L4).

    Of the text nothing is kept but which hints it has, so that the desk can remind of an unfinished one.
    """
    try:
        record = writing.kind_of(key).find(request.user, pk)
    except (LookupError, ObjectDoesNotExist) as error:
        raise Http404 from error
    text = request.POST.get("text", "")[: writing.LONGEST]
    findings = writing.check(key, record, text)
    writing.note_draft(key, record, request.user, findings)
    length = sms.length_line(text) if request.POST.get("way") == Channel.SMS else ""
    return render(request, "ui/hints.html", {"findings": findings, "length": length})


@allow("words.view")
@require_safe
def my_texts(request: PersonRequest) -> HttpResponse:
    """My texts of the last 30 days with the hints that stayed open, and the unfinished ones that have some."""
    me = [request.user]
    since = clock.combine(clock.today() - timedelta(days=LOOK_BACK))
    drafts = [
        {"draft": draft, "url": writing.page_of(draft), "hints": _hints(draft.rules)}
        for draft in writing.drafts(me, request.park)
    ]
    texts = [{"text": text, "hints": _hints(text.open)} for text in writing.sent(me, request.park, since)]
    context = {
        "tabs": _tabs(request, "messaging:my_texts"),
        "drafts": drafts,
        "texts": texts,
        "clean": sum(1 for row in texts if not row["hints"]),
    }
    return render(request, "messaging/wordbook/mine.html", context)


def _hints(rules: Any) -> list[str]:
    return [f"{rule} · {RULES[rule]}" for rule in rules if rule in RULES]
