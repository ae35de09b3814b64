"""Who hears, in the same transaction, that a receipt was written or taken back: features above the ledger register."""

from collections.abc import Callable

from fees.ledger.models import Receipt, Reversal
from parkservice.accounts.models import User

Follower = Callable[[Reversal, User], None]
Listener = Callable[[Receipt, User], None]
_followers: list[Follower] = []
_listeners: list[Listener] = []


def register(follower: Follower) -> Follower:
    """Let `follower(reversal, actor)` put right what hung on the receipt; used as a decorator."""
    _followers.append(follower)
    return follower


def tell(reversal: Reversal, actor: User) -> None:
    """Tell everybody who registered, inside the transaction of the reversal."""
    for follower in _followers:
        follower(reversal, actor)


def register_taken(listener: Listener) -> Listener:
    """Let `listener(receipt, actor)` see what a new receipt has settled; used as a decorator."""
    _listeners.append(listener)
    return listener


def tell_taken(receipt: Receipt, actor: User) -> None:
    """Tell everybody who registered, inside the transaction of the receipt and after all locks of money."""
    for listener in _listeners:
        listener(receipt, actor)
