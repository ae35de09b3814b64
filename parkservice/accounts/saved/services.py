"""Keeping, changing and taking down views of lists."""

from django.db import transaction
from django.utils.translation import gettext as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.accounts.saved.models import SavedView
from parkservice.journal.services import record
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park

MOST = 20


@transaction.atomic
def keep_view(
    *, actor: User, park: Park, list_name: str, name: str, query: str, start: bool = False, shared: bool = False
) -> SavedView:
    """Keep a filter under a name, as a tab of one's own or for the department.

    Raises RuleViolation when the name is taken, 20 views are kept already, or the actor may not share.
    """
    User.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    own = SavedView.objects.filter(owner=actor, park=park, list_name=list_name)
    if own.count() >= MOST:
        raise RuleViolation(_("You keep 20 views of this list already. Remove one first."), code="too_many")
    view = SavedView(owner=actor, park=park, list_name=list_name, query=query)
    return _write(view, actor=actor, name=name, start=start, shared=shared)


@transaction.atomic
def change_view(*, actor: User, view_id: int, name: str, start: bool = False, shared: bool = False) -> SavedView:
    """Rename a kept view, let it open first, share it or not.

    Raises RuleViolation when the name is taken, the actor may not share, or the view is gone or another person's.
    """
    view = _locked(actor, view_id)
    if view is None:
        raise RuleViolation(_("This view was removed. Keep the filter again from the list."), code="gone")
    return _write(view, actor=actor, name=name, start=start if view.owner_id == actor.pk else view.start, shared=shared)


@transaction.atomic
def remove_view(*, actor: User, view_id: int) -> None:
    """Take a kept view down; the records it showed stay. One that is gone, or another person's, stays untouched."""
    view = _locked(actor, view_id)
    if view is None:
        return
    if view.shared:
        _tell(view, actor, "accounts.view_unshared")
    view.delete()


def _locked(actor: User, view_id: int) -> SavedView | None:
    """The view with its owner's row locked, so that names and the first one are decided one after the other."""
    mine = SavedView.objects.changeable_by(actor).filter(pk=view_id)
    list(User.objects.select_for_update(of=("self",)).filter(pk__in=mine.values("owner_id")))
    return SavedView.objects.select_for_update(of=("self",)).filter(pk__in=mine.values("pk")).first()


def _write(view: SavedView, *, actor: User, name: str, start: bool, shared: bool) -> SavedView:
    """Save what is asked for; of the owner's views of one list only one opens first."""
    others = SavedView.objects.filter(owner=view.owner_id, park=view.park_id, list_name=view.list_name)
    others = others.exclude(pk=view.pk)
    if others.filter(name=name).exists():
        raise RuleViolation(_("You already have a view of this name. Choose another name."), code="name_taken")
    if shared != view.shared and not may(actor, "views.share", view.park):
        raise RuleViolation(_("Views are shared by the manager. Keep it for yourself."), code="no_right")
    if start:
        others.filter(start=True).update(start=False)
    turned = shared != view.shared
    view.name, view.start, view.shared = name, start, shared
    view.save()
    if turned:
        _tell(view, actor, "accounts.view_shared" if shared else "accounts.view_unshared")
    return view


def _tell(view: SavedView, actor: User, verb: str) -> None:
    record(park=view.park, actor=actor, verb=verb, subject=view, data={"name": view.name, "list": view.list_name})
