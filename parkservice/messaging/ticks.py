"""What the messaging app does each minute (design section 5, "Time-driven work")."""

from parkservice.messaging.outbox import Delivery, deliver_due


def run() -> Delivery:
    """Deliver what is due. Running it twice or late gives the same result."""
    return deliver_due()
