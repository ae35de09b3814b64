"""Pages of the rule book: reading, signing, printing, drafting, deciding, and the public page (A2, M1, D1, O1)."""

from collections.abc import Callable, Iterable
from itertools import groupby
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST, require_safe

from complaints.rulebook import papers, services, signing
from complaints.rulebook.forms import (
    Articles,
    DraftForm,
    ReleaseForm,
    RepealForm,
    ReturnForm,
    RuleForm,
    SignForm,
    arrange,
    article_set,
    check_complete,
)
from complaints.rulebook.models import OPEN_DRAFTS, OPEN_KINDS, Article, DraftState, Rule, RuleDraft, RuleVersion
from complaints.rulebook.pages import Proposal, RulePage, book_lines, readable
from parkservice.accounts.access import PersonRequest, allow, public
from parkservice.accounts.rights import may
from parkservice.journal.models import subject_kind
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import fold
from parkservice.paperwork.models import Paper
from parkservice.paperwork.views import paper_response
from parkservice.parks.access import park_from

read_or_send = require_http_methods(["GET", "HEAD", "POST"])
#: Articles offered beside a form.
OFFERED = 6


def words_in(request: Any) -> str:
    """The words searched for, as they are compared."""
    return fold(request.GET.get("q", "").replace("\x00", ""))[:60].strip()


def by_rule(articles: Iterable[Article]) -> list[tuple[Rule, list[Article]]]:
    """Articles under their rule, in reading order."""
    return [(rule, list(rows)) for rule, rows in groupby(articles, key=lambda article: article.rule)]


@require_GET
@allow("rulebook.view")
def rules(request: PersonRequest) -> HttpResponse:
    """All rules with their version and my signature, or the articles that hold the words searched for."""
    words, user, park = words_in(request), request.user, request.park
    mine = Rule.objects.visible_to(user).filter(park=park)
    found = Article.objects.in_force(park.pk).filter(version__rule__in=mine).matching(words) if words else []
    context = {
        "q": words,
        "found": by_rule(found),
        "lines": [] if words else book_lines(mine, user, park),
        "may_draft": may(user, "rulebook.draft", park),
        "may_watch": may(user, "rulebook.draft", park) or may(user, "rulebook.release", park),
    }
    return render(request, "complaints/rulebook/rules.html", context)


@require_GET
@allow("rulebook.view")
def rule_options(request: PersonRequest) -> HttpResponse:
    """The articles that fit what is being talked about, as a fragment beside a form."""
    articles = Article.objects.of_park(request.park.pk).matching(words_in(request))
    return render(request, "complaints/rulebook/_articles.html", {"articles": articles[:OFFERED]})


@require_safe
@allow("rulebook.view")
def rule(request: PersonRequest, pk: int) -> HttpResponse:
    """One rule: its text, what changed, its versions, and my signature; `?version=1` opens an older one."""
    return _show(request, readable(request, pk))


def _show(
    request: PersonRequest, row: Rule, form: SignForm | None = None, repeal: RepealForm | None = None
) -> HttpResponse:
    page = RulePage(row, request.user, request.GET.get("version", ""), form, repeal)
    status = 422 if form or repeal else 200
    return render(request, "complaints/rulebook/rule.html", {"page": page, "rule": row}, status=status)


@require_POST
@allow("rulebook.sign")
def rule_sign(request: PersonRequest, pk: int) -> HttpResponse:
    """Sign the version that was read, while it is the newest one."""
    row = readable(request, pk)
    form = SignForm(request.POST)
    if not form.is_valid():
        return _show(request, row, form)
    version = get_object_or_404(row.versions, pk=form.cleaned_data["version"])
    try:
        signing.sign(version_id=version.pk, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("You have signed %(rule)s.") % {"rule": version})
    return redirect(row)


@require_POST
@allow("rulebook.sign", "rulebook.draft", "rulebook.release")
def rule_print(request: PersonRequest, pk: int) -> HttpResponse:
    """Issue the newest version as a paper in the language of the page, and open it."""
    row = readable(request, pk)
    version = row.versions.to_sign().first()
    language = "en" if request.LANGUAGE_CODE.startswith("en") else "zh-hans"
    if version is None:
        messages.error(request, _("This rule has not been released yet."))
        return redirect(row)
    try:
        printed = papers.print_rule(version=version, actor=request.user, language=language)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    return redirect("complaints:rule_paper", row.pk, printed.pk)


@require_safe
@allow("rulebook.sign", "rulebook.draft", "rulebook.release")
def rule_paper(request: PersonRequest, pk: int, paper_id: int) -> HttpResponse:
    """The PDF of a paper of this rule."""
    row = readable(request, pk)
    mine = Paper.objects.filter(subject_kind=subject_kind(RuleVersion()), subject_id__in=row.versions.values("pk"))
    return paper_response(request, get_object_or_404(mine.select_related("park"), pk=paper_id))


@require_safe
@allow("rulebook.draft", "rulebook.release")
def rule_signatures(request: PersonRequest) -> HttpResponse:
    """Who has signed all rules and who has not (M1)."""
    lines = signing.lines(request.park)
    owing = [line for line in lines if line.reader.owed]
    context = {
        "lines": lines,
        "owing": len(owing),
        "done": len(lines) - len(owing),
        "to_remind": sum(1 for line in owing if not line.reminded),
        "may_remind": may(request.user, "rulebook.draft", request.park),
    }
    return render(request, "complaints/rulebook/signatures.html", context)


@require_POST
@allow("rulebook.draft")
def rule_remind(request: PersonRequest) -> HttpResponse:
    """Remind everybody who has not signed, once a day."""
    try:
        n = signing.remind(park=request.park, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        said = ngettext("%(n)d colleague was reminded.", "%(n)d colleagues were reminded.", n)
        messages.success(request, said % {"n": n})
    return redirect("complaints:rule_signatures")


@public
@require_safe
def book(request: HttpRequest, slug: str = "") -> HttpResponse:
    """All rules that apply today and everybody may read; nothing of the people who wrote or signed them."""
    if slug:
        request.park = park_from(slug)  # type: ignore[attr-defined]
    park = request.park  # type: ignore[attr-defined]
    if not park:
        raise Http404
    words = words_in(request)
    articles = Article.objects.in_force(park.pk).filter(version__rule__kind__in=OPEN_KINDS).matching(words)
    return render(request, "complaints/rulebook/book.html", {"q": words, "grouped": by_rule(articles)})


@read_or_send
@allow("rulebook.draft")
def rule_new(request: PersonRequest) -> HttpResponse:
    """Open a new rule; its first draft follows."""
    form = RuleForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            row, _new = services.create_rule(park=request.park, actor=request.user, **form.cleaned_data)
        except RuleViolation as refusal:
            form.add_error("code" if refusal.code == "code" else None, str(refusal))
        else:
            return redirect("complaints:rule_draft", row.pk)
    return render(request, "complaints/rulebook/new.html", {"form": form}, status=422 if form.is_bound else 200)


def _open_draft(rule: Rule) -> RuleDraft | None:
    draft = rule.drafts.filter(state__in=OPEN_DRAFTS).select_related("drafted_by").first()
    if draft is not None:
        draft.rule = rule
    return draft


@read_or_send
@allow("rulebook.draft")
def rule_draft(request: PersonRequest, pk: int) -> HttpResponse:
    """Write in the draft of a rule; every button of the page keeps what was typed."""
    row = readable(request, pk)
    draft = _open_draft(row)
    if draft is None:
        messages.error(request, _("There is no draft any more. It was released or discarded in the meantime."))
        return redirect(row)
    if request.method == "POST":
        return _save(request, draft)
    if draft.state == DraftState.PROPOSED:
        return redirect("complaints:rule_proposal", row.pk)
    told = {name: getattr(draft, name) for name in ("edition", "changes_zh", "changes_en", "valid_from")}
    return _write(request, draft, DraftForm(initial=told), article_set(rows=draft.articles))


def _write(
    request: PersonRequest, draft: RuleDraft, form: DraftForm, articles: Articles, status: int = 200
) -> HttpResponse:
    context = {"draft": draft, "rule": draft.rule, "form": form, "articles": articles, "last": len(articles.forms) - 1}
    return render(request, "complaints/rulebook/draft.html", context, status=status)


def _save(request: PersonRequest, draft: RuleDraft) -> HttpResponse:
    """Keep the draft, then do what the pressed button says: stay, move an article, propose."""
    form, articles = DraftForm(request.POST), article_set(request.POST)
    if not (form.is_valid() & articles.is_valid()):
        return _write(request, draft, form, articles, status=422)
    press = request.POST.get("press", "")
    is_first = not draft.rule.versions.exists()
    if press == "propose" and not check_complete(form, articles, is_first=is_first):
        return _write(request, draft, form, articles, status=422)
    rows, place = arrange(articles.rows(), press)
    try:
        services.save_draft(rule_id=draft.rule_id, actor=request.user, articles=rows, **form.cleaned_data)
        if press == "propose":
            services.propose(rule_id=draft.rule_id, actor=request.user)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return _write(request, draft, form, articles, status=422)
    return _after(request, draft, press, place)


def _after(request: PersonRequest, draft: RuleDraft, press: str, place: int | None) -> HttpResponse:
    if press == "propose":
        messages.success(request, _("Proposed. You are told when it is released or comes back."))
        return redirect("complaints:rule", draft.rule_id)
    if press in ("", "save"):
        messages.success(request, _("The draft is kept."))
    page = reverse("complaints:rule_draft", args=[draft.rule_id])
    return redirect(f"{page}#article-{'new' if press == 'add' else place}" if place or press == "add" else page)


@require_safe
@allow("rulebook.draft", "rulebook.release")
def rule_proposal(request: PersonRequest, pk: int) -> HttpResponse:
    """A proposed draft with what it changes; who may decide it does so here."""
    row = readable(request, pk)
    draft = _open_draft(row)
    if draft is None:
        messages.error(request, _("There is no draft any more. It was released or discarded in the meantime."))
        return redirect(row)
    return _proposal(request, draft, ReturnForm())


def _proposal(request: PersonRequest, draft: RuleDraft, form: ReturnForm, status: int = 200) -> HttpResponse:
    page = Proposal(draft, request.user)
    release = ReleaseForm(initial={"edition": draft.edition})
    context = {"page": page, "draft": draft, "rule": draft.rule, "form": form, "release": release}
    return render(request, "complaints/rulebook/proposal.html", context, status=status)


@require_POST
@allow("rulebook.draft")
def rule_begin(request: PersonRequest, pk: int) -> HttpResponse:
    """Begin the next version with a copy of the newest one."""
    row = readable(request, pk)
    return _act(request, row, services.begin_draft, _("The draft begins with the text of today."), "rule_draft")


@require_POST
@allow("rulebook.draft")
def rule_repeal(request: PersonRequest, pk: int) -> HttpResponse:
    """Propose that a rule no longer applies."""
    row, form = readable(request, pk), RepealForm(request.POST)
    if not form.is_valid():
        return _show(request, row, repeal=form)
    done = _("Proposed. You are told when it is released or comes back.")
    return _act(request, row, services.propose_repeal, done, "rule", **form.cleaned_data)


@require_POST
@allow("rulebook.draft")
def rule_take_back(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a proposal back to go on writing."""
    row = readable(request, pk)
    draft = _open_draft(row)
    if draft is not None and draft.repeals:
        return _act(request, row, services.take_back, _("The repeal is taken back. The rule still applies."), "rule")
    return _act(request, row, services.take_back, _("Taken back. Go on writing."), "rule_draft")


@require_POST
@allow("rulebook.draft")
def rule_discard(request: PersonRequest, pk: int) -> HttpResponse:
    """Throw the draft away."""
    row = readable(request, pk)
    to = "rule" if row.versions.exists() else "rules"
    return _act(request, row, services.discard, _("The draft is discarded. Nothing changed."), to)


@require_POST
@allow("rulebook.release")
def rule_return(request: PersonRequest, pk: int) -> HttpResponse:
    """Return a proposal to its writer with a reason."""
    row = readable(request, pk)
    draft, form = _open_draft(row), ReturnForm(request.POST)
    if draft is not None and not form.is_valid():
        return _proposal(request, draft, form, status=422)
    said = form.cleaned_data if form.is_valid() else {"reason": ""}
    return _act(request, row, services.send_back, _("Returned. The writer is told why."), "rule", **said)


@require_POST
@allow("rulebook.release")
def rule_release(request: PersonRequest, pk: int) -> HttpResponse:
    """Make the proposed draft the current version."""
    row = readable(request, pk)
    form = ReleaseForm(request.POST)
    if not form.is_valid():
        messages.error(request, _("This page is out of date. Load it again; what you wrote is kept."))
        return redirect("complaints:rule_proposal", row.pk)
    done = _("Decided. Everybody who keeps the rules is told.")
    return _act(request, row, services.release, done, "rule", **form.cleaned_data)


def _act(
    request: PersonRequest, row: Rule, service: Callable[..., Any], done: str, to: str, **said: Any
) -> HttpResponse:
    """Run one act on the draft of a rule and go on; a refusal is shown on the page of the rule."""
    try:
        service(rule_id=row.pk, actor=request.user, **said)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, done)
    return redirect("complaints:rules") if to == "rules" else redirect(f"complaints:{to}", row.pk)
