"""Checks of the books: each app registers functions that read the records and name what breaks an invariant."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

Check = Callable[[], Iterator[str]]


@dataclass(frozen=True)
class BookCheck:
    """One invariant: its code (reliability section 2), what it says, and the function that looks for breaks."""

    code: str
    says: str
    find: Check


CHECKS: list[BookCheck] = []


def check(code: str, says: str) -> Callable[[Check], Check]:
    """Register a function that yields one line for every record that breaks an invariant."""

    def register(find: Check) -> Check:
        CHECKS.append(BookCheck(code, says, find))
        return find

    return register
