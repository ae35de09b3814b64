"""Who takes the books of a former system over (G6): nobody releases, or takes back, what they sent or asked for."""

from typing import TYPE_CHECKING

from parkservice.accounts.models import User
from parkservice.accounts.rights import may

if TYPE_CHECKING:
    from fees.opening.models import OpeningImport


def may_send(source: "OpeningImport", user: User) -> bool:
    """Finance and the project manager send files, and ask to take an import back."""
    return may(user, "opening.send", source)


def may_release(source: "OpeningImport", user: User) -> bool:
    """The project manager, or the general manager above; never whoever sent the file."""
    return source.sent_by_id != user.pk and may(user, "opening.release", source)


def may_take_back(source: "OpeningImport", user: User) -> bool:
    """The same two; never whoever asked for it."""
    return source.undo_asked_by_id != user.pk and may(user, "opening.release", source)
