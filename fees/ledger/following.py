"""Who hears, in the same transaction, that a receipt was taken back: features above the ledger register here."""

from collections.abc import Callable

from fees.ledger.models import Reversal
from parkservice.accounts.models import User

Follower = Callable[[Reversal, User], None]
_followers: list[Follower] = []


def register(follower: Follower) -> Follower:
    """Let `follower(reversal, actor)` put right what hung on the receipt; used as a decorator."""
    _followers.append(follower)
    return follower


def tell(reversal: Reversal, actor: User) -> None:
    """Tell everybody who registered, inside the transaction of the reversal."""
    for follower in _followers:
        follower(reversal, actor)
