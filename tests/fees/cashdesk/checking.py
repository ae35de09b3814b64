"""What the checks of the books find about cash, and statements past the services."""

from django.db import connection

from fees import books  # noqa: F401 - registers the checks
from parkservice.journal.books import CHECKS


def findings() -> list[str]:
    """Every finding of the checks of this app, with the code of its check in front."""
    ours = [check for check in CHECKS if check.find.__module__.startswith("fees.")]
    return [f"{check.code} {line}" for check in ours for line in check.find()]


def raw(statement: str, *values: object) -> None:
    with connection.cursor() as cursor:
        cursor.execute(statement, values or None)
