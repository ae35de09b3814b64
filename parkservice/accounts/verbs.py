"""What the journal says about people and postings; a sentence follows the name of who acted."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parkservice.accounts.roles import Role
from parkservice.journal.verbs import Verb, register


def _role(code: Any) -> str:
    return str(Role(code).label)


ROLE = {"role": _role}

register(
    Verb("accounts.person_created", _("made the account %(username)s"), icon="person"),
    Verb("accounts.person_changed", _("changed the personal details"), icon="edit"),
    Verb("accounts.email_changed", _("changed the e-mail address; the old one was told"), icon="mail", tone="due"),
    Verb("accounts.person_deactivated", _("switched the account off; every sign-in ended"), icon="close", tone="miss"),
    Verb("accounts.person_reactivated", _("switched the account on again"), icon="check", tone="done"),
    Verb("accounts.view_shared", _("shared the view “%(name)s” with the department"), icon="bookmark"),
    Verb("accounts.view_unshared", _("took back the shared view “%(name)s”"), icon="bookmark"),
    Verb(
        "accounts.token_made",
        _("made the token “%(name)s” for the posting as %(role)s, until %(ends)s"),
        icon="key",
        words=ROLE,
    ),
    Verb("accounts.token_withdrawn", _("withdrew the token “%(name)s”"), icon="key"),
    Verb("accounts.link_made", _("made a sign-in link"), icon="key"),
    Verb("accounts.second_factor_reset", _("reset the second factor; every sign-in ended"), icon="shield", tone="due"),
    Verb("accounts.posting_proposed", _("proposed the posting as %(role)s"), icon="person", words=ROLE),
    Verb(
        "accounts.posting_granted",
        _("granted the posting as %(role)s"),
        icon="check",
        tone="done",
        words=ROLE,
    ),
    Verb(
        "accounts.posting_refused",
        _("refused the posting as %(role)s"),
        icon="close",
        tone="miss",
        words=ROLE,
    ),
    Verb(
        "accounts.posting_ended",
        _("ended the posting as %(role)s; last day %(ends)s"),
        icon="clock",
        words=ROLE,
    ),
    Verb("accounts.posting_extended", _("keeps the posting as %(role)s without a last day"), icon="clock", words=ROLE),
)
