"""The bank on the screen: confirming several lines, accounts, a file with its columns and its rows (O6)."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext
from django.views.decorators.http import require_http_methods, require_POST, require_safe

from fees.bank import accounts, importing, services
from fees.bank.forms import AccountForm, ColumnsForm, RenameForm, StatementForm
from fees.bank.lists import offers_of
from fees.bank.models import BankAccount, BankLine, BankStatement
from fees.bank.sheets import refuse_columns
from fees.meters.pages import Page
from fees.till.queries import find_payers
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.estate.imports.checking import NEW, WRONG, counts, fingerprint
from parkservice.estate.imports.models import ImportState
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import as_key
from parkservice.paperwork.models import Attachment
from parkservice.ui.forms import FORM_ID, new_form_id
from parkservice.ui.pages import private

read_or_send = require_http_methods(["GET", "HEAD", "POST"])
SHOWN_ROWS = 200
LATEST = 10
#: So many lines are confirmed at once.
MOST = 100
#: What becomes of an account besides another name.
ACCOUNT_ACTS = {
    "close": (accounts.close_account, gettext_lazy("%(account)s is closed. Its lines stay.")),
    "open": (accounts.open_account, gettext_lazy("%(account)s takes files again.")),
}


@allow("bank.match")
@require_POST
def confirm(request: PersonRequest) -> HttpResponse:
    """Confirm the ticked lines, each as its row showed it; only what agrees and stands alone is taken unseen."""
    ticked = list(filter(None, (as_key(text) for text in request.POST.getlist("ids"))))[:MOST]
    lines = {row.pk: row for row in BankLine.objects.visible_to(request.user).filter(park=request.park, pk__in=ticked)}
    offers = offers_of(request)
    choices, unsure = [], 0
    for pk in filter(lines.__contains__, ticked):
        shown, best = request.POST.get(f"choice_{pk}", ""), next(iter(offers.get(pk, [])), None)
        agrees = best is not None and best.strong and best.choice == shown
        if agrees or (shown and not lines[pk].waits):  # settled meanwhile: the service says by whom
            choices.append((lines[pk], shown))
        else:
            unsure += 1
    form_id = request.POST.get("form_id", "")
    done = services.confirm_many(
        actor=request.user, choices=choices, form_id=form_id if FORM_ID.fullmatch(form_id) else new_form_id()
    )
    _tell(request, done, unsure)
    return redirect("fees:bank_lines")


def _tell(request: PersonRequest, done: services.Confirmed, unsure: int) -> None:
    """Say what was matched, and of every other line why not."""
    if number := len(done.matches):
        words = ngettext("%(n)d line is matched.", "%(n)d lines are matched.", number)
        messages.success(request, words % {"n": number})
    for line, refusal in done.refused:
        messages.error(request, _("%(line)s: %(refusal)s") % {"line": line, "refusal": refusal})
    if unsure:
        words = ngettext(
            "%(n)d line has no proposal that agrees alone. Open it and choose.",
            "%(n)d lines have no proposal that agrees alone. Open them and choose.",
            unsure,
        )
        messages.warning(request, words % {"n": unsure})
    if not (done.matches or done.refused or unsure):
        messages.warning(request, _("No line was ticked."))


@allow("bank.match")
@require_safe
def payers(request: PersonRequest) -> HttpResponse:
    """The offers of the customer picker."""
    try:
        found = find_payers(request.park, request.GET.get("q", "")[:60])
    except ValidationError:
        found = []
    options = [
        {"text": each.customer.name, "title": each.customer.display_name, "small": each.units, "icon": "people"}
        for each in found
    ]
    return render(request, "ui/options.html", {"options": options})


@read_or_send
@allow("bank.match")
def account_new(request: PersonRequest) -> HttpResponse:
    """Write down an account of the park."""
    form = AccountForm(request.POST if request.method == "POST" else None)
    if form.is_bound and form.is_valid():
        try:
            importing.add_account(actor=request.user, park=request.park, **form.cleaned_data)
        except ValidationError as error:
            form.add_error(None, error.messages[0])
        else:
            messages.success(request, _("Written down. Now import its statement."))
            return redirect("fees:bank_import")
    line, back = _("The last four digits are enough to know it by."), reverse("fees:bank_import")
    page = Page(_("New bank account"), _("Write the account down"), back, _("Import a statement"), line)
    return render(request, "fees/form.html", {"page": page, "form": form}, status=422 if form.is_bound else 200)


@read_or_send
@allow("bank.match")
def account(request: PersonRequest, pk: int) -> HttpResponse:
    """Rename an account, close it, or open it again."""
    row = get_object_or_404(BankAccount.objects.visible_to(request.user).select_related("park"), pk=pk)
    enter_park(request, row.park)
    act = ACCOUNT_ACTS.get(request.POST.get("act", ""))
    form = RenameForm(request.POST if request.method == "POST" and act is None else None, initial={"name": row.name})
    try:
        if act is not None:
            service, said = act
            messages.success(request, said % {"account": service(actor=request.user, account_id=row.pk)})
            return redirect("fees:bank_import")
        if form.is_bound and form.is_valid():
            name = form.cleaned_data["name"]
            renamed = accounts.rename_account(actor=request.user, account_id=row.pk, name=name)
            messages.success(request, _("It is called %(account)s now.") % {"account": renamed})
            return redirect("fees:bank_import")
    except ValidationError as error:
        form.add_error("name", error.messages[0])
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect("fees:bank_import")
    context = {"account": row, "form": form}
    return render(request, "fees/bank/account.html", context, status=422 if form.is_bound else 200)


@read_or_send
@allow("bank.match")
def statement_new(request: PersonRequest) -> HttpResponse:
    """Take a file of the bank; one that cannot be read, or was taken over before, is refused beside the field."""
    sent = (request.POST, request.FILES) if request.method == "POST" else ()
    form = StatementForm(*sent, park=request.park)
    if form.is_bound and form.is_valid():
        said = form.cleaned_data
        try:
            kept = importing.keep_file(
                actor=request.user, account=said["account"], name=said["file"].name, content=said["file"].read()
            )
        except ValidationError as error:
            form.add_error("file", error)
        except RuleViolation as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect(kept)
    accounts_here = list(BankAccount.objects.filter(park=request.park).select_related("park").order_by("name"))
    latest = BankStatement.objects.visible_to(request.user).filter(park=request.park).exclude(state=ImportState.DROPPED)
    context = {
        "form": form,
        "accounts": accounts_here,
        "open": any(each.closed_at is None for each in accounts_here),
        "latest": latest.select_related("account", "by")[:LATEST],
    }
    return private(render(request, "fees/bank/import.html", context, status=422 if form.is_bound else 200))


def _statement(request: PersonRequest, pk: int) -> BankStatement:
    rows = BankStatement.objects.visible_to(request.user).select_related("park", "account__park", "by")
    statement = get_object_or_404(rows, pk=pk)
    enter_park(request, statement.park)
    return statement


@require_safe
@allow("bank.match")
def statement(request: PersonRequest, pk: int) -> HttpResponse:
    """The columns and what would become of each row; or how the file ended."""
    return _show(request, _statement(request, pk))


def _show(request: PersonRequest, row: BankStatement, form: ColumnsForm | None = None) -> HttpResponse:
    context: dict[str, Any] = {
        "row": row,
        "state": str(row.state),
        "original": Attachment.objects.of(row).first(),
    }
    if row.state == ImportState.SHOWN:
        outcomes = importing.look(row)
        shown = sorted(outcomes, key=lambda each: (each.action != WRONG, each.action != NEW, each.number))
        context |= {
            "form": form or ColumnsForm(headings=row.headings, initial=row.columns),
            "fits": not refuse_columns(row.columns, row.headings),
            "lines": shown[:SHOWN_ROWS],
            "hidden": max(0, len(shown) - SHOWN_ROWS),
            "counts": counts(outcomes),
            "seen": fingerprint(outcomes),
        }
    return private(render(request, "fees/bank/statement.html", context, status=422 if form else 200))


@require_POST
@allow("bank.match")
def statement_columns(request: PersonRequest, pk: int) -> HttpResponse:
    """Say which column means what, and look again."""
    row = _statement(request, pk)
    form = ColumnsForm(request.POST, headings=row.headings)
    if not form.is_valid():
        return _show(request, row, form)
    try:
        importing.choose_columns(statement_id=row.pk, actor=request.user, columns=form.chosen())
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    return redirect(row)


@require_POST
@allow("bank.match")
def statement_confirm(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the file over as it was shown, and go on to what its lines may be."""
    row = _statement(request, pk)
    try:
        done = importing.take_over(statement_id=row.pk, actor=request.user, seen=request.POST.get("seen", ""))
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    words = ngettext("%(n)d line is taken over.", "%(n)d lines are taken over.", done.taken) % {"n": done.taken}
    if done.known:
        there = ngettext("%(n)d was there already.", "%(n)d were there already.", done.known) % {"n": done.known}
        words = f"{words} {there}"
    messages.success(request, words)
    return redirect("fees:bank_lines")


@require_POST
@allow("bank.match")
def statement_drop(request: PersonRequest, pk: int) -> HttpResponse:
    """Put the file away."""
    row = _statement(request, pk)
    try:
        importing.drop(statement_id=row.pk, actor=request.user)
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
        return redirect(row)
    messages.success(request, _("Put away. Nothing was changed."))
    return redirect("fees:bank_import")
