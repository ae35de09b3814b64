"""The inbox and the outbox in the frame of the page."""

from django.utils.translation import gettext_lazy as _

from parkservice.messaging.models import InboxItem
from parkservice.ui import nav, shell

shell.register_counter(lambda request: InboxItem.objects.visible_to(request.user).unread())
nav.register(
    nav.NavItem("today", _("Inbox"), "inbox", "messaging:inbox", order=80),
    nav.NavItem("reference", _("Words"), "chat", "messaging:phrases", perms=("words.view",), order=40),
    nav.NavItem("system", _("Outbox"), "outbox", "messaging:outbox", perms=("outbox.view",), order=40),
)
