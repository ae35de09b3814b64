"""What the complaint field does each minute (design section 5, "Time-driven work").

Each part is idempotent: run often, late, or after a gap, it gives the same result. Features add their part here.
"""

import logging
from collections.abc import Callable

from complaints.ladder.raising import raise_due
from complaints.ladder.services import remind
from complaints.pauses.services import end_due
from complaints.reassigning.rerouting import reroute
from complaints.suggestions.rerouting import reroute_suggestions
from complaints.suggestions.services import look_again

logger = logging.getLogger(__name__)

PARTS: tuple[Callable[[], object], ...] = (
    reroute,
    reroute_suggestions,
    end_due,
    raise_due,
    remind,
    look_again,
)


def run() -> None:
    """Run every part, even when one fails. Raises RuntimeError afterwards, naming the parts that failed."""
    failed = []
    for part in PARTS:
        try:
            part()
        except Exception:
            logger.exception("A part of the minute's work failed: %s", part.__name__)
            failed.append(part.__name__)
    if failed:
        raise RuntimeError(f"Failed: {', '.join(failed)}")
