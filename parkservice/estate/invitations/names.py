"""A user name that fits a person, as the invitation's form proposes it."""

import re

from parkservice.accounts.models import User
from parkservice.accounts.names import surname
from parkservice.estate.models import ContactPerson

LONGEST = 30


def suggest_username(contact: ContactPerson) -> str:
    """Return a free user name: lin.shiyi for 林示意, else what stands before the @; with a figure when taken."""
    stem = _pinyin(contact.name) or _plain(contact.email.partition("@")[0]) or "user"
    taken = set(User.objects.filter(username__startswith=stem).values_list("username", flat=True))
    return next(name for name in (stem, *(f"{stem}{n}" for n in range(2, len(taken) + 3))) if name not in taken)


def _pinyin(name: str) -> str:
    if not name or name[0].isascii():
        return _plain(name)
    from pypinyin import lazy_pinyin  # here, because loading its dictionary takes almost half a second

    family = surname(name)
    return _plain(f"{''.join(lazy_pinyin(family))}.{''.join(lazy_pinyin(name[len(family) :]))}")


def _plain(text: str) -> str:
    """What of a text a user name may hold."""
    return re.sub(r"[^a-z0-9]+", ".", text.lower()).strip(".")[:LONGEST]
