"""The inbox and the outbox in the frame of the page."""

from django.utils.translation import gettext_lazy as _

from parkservice.messaging.inbox import unread_count
from parkservice.ui import nav, shell

shell.register_counter(lambda request: unread_count(request.user))
nav.register(
    nav.NavItem("today", _("Inbox"), "inbox", "messaging:inbox", order=80),
    nav.NavItem("system", _("Outbox"), "outbox", "messaging:outbox", perms=("outbox.view",), order=40),
)
