"""What the paperwork app does each minute (design section 5, "Time-driven work")."""

from parkservice.paperwork import heads
from parkservice.paperwork.exports.services import clear_old


def run() -> int:
    """Note the heads of chains elsewhere, take away old exported files. Twice or late gives the same result."""
    return heads.note() + clear_old()
