"""Pages to keep a view of a list, to change it and to take it down."""

from typing import Any

from django.contrib import messages
from django.core.exceptions import ValidationError
from django.http import Http404, HttpResponse, QueryDict
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import NoReverseMatch, resolve, reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from parkservice.accounts.access import PersonRequest, access_of, satisfied, signed_in
from parkservice.accounts.rights import may, parks_of
from parkservice.accounts.saved import services
from parkservice.accounts.saved.forms import ViewForm
from parkservice.accounts.saved.models import SavedView
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import clean_line
from parkservice.parks.models import Park
from parkservice.ui.kept import LONGEST, canonical

read_or_send = require_http_methods(["GET", "HEAD", "POST"])


@signed_in
@read_or_send
def view_new(request: PersonRequest) -> HttpResponse:
    """Keep the filter of a list under a name; the list and the filter stand in the address."""
    list_name = request.GET.get("list", "")
    page = _list_page(request, list_name, request.park)
    query = _cleaned(request.GET.get("from", ""))
    back = f"{page}?{query}"
    form = ViewForm(_sent(request), shares=may(request.user, "views.share", request.park))
    if form.is_bound and form.is_valid():
        try:
            view = services.keep_view(
                actor=request.user, park=request.park, list_name=list_name, query=query, **form.cleaned_data
            )
        except RuleViolation as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("The view “%(name)s” is kept as a tab.") % {"name": view.name})
            return redirect(back)
    return _page(request, form, back)


@signed_in
@read_or_send
def view_edit(request: PersonRequest, pk: int) -> HttpResponse:
    """Rename a kept view, let it open first, share it."""
    view = _changeable(request, pk)
    back = f"{_list_page(request, view.list_name, view.park)}?{view.query}"
    shares, own = may(request.user, "views.share", view.park), view.owner_id == request.user.pk
    initial = {"name": view.name, "start": view.start, "shared": view.shared}
    form = ViewForm(_sent(request), initial=initial, shares=shares, own=own)
    if form.is_bound and form.is_valid():
        said = {"shared": view.shared, **form.cleaned_data}
        try:
            services.change_view(actor=request.user, view_id=pk, **said)
        except RuleViolation as refusal:
            form.add_error("name", str(refusal))
        else:
            messages.success(request, _("Saved."))
            return redirect(back)
    return _page(request, form, back, view=view)


@signed_in
@require_POST
def view_remove(request: PersonRequest, pk: int) -> HttpResponse:
    """Take a kept view down."""
    view = _changeable(request, pk)
    back = _list_page(request, view.list_name, view.park)
    services.remove_view(actor=request.user, view_id=pk)
    messages.success(request, _("The view “%(name)s” is gone; its records are where they were.") % {"name": view.name})
    return redirect(back)


def _changeable(request: PersonRequest, pk: int) -> SavedView:
    return get_object_or_404(SavedView.objects.changeable_by(request.user).select_related("park"), pk=pk)


def _list_page(request: PersonRequest, list_name: str, park: Park) -> str:
    """The address of a list that this person may open in a park. Raises Http404 for anything else."""
    try:
        url = reverse(list_name)
    except NoReverseMatch as error:
        raise Http404 from error
    access = access_of(resolve(url).func, list_name)
    if access is None or access.kind == "public" or not parks_of(request.user):
        raise Http404
    if not satisfied(request.user, access, park):
        raise Http404
    return url


def _cleaned(query: str) -> str:
    """What was in the address of the list, in its one form; a filter nobody could write by hand is cut off whole."""
    params = QueryDict(query[: 2 * LONGEST], mutable=True)
    try:
        for name, values in list(params.lists()):
            params.setlist(name, [clean_line(value) for value in values])
    except ValidationError:
        return ""
    found = canonical(params)
    return found if len(found) <= LONGEST else ""


def _sent(request: PersonRequest) -> Any:
    return request.POST if request.method == "POST" else None


def _page(request: PersonRequest, form: ViewForm, back: str, view: SavedView | None = None) -> HttpResponse:
    context = {"form": form, "back": back, "view": view}
    return render(request, "accounts/saved_view.html", context, status=422 if form.is_bound else 200)
