"""The people of the park: list, proposals and grants, stand-ins, sign-in links, switching accounts off."""

from typing import Any

from allauth.account.decorators import reauthentication_required
from allauth.account.internal.flows.reauthentication import raise_if_reauthentication_required
from django.contrib import messages
from django.core.paginator import Paginator
from django.db.models import Prefetch, Q, QuerySet
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from parkservice.accounts import forms, services
from parkservice.accounts import second_factor as second_factors
from parkservice.accounts.access import PersonRequest, allow
from parkservice.accounts.leaving import open_matters
from parkservice.accounts.models import Posting, PostingState, User
from parkservice.accounts.power import has_power_over
from parkservice.accounts.rights import may
from parkservice.accounts.roles import Role
from parkservice.journal.queries import timeline
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import fold
from parkservice.parks.models import Park

PER_PAGE = 50


@allow("people.view")
@require_GET
def people(request: PersonRequest) -> HttpResponse:
    """The people of the park, with their postings and what waits to be granted."""
    form = forms.PeopleFilter(request.GET)
    found = _filtered(User.objects.visible_to(request.user).filter(postings__park=request.park).distinct(), form)
    shown = Posting.objects.filter(park=request.park).exclude(state=PostingState.REFUSED).prefetch_related("buildings")
    page = Paginator(found.prefetch_related(Prefetch("postings", shown, to_attr="shown")), PER_PAGE)
    waiting = (
        Posting.objects.proposed().filter(park=request.park).select_related("user", "proposed_by", "standing_in_for")
    )
    context = {
        "form": form,
        "page": page.get_page(request.GET.get("page")),
        "waiting": waiting.prefetch_related("buildings"),
        "may_propose": may(request.user, "people.propose", request.park),
    }
    return render(request, "accounts/people.html", context)


def _filtered(people: QuerySet[User], form: forms.PeopleFilter) -> QuerySet[User]:
    """Narrow the list; a filter that makes no sense is shown as an error and narrows nothing."""
    chosen = form.cleaned_data if form.is_valid() else {}
    state = chosen.get("state")
    people = people.filter(is_active=state != "off").order_by("search_key", "id")  # by pinyin
    if state == "proposed":
        people = people.filter(postings__state=PostingState.PROPOSED)
    if chosen.get("role"):
        people = people.filter(pk__in=Posting.objects.current().filter(role=chosen["role"]).values("user_id"))
    elif not chosen.get("q") and not state:
        # Accounts of tenants outnumber the staff; they are one choice away.
        people = people.filter(pk__in=Posting.objects.exclude(role=Role.TENANT).values("user_id"))
    for word in fold(chosen.get("q", "")).split():
        people = people.filter(Q(name__icontains=word) | Q(search_key__icontains=word))
    return people


@allow("people.propose")
@require_http_methods(["GET", "HEAD", "POST"])
def new_person(request: PersonRequest) -> HttpResponse:
    """Make an account and propose its first posting."""
    form = forms.NewPersonForm(request.POST if request.method == "POST" else None, park=request.park)
    if request.method == "POST" and form.is_valid():
        details = dict(form.cleaned_data)
        posting = {name: details.pop(name) for name in forms.PostingForm.base_fields}
        try:
            user = services.propose_person(actor=request.user, park=request.park, details=details, posting=posting)
        except RuleViolation as error:
            form.add_error(None, str(error))
        else:
            messages.success(request, _("The account is made. The posting counts when it is granted."))
            return redirect("accounts:person", pk=user.pk)
    return render(request, "accounts/person_new.html", {"form": form}, status=422 if form.is_bound else 200)


@allow("people.view", here=True)
@require_GET
def person(request: PersonRequest, pk: int) -> HttpResponse:
    """One person: details, postings, what may be done, and everything that happened to the account."""
    return _person_page(request, _visible(request, pk))


def _visible(request: PersonRequest, pk: int) -> User:
    return get_object_or_404(User.objects.visible_to(request.user), pk=pk)


def _person_page(request: PersonRequest, user: User, status: int = 200, **bound: Any) -> HttpResponse:
    """Render the page of a person; `bound` carries forms that were sent with mistakes."""
    park = request.park
    context = {
        "person": user,
        "postings": _with_forms(user, park, bound),
        "entries": timeline(user),
        "details": forms.PersonForm.of(user),
        "stand_ins": _stand_ins(user, park),
        "propose": forms.PostingForm(park=park, auto_id="propose_%s"),
        "stand_in": forms.StandInForm(absent=user, park=park, auto_id="stand_in_%s"),
        "off": forms.ReasonForm(auto_id="off_%s"),
        "leaving": open_matters(user, park, request.user),
        "factor": forms.ReasonForm(auto_id="factor_%s"),
        "has_factor": second_factors.has_one(user),
        "may_propose": may(request.user, "people.propose", park),
        "may_grant": may(request.user, "people.grant", park),
        "may_link": has_power_over(request.user, user, "people.links", park),
        "may_accounts": has_power_over(request.user, user, "people.accounts", park),
        **bound,
    }
    return render(request, "accounts/person.html", context, status=status)


def _stand_ins(user: User, park: Park) -> QuerySet[Posting]:
    """Who stands in for a person now or later, granted or only proposed."""
    rows = user.stand_ins.filter(park=park, ends__gte=clock.today()).exclude(
        state__in=[PostingState.REFUSED, PostingState.ENDED]
    )
    return rows.select_related("user")


def _with_forms(user: User, park: Park, bound: dict[str, Any]) -> list[Posting]:
    """Return the postings, each with its own forms to refuse and to end it; several stand on one page."""
    postings = user.postings.filter(park=park).prefetch_related("buildings")
    found = list(postings.select_related("proposed_by", "granted_by", "standing_in_for", "department"))
    for posting in found:
        posting.refuse = bound.get(f"refuse{posting.pk}") or forms.ReasonForm(auto_id=f"refuse{posting.pk}_%s")  # type: ignore[attr-defined]
        posting.end = bound.get(f"end{posting.pk}") or forms.EndPostingForm(auto_id=f"end{posting.pk}_%s")  # type: ignore[attr-defined]
    return found


@allow("people.propose", here=True)
@require_POST
def change_person(request: PersonRequest, pk: int) -> HttpResponse:
    """Correct the details of somebody; a new e-mail address asks for the password."""
    user = _visible(request, pk)
    form = forms.PersonForm(request.POST)
    if not form.is_valid():
        return _person_page(request, user, 422, details=form)
    if form.cleaned_data["email"] != user.email:
        raise_if_reauthentication_required(request, app="account")
    return _act(
        request,
        pk,
        _("The details are saved."),
        lambda: services.change_details(actor=request.user, park=request.park, user_id=pk, **form.cleaned_data),
    )


@allow("people.propose", here=True)
@require_POST
def propose(request: PersonRequest, pk: int) -> HttpResponse:
    """Propose a posting for somebody."""
    user = _visible(request, pk)
    form = forms.PostingForm(request.POST, park=request.park, auto_id="propose_%s")
    if not form.is_valid():
        return _person_page(request, user, 422, propose=form)
    return _act(
        request,
        pk,
        _("Proposed. It counts when somebody else has granted it."),
        lambda: services.propose_posting(actor=request.user, user=user, park=request.park, **form.cleaned_data),
    )


@allow("people.propose", here=True)
@require_POST
def stand_in(request: PersonRequest, pk: int) -> HttpResponse:
    """Propose who stands in for somebody who is away; leads to the page of the stand-in, where it is granted."""
    absent = _visible(request, pk)
    form = forms.StandInForm(request.POST, absent=absent, park=request.park, auto_id="stand_in_%s")
    if not form.is_valid():
        return _person_page(request, absent, 422, stand_in=form)
    given = form.cleaned_data
    return _act(
        request,
        given["stand_in"].pk,
        _("Proposed. It counts when somebody else has granted it."),
        lambda: services.propose_posting(
            actor=request.user,
            user=given["stand_in"],
            role=given["posting"].role,
            park=request.park,
            department=given["posting"].department,
            starts=given["starts"],
            ends=given["ends"],
            standing_in_for=absent,
        ),
    )


def _act(request: PersonRequest, pk: int, done: str, change: Any) -> HttpResponse:
    """Run a change, say what came of it, go back to the page of the person."""
    try:
        change()
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, done)
    return redirect("accounts:person", pk=pk)


def _posting(request: PersonRequest, pk: int) -> Posting:
    mine = Posting.objects.filter(user__in=User.objects.visible_to(request.user), park=request.park)
    return get_object_or_404(mine, pk=pk)


@allow("people.grant", here=True)
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def grant(request: PersonRequest, pk: int) -> HttpResponse:
    """Grant a proposed posting; the password is asked again when it was not given lately (fault 18)."""
    posting = _posting(request, pk)
    return _act(
        request,
        posting.user_id,
        _("Granted. The rights count from the first day."),
        lambda: services.grant_posting(actor=request.user, posting_id=pk),
    )


@allow("people.grant", "people.propose", here=True)
@require_POST
def refuse(request: PersonRequest, pk: int) -> HttpResponse:
    """Refuse a proposed posting, or take one's own proposal back."""
    posting = _posting(request, pk)
    form = forms.ReasonForm(request.POST, auto_id=f"refuse{pk}_%s")
    if not form.is_valid():
        return _person_page(request, posting.user, 422, **{f"refuse{pk}": form})
    return _act(
        request,
        posting.user_id,
        _("The proposal is settled."),
        lambda: services.refuse_posting(actor=request.user, posting_id=pk, **form.cleaned_data),
    )


@allow("people.grant", here=True)
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def end(request: PersonRequest, pk: int) -> HttpResponse:
    """End a posting at once or on a day."""
    posting = _posting(request, pk)
    form = forms.EndPostingForm(request.POST, auto_id=f"end{pk}_%s")
    if not form.is_valid():
        return _person_page(request, posting.user, 422, **{f"end{pk}": form})
    return _act(
        request,
        posting.user_id,
        _("The posting has its last day."),
        lambda: services.end_posting(actor=request.user, posting_id=pk, **form.cleaned_data),
    )


@allow("people.links", here=True)
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def sign_in_link(request: PersonRequest, pk: int) -> HttpResponse:
    """Show a one-time link by which somebody sets a password; one's own is asked for again."""
    user = _visible(request, pk)
    try:
        uid, key = services.sign_in_link(actor=request.user, park=request.park, user_id=pk)
    except RuleViolation as error:
        messages.error(request, str(error))
        return redirect("accounts:person", pk=pk)
    response = render(request, "accounts/link.html", {"person": user, "link": services.address_of_link(uid, key)})
    response.headers["Cache-Control"] = "no-store"
    return response


@allow("people.accounts", here=True)
@require_POST
@reauthentication_required  # type: ignore[untyped-decorator]
def reset_second_factor(request: PersonRequest, pk: int) -> HttpResponse:
    """Take the second factor of somebody away who lost the device; the password is asked again."""
    user = _visible(request, pk)
    form = forms.ReasonForm(request.POST, auto_id="factor_%s")
    if not form.is_valid():
        return _person_page(request, user, 422, factor=form)
    return _act(
        request,
        pk,
        _("The second factor is reset. The person is told, and sets up a new one at the next sign-in."),
        lambda: services.reset_second_factor(actor=request.user, park=request.park, user_id=pk, **form.cleaned_data),
    )


@allow("people.accounts", here=True)
@require_POST
def switch_off(request: PersonRequest, pk: int) -> HttpResponse:
    """Switch an account off and end its sign-ins."""
    user = _visible(request, pk)
    form = forms.ReasonForm(request.POST, auto_id="off_%s")
    if not form.is_valid():
        return _person_page(request, user, 422, off=form)
    return _act(
        request,
        pk,
        _("The account is switched off."),
        lambda: services.deactivate(actor=request.user, park=request.park, user_id=pk, **form.cleaned_data),
    )


@allow("people.accounts", here=True)
@require_POST
def switch_on(request: PersonRequest, pk: int) -> HttpResponse:
    """Switch an account on again."""
    _visible(request, pk)
    return _act(
        request,
        pk,
        _("The account is switched on."),
        lambda: services.reactivate(actor=request.user, park=request.park, user_id=pk),
    )
