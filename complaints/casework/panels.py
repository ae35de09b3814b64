"""What other features show on the record page: each registers a maker in its `panels.py` (read by complaints.apps).

A maker gets the page and returns a `Panel`, or None when there is nothing for this reader. A panel's template gets its
`context` as `panel` and the page as `page`.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any

from django.db.models import Exists, QuerySet

if TYPE_CHECKING:
    from complaints.casework.models import Complaint
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


_hints: "dict[str, Callable[[], QuerySet[Any]]]" = {}
_makers: "list[tuple[int, Callable[[RecordPage], Panel | None]]]" = []


def register(maker: "Callable[[RecordPage], Panel | None]", *, place: int = 100) -> None:
    """Add a maker; cards stand in the order of `place`."""
    _makers.append((place, maker))
    _makers.sort(key=lambda pair: pair[0])


def hint(name: str, rows: "Callable[[], QuerySet[Any]]") -> None:
    """Let the record's own statement say whether there are rows of a card, so that an empty card asks nothing.

    `rows` are those of the complaint `OuterRef("pk")`; `any_of(complaint, name)` tells the answer.
    """
    _hints[name] = rows


def hints() -> dict[str, Exists]:
    """What the statement of the record is annotated with."""
    return {f"has_{name}": Exists(rows()) for name, rows in _hints.items()}


def any_of(complaint: "Complaint", name: str) -> bool:
    """Whether a complaint has rows of a card; yes where its statement was not asked."""
    return bool(getattr(complaint, f"has_{name}", True))


def of(page: "RecordPage") -> Panels:
    """Ask every maker for its card."""
    made = [panel for panel in (maker(page) for _place, maker in _makers) if panel is not None]
    return Panels([each for each in made if not each.side], [each for each in made if each.side])
