"""The inbox of each person, and the outbox for those who look after deliveries."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST, require_safe

from parkservice.accounts.access import PersonRequest, allow, enter_park, signed_in
from parkservice.kit.errors import RuleViolation
from parkservice.messaging import inbox as inbox_service
from parkservice.messaging import outbox as outbox_service
from parkservice.messaging.models import InboxItem, OutboxMessage, OutboxState

PAGE = 30


def _page(rows: Any, request: HttpRequest) -> tuple[list[Any], int | None]:
    """One page by key: the rows older than `before`, and the key for the next older page."""
    before = request.GET.get("before", "")
    if before.isascii() and before.isdigit() and len(before) < 19:
        rows = rows.filter(pk__lt=int(before))
    found = list(rows.order_by("-pk")[: PAGE + 1])
    older = found[PAGE - 1].pk if len(found) > PAGE else None
    return found[:PAGE], older


@signed_in
@require_safe
def inbox(request: HttpRequest) -> HttpResponse:
    """What I was told, newest first; unread items alone with ?unread=1."""
    mine = InboxItem.objects.visible_to(request.user)
    only_unread = request.GET.get("unread") == "1"
    items, older = _page(mine.unread() if only_unread else mine, request)
    context = {
        "lines": inbox_service.lines(items),
        "older": older,
        "only_unread": only_unread,
        "unread": mine.unread().count(),
        "newest": items[0].pk if items else 0,
    }
    return render(request, "messaging/inbox.html", context)


@signed_in
@require_safe
def inbox_item(request: PersonRequest, pk: int) -> HttpResponse:
    """Open an item: it counts as read from now on, and what it leads to is shown in its park."""
    try:
        url = inbox_service.open_item(item_id=pk, actor=request.user)
    except InboxItem.DoesNotExist as error:
        raise Http404 from error
    enter_park(request, InboxItem.objects.select_related("park").get(pk=pk).park)
    return redirect(url or "messaging:inbox")


@signed_in
@require_POST
def read_all(request: HttpRequest) -> HttpResponse:
    """Mark everything that the page showed as read; what arrived since stays unread."""
    newest = request.POST.get("newest", "")
    if newest.isascii() and newest.isdigit() and len(newest) < 19:
        inbox_service.read_all(actor=request.user, up_to=int(newest))
        messages.success(request, _("All messages are marked as read."))
    return redirect("messaging:inbox")


@allow("outbox.view")
@require_safe
def outbox(request: PersonRequest) -> HttpResponse:
    """Messages to the outside with their state; addresses are masked. ?state=waiting|sent|failed filters."""
    asked = request.GET.get("state", "")
    state = asked if asked in OutboxState.values else ""
    rows = OutboxMessage.objects.visible_to(request.user).filter(park=request.park)
    counts = {str(value): rows.filter(state=value).count() for value in (OutboxState.WAITING, OutboxState.FAILED)}
    if state:
        rows = rows.filter(state=state)
    found, older = _page(rows, request)
    tabs: list[dict[str, Any]] = [{"value": "", "label": _("All"), "count": None}]
    tabs += [{"value": value, "label": label, "count": counts.get(value)} for value, label in OutboxState.choices]
    context = {"rows": found, "older": older, "state": state, "tabs": tabs}
    return render(request, "messaging/outbox.html", context)


@allow("outbox.view")
@require_safe
def outbox_message(request: HttpRequest, pk: int) -> HttpResponse:
    """One message. The whole text is shown in the demo alone, where nothing is really sent."""
    message = get_object_or_404(OutboxMessage.objects.visible_to(request.user).select_related("park"), pk=pk)
    return render(request, "messaging/outbox_message.html", {"message": message, "whole": not settings.PRODUCTION})


@allow("outbox.view")
@require_POST
def outbox_retry(request: HttpRequest, pk: int) -> HttpResponse:
    """Let a failed message wait again, for example when the mail server is back."""
    get_object_or_404(OutboxMessage.objects.visible_to(request.user), pk=pk)
    try:
        outbox_service.retry(message_id=pk)
    except RuleViolation as error:
        messages.error(request, str(error))
    else:
        messages.success(request, _("The message waits for the next delivery."))
    return redirect("messaging:outbox_message", pk=pk)
