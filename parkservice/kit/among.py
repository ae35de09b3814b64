"""`state__among=[...]`: as `__in`, with the values written into the statement.

SQLite takes a partial index only for a statement in which it sees the values of the index; as parameters it does not.
Both the condition of such an index and the questions that it serves say `among`.
"""

import re
from collections.abc import Iterable
from typing import Any

from django.db.models import CharField, Lookup

_CODE = re.compile(r"[a-z_]+")


@CharField.register_lookup
class Among(Lookup):
    """One of some codes of ours, such as states; never for what a person typed."""

    lookup_name = "among"
    prepare_rhs = False

    def get_prep_lookup(self) -> tuple[str, ...]:
        """Return the codes as plain text in one order. Raises ValueError for anything that is no code."""
        codes = tuple(sorted(str(code) for code in _values(self.rhs)))
        if not codes or not all(_CODE.fullmatch(code) for code in codes):
            raise ValueError(f"No codes: {codes}")
        return codes

    def as_sql(self, compiler: Any, connection: Any) -> tuple[str, tuple[str | int, ...]]:
        """Return `column IN ('acting', 'received')` without parameters."""
        left, params = self.process_lhs(compiler, connection)
        listed = ", ".join(f"'{code}'" for code in self.rhs)
        return f"{left} IN ({listed})", tuple(params)


def _values(codes: Any) -> Iterable[Any]:
    """The codes of a lookup; a text alone would be taken letter by letter."""
    if isinstance(codes, str) or not isinstance(codes, Iterable):
        raise TypeError(f"No list of codes: {codes!r}")
    return codes
