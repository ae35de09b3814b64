"""Ready answers: found while somebody asks, kept from what was answered (D11, O9)."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from complaints.enquiries import services
from complaints.enquiries.forms import ReadyAnswerForm
from complaints.enquiries.models import ReadyAnswer
from complaints.models import Contact
from parkservice.accounts.access import PersonRequest, allow, enter_park
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import as_key

#: Answers offered beside a form, and shown on the list.
OFFERED, ROWS = 6, 100
read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def _words(request: PersonRequest) -> str:
    return request.GET.get("q", "").replace("\x00", "")[:60]


@require_GET
@allow("contacts.record")
def answers(request: PersonRequest) -> HttpResponse:
    """The answers of the park, those that hold the words searched for first."""
    rows = ReadyAnswer.objects.visible_to(request.user).filter(park=request.park)
    rows = rows.matching(_words(request)) if _words(request) else rows
    return render(request, "complaints/enquiries/list.html", {"rows": rows[:ROWS], "q": _words(request)})


@require_GET
@allow("contacts.record")
def answer_options(request: PersonRequest) -> HttpResponse:
    """The answers that fit what is being asked, as a fragment beside the form."""
    rows = ReadyAnswer.objects.visible_to(request.user).filter(park=request.park).matching(_words(request))
    return render(request, "complaints/enquiries/_options.html", {"answers": rows[:OFFERED]})


@read_or_send
@allow("contacts.record")
def answer_new(request: PersonRequest) -> HttpResponse:
    """A new ready answer; `?contact=` takes over what was answered there."""
    seen = Contact.objects.visible_to(request.user)
    source = seen.filter(pk=as_key(request.GET.get("contact", ""))).first()
    initial: dict[str, Any] = {"is_active": True}
    if source is not None:
        initial |= {"question": source.content[:120], "answer": source.answer}
    form = ReadyAnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    return _form_page(request, form, None)


@read_or_send
@allow("contacts.record")
def answer_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Change a ready answer, or stop offering it."""
    rows = ReadyAnswer.objects.visible_to(request.user).select_related("park")
    row = get_object_or_404(rows, pk=pk)
    enter_park(request, row.park)
    initial = {"question": row.question, "answer": row.answer, "is_active": row.is_active}
    form = ReadyAnswerForm(request.POST if request.method == "POST" else None, initial=initial)
    return _form_page(request, form, row)


def _form_page(request: PersonRequest, form: ReadyAnswerForm, row: ReadyAnswer | None) -> HttpResponse:
    if request.method == "POST" and form.is_valid():
        try:
            services.keep_answer(
                park=row.park if row else request.park,
                actor=request.user,
                answer_id=row.pk if row else None,
                **form.cleaned_data,
            )
        except RuleViolation as refusal:
            form.add_error("question", str(refusal))
        else:
            messages.success(request, _("Kept. It stands beside the form from now on."))
            return redirect("complaints:answers")
    context = {"form": form, "row": row}
    return render(request, "complaints/enquiries/form.html", context, status=422 if form.is_bound else 200)
