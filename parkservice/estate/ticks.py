"""What the estate app does each minute (design section 5, "Time-driven work")."""

from parkservice.estate.imports.services import forget_old


def run() -> int:
    """Put tables away that nobody took over within a day. Running it twice or late gives the same result."""
    return forget_old()
