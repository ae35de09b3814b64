"""Public pages of the complaint field: send a matter, follow it, and how it is handled (A1, A3, O11).

No account, no script needed. Looking at a page writes nothing; whoever holds the secret link sees what is public of the
case, whoever knows number and phone sees state, deadline and the desk's phone (invariants C12 and C13).
"""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_safe

from complaints import files
from complaints.casework.models import Complaint
from complaints.casework.words import rate
from complaints.choices import Channel, State
from complaints.duplicates.sharing import leading
from complaints.forgotten.services import passed
from complaints.intake import counters, following, promised, way
from complaints.intake.consent import CONSENT_VERSION
from complaints.intake.forms import RateForm, RemarkForm, SubmitForm, TrackForm, initial_for, with_new_id
from complaints.intake.places import unit_codes
from complaints.intake.services import Arrival, record_complaint, record_suggestion
from complaints.reopening.forms import NotSettledForm
from complaints.reopening.services import can_reopen
from complaints.withdrawals.services import can_withdraw
from parkservice.accounts.access import public
from parkservice.accounts.addresses import client_network
from parkservice.journal.forms import FormReused
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park
from parkservice.ui.pages import private

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


def _park(request: HttpRequest, slug: str) -> Park:
    """The park of a public address; the short addresses mean the park of the request."""
    if slug:
        request.park = get_object_or_404(Park.objects.active(), slug=slug)  # type: ignore[attr-defined]
    if not request.park:  # type: ignore[attr-defined]
        raise Http404
    return request.park  # type: ignore[attr-defined]


@public
@read_or_send
def submit(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Send a complaint or suggestion; `?unit=A-301`, `?building=A` and `?kind=suggestion` fill in what a sign knows."""
    park = _park(request, slug)
    if request.method != "POST":
        form = SubmitForm(park=park, initial=initial_for(park, request.user, request.GET.dict()))
        return _form_page(request, form)
    if counters.is_storm(client_network(request)) or _sends_files_too_often(request, park):
        response = _form_page(request, SubmitForm(park=park, initial=request.POST.dict()), status=429)
        response["Retry-After"] = "3600"
        return response
    form = SubmitForm(request.POST, request.FILES, park=park)
    if not form.is_valid():
        if "form_id" in form.errors:
            with_new_id(form)
        return _form_page(request, form, status=422)
    return _take(request, form)


def _sends_files_too_often(request: HttpRequest, park: Park) -> bool:
    return bool(request.FILES) and counters.reads_too_much(park=park, address=client_network(request))


def _take(request: HttpRequest, form: SubmitForm) -> HttpResponse:
    """Record what was sent and show its number only afterwards (invariant C14)."""
    sender, address = form.sender(request.user), client_network(request)
    arrival = Arrival(
        channel=Channel.WEB,
        form_id=form.cleaned_data["form_id"],
        consent_version=CONSENT_VERSION,
        held=form.is_filled_by_machine or counters.needs_a_look(address=address, phone=sender.phone),
        address=address,
        files=form.cleaned_data["photos"],
    )
    try:
        case, _new = _record(form, sender, arrival)
    except FormReused as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, with_new_id(form), status=409)
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return _form_page(request, form, status=422)
    return redirect("complaints:submit_done", track_code=case.track_code)


def _record(form: SubmitForm, sender: Any, arrival: Arrival) -> tuple[following.Case, bool]:
    if not form.is_suggestion:
        return record_complaint(park=form.park, sender=sender, place=form.where, matter=form.matter(), arrival=arrival)
    given = form.cleaned_data
    return record_suggestion(
        park=form.park,
        sender=sender,
        place=form.where,
        content=given["content"],
        benefit=given["wanted_result"],
        arrival=arrival,
    )


def _form_page(request: HttpRequest, form: SubmitForm, status: int = 200) -> HttpResponse:
    context = {
        "form": form,
        "units": unit_codes(form.park),
        "first_contact": promised.first_contact(form.park),
        "full": status == 429,
        "had_photos": bool(request.FILES),
    }
    return render(request, "complaints/intake/submit.html", context, status=status)


def find_case(request: HttpRequest, track_code: str) -> following.Case | None:
    """The case of a secret link, with its park in the header."""
    case = following.by_code(track_code)
    if case is not None:
        request.park = case.park  # type: ignore[attr-defined]
    return case


def unknown(request: HttpRequest) -> HttpResponse:
    """The same friendly answer for every link that fits no case."""
    return private(render(request, "complaints/intake/track_unknown.html", status=404))


@public
@require_safe
def submit_done(request: HttpRequest, track_code: str) -> HttpResponse:
    """Number, secret link, what happens next and by when; reached only after the matter is stored."""
    case = find_case(request, track_code)
    if case is None:
        return unknown(request)
    context = {
        "case": case,
        "link": request.build_absolute_uri(reverse("complaints:track_case", args=[track_code])),
        "responsible": way.responsible(case.officer),
        "promises": way.promises(case) if isinstance(case, Complaint) else [],
        "is_complaint": isinstance(case, Complaint),
    }
    return private(render(request, "complaints/intake/submit_done.html", context))


@public
@read_or_send
def track(request: HttpRequest, slug: str = "") -> HttpResponse:
    """Look a case up by number and phone: state, next deadline and the desk's phone, nothing more."""
    park = _park(request, slug)
    if request.method != "POST":
        return _lookup_page(request, TrackForm())
    address, form = client_network(request), TrackForm(request.POST)
    if counters.guesses(address):
        return _lookup_page(request, TrackForm(), found={"full": True}, status=429)
    if not form.is_valid():
        return _lookup_page(request, form, status=422)
    case = following.by_number(**form.cleaned_data)
    if case is None:
        counters.note_miss(park=park, address=address)
        form.add_error(None, _("Number and phone do not fit together. Check both, or call the desk."))
        return _lookup_page(request, form, status=422)
    request.park = case.park  # type: ignore[attr-defined]
    found = {"number": case.number, "heading": way.heading(case), "deadline": way.deadline(case)}
    return _lookup_page(request, TrackForm(), found=found)


def _lookup_page(
    request: HttpRequest, form: TrackForm, *, found: dict[str, Any] | None = None, status: int = 200
) -> HttpResponse:
    context = {"form": form, **(found or {})}
    return private(render(request, "complaints/intake/track.html", context, status=status))


@public
@require_safe
def track_case(request: HttpRequest, track_code: str) -> HttpResponse:
    """Everything public of one case, for whoever holds its secret link."""
    case = find_case(request, track_code)
    return case_page(request, case) if case is not None else unknown(request)


def case_page(
    request: HttpRequest,
    case: following.Case,
    *,
    remark: RemarkForm | None = None,
    rating: RateForm | None = None,
    reopening: NotSettledForm | None = None,
    status: int = 200,
) -> HttpResponse:
    """Draw the page of a case, with a form that came back; a merged one speaks for the one that goes on."""
    context: dict[str, Any] = {
        "case": case,
        "heading": way.heading(case),
        "greeting": way.greeting(case),
        "responsible": way.responsible(leading(case).officer if isinstance(case, Complaint) else case.officer),
        "deadline": way.deadline(case),
        "steps": way.steps_of(case),
        "photos": files.shown(case, key=files.key_for(case)),
    }
    if isinstance(case, Complaint):
        root = leading(case)
        context |= {
            "is_complaint": True,
            "replies": case.replies.filter(reached=True).select_related("by"),
            "remarks": case.remarks.filter(author__isnull=True),
            "remark_form": remark or RemarkForm(),
            "rate_form": rating or RateForm(),
            "reopen_form": reopening or (NotSettledForm() if can_reopen(root) else None),
            "may_speak_up": can_reopen(root) or root.state == State.CLOSED,
            "may_withdraw": can_withdraw(case),
            "late": passed(case),
            "may_rate": root.resolved_at is not None and case.satisfaction is None,
        }
    return private(render(request, "complaints/intake/track_case.html", context, status=status))


@public
@read_or_send
def track_remark(request: HttpRequest, track_code: str) -> HttpResponse:
    """Add words or photos to a complaint by its secret link. Reloading leads back to the page."""
    if request.method != "POST":
        return redirect("complaints:track_case", track_code=track_code)
    case = find_case(request, track_code)
    if not isinstance(case, Complaint):
        return unknown(request)
    if _sends_files_too_often(request, case.park):
        messages.error(request, _("That was a lot within one hour. Please call us, so that nothing is overlooked."))
        return case_page(request, case, remark=RemarkForm(initial=request.POST.dict()), status=429)
    form = RemarkForm(request.POST, request.FILES)
    if not form.is_valid():
        return case_page(request, case, remark=form, status=422)
    given = form.cleaned_data
    try:
        following.add_remark(complaint=case, form_id=given["form_id"], text=given["text"], files=given["photos"])
    except RuleViolation as refusal:
        form.add_error(None, str(refusal))
        return case_page(request, case, remark=form, status=422)
    messages.success(request, _("Thank you. We have added it, and the person responsible was told."))
    return redirect("complaints:track_case", track_code=track_code)


@public
@read_or_send
def track_rate(request: HttpRequest, track_code: str) -> HttpResponse:
    """Confirm the result and say how satisfied one is. Reloading leads back to the page."""
    if request.method != "POST":
        return redirect("complaints:track_case", track_code=track_code)
    case = find_case(request, track_code)
    if not isinstance(case, Complaint):
        return unknown(request)
    form = RateForm(request.POST)
    if not form.is_valid():
        return case_page(request, case, rating=form, status=422)
    try:
        rate(complaint_id=case.pk, satisfaction=form.cleaned_data["satisfaction"])
    except RuleViolation as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Thank you for telling us."))
    return redirect("complaints:track_case", track_code=track_code)


@public
@require_safe
def about(request: HttpRequest, slug: str = "") -> HttpResponse:
    """How complaints are handled, with the limits as they are set."""
    park = _park(request, slug)
    return render(request, "complaints/intake/about.html", promised.table(park))


@public
@require_safe
def privacy(request: HttpRequest, slug: str = "") -> HttpResponse:
    """What happens to personal data, with the version that is stored beside every consent (invariant P4)."""
    _park(request, slug)
    return render(request, "complaints/intake/privacy.html", {"version": CONSENT_VERSION})
