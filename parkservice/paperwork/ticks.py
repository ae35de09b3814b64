"""What the paperwork app does each minute (design section 5, "Time-driven work")."""

from parkservice.paperwork.exports.services import clear_old


def run() -> int:
    """Take away exported files that nobody needs any more. Running it twice or late gives the same result."""
    return clear_old()
