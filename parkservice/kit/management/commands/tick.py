"""manage.py tick: the time-driven work of every app, once."""

import logging
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from parkservice.kit.registry import autodiscover

logger = logging.getLogger(__name__)


class Command(BaseCommand):
    """Runs `run()` of each app's `ticks.py` (design section 5): limits, reminders, expiries, outgoing messages.

    Each part is idempotent, so running the command twice, late or after a gap gives the same result.
    """

    help = "Does what time alone makes due: limits, reminders, expiries, outgoing messages. Harmless to repeat."

    def handle(self, **options: Any) -> None:
        """Run every part even when one fails; a failure is logged and ends with exit code 1."""
        failed = []
        for module in autodiscover("ticks"):
            try:
                module.run()
            except Exception:
                logger.exception("The minute's work of %s failed", module.__name__)
                failed.append(module.__name__)
        if failed:
            raise CommandError(f"Failed: {', '.join(failed)}")
