"""The mail that brings an invitation.

It carries a secret, so it is not kept in the outbox: it is sent at once, like the library's link for a new password.
When the mail server is away the page says so, and the link is handed over otherwise.
"""

import logging
from email.utils import formataddr

from django.conf import settings
from django.core.mail import EmailMessage
from django.template.loader import render_to_string
from django.utils.translation import gettext as _
from django.utils.translation import override

from parkservice.estate.invitations.models import Invitation

logger = logging.getLogger(__name__)


def send(invitation: Invitation, link: str) -> bool:
    """Send the link to the address of the invitation, in the contact's language; tell whether the mail server took it.

    Whatever the mail library raises is answered with False: the invitation stands, only the way to its holder differs.
    """
    contact = invitation.contact
    park = contact.customer.park
    with override(contact.language):
        context = {"invitation": invitation, "contact": contact, "park": park, "link": link}
        mail = EmailMessage(
            subject=_("Your account at %(park)s") % {"park": park.name},
            body=render_to_string("estate/invitations/mail.txt", context),
            from_email=formataddr((park.name, settings.DEFAULT_FROM_EMAIL)),
            to=[invitation.email],
            headers={"Auto-Submitted": "auto-generated"},
        )
    try:
        return bool(mail.send())
    except Exception as error:  # noqa: BLE001 - see above
        logger.warning("Invitation %s was not mailed: %s", invitation.pk, type(error).__name__)
        return False
