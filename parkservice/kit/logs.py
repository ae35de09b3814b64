"""Log lines: one JSON object each for machines, one readable line each for a person at a terminal."""

import json
import logging
from contextvars import ContextVar
from datetime import UTC, datetime

from django.apps import apps
from django.utils.module_loading import import_string


class RequestNumber(logging.Filter):
    """Adds the number of the current request to each line; `variable` names where the screens keep it."""

    def __init__(self, variable: str) -> None:
        super().__init__()
        self.path = variable
        self.variable: ContextVar[str] | None = None

    def filter(self, record: logging.LogRecord) -> bool:
        """Let every line through, with `request_id` set, empty outside a request."""
        if self.variable is None and apps.ready:
            self.variable = import_string(self.path)
        record.request_id = self.variable.get() if self.variable else ""
        return True


class JsonFormatter(logging.Formatter):
    """Time in UTC, level, logger, message, request number and, after a failure, the traceback."""

    def format(self, record: logging.LogRecord) -> str:
        """Return the record as one line of JSON."""
        line = {
            "time": datetime.fromtimestamp(record.created, UTC).isoformat(timespec="milliseconds"),
            "level": record.levelname,
            "logger": record.name,
            "message": record.getMessage(),
            "request": getattr(record, "request_id", ""),
        }
        if record.exc_info:
            line["failure"] = self.formatException(record.exc_info)
        return json.dumps(line, ensure_ascii=False)
