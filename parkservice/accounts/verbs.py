"""What the journal says about people and postings."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parkservice.accounts.roles import Role
from parkservice.journal.verbs import Verb, register


def _role(code: Any) -> str:
    return str(Role(code).label)


register(
    Verb("accounts.person_created", _("Account %(username)s made"), icon="person"),
    Verb("accounts.person_changed", _("Personal details changed"), icon="edit"),
    Verb("accounts.person_deactivated", _("Account switched off, every sign-in ended"), icon="close", tone="miss"),
    Verb("accounts.person_reactivated", _("Account switched on again"), icon="check", tone="done"),
    Verb("accounts.link_made", _("Sign-in link made"), icon="key"),
    Verb("accounts.posting_proposed", _("Posting as %(role)s proposed"), icon="person", words={"role": _role}),
    Verb(
        "accounts.posting_granted", _("Posting as %(role)s granted"), icon="check", tone="done", words={"role": _role}
    ),
    Verb(
        "accounts.posting_refused", _("Posting as %(role)s refused"), icon="close", tone="miss", words={"role": _role}
    ),
    Verb("accounts.posting_ended", _("Posting as %(role)s ends on %(ends)s"), icon="clock", words={"role": _role}),
)
