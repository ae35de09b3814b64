"""What other features show on the record page: each registers a maker in its `panels.py` (read by complaints.apps).

A maker gets the page and returns a `Panel`, or None when there is nothing for this reader. A panel's template gets its
`context` as `panel` and the page as `page`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

if TYPE_CHECKING:
    from complaints.casework.page import RecordPage


@dataclass(frozen=True)
class Panel:
    """One card: its template, what it shows, and whether it stands in the right column."""

    template: str
    context: Any
    side: bool = False


@dataclass(frozen=True)
class Panels:
    """The cards of one page by column."""

    main: list[Panel] = field(default_factory=list)
    side: list[Panel] = field(default_factory=list)


_makers: "list[tuple[int, Callable[[RecordPage], Panel | None]]]" = []


def register(maker: "Callable[[RecordPage], Panel | None]", *, place: int = 100) -> None:
    """Add a maker; cards stand in the order of `place`."""
    _makers.append((place, maker))
    _makers.sort(key=lambda pair: pair[0])


def of(page: "RecordPage") -> Panels:
    """Ask every maker for its card."""
    made = [panel for panel in (maker(page) for _place, maker in _makers) if panel is not None]
    return Panels([each for each in made if not each.side], [each for each in made if each.side])
