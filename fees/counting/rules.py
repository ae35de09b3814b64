"""Who may take which step with a difference (design section 4: the officer explains, the manager decides)."""

from typing import Any

from parkservice.accounts.rights import may


def may_explain(row: Any, user: Any) -> bool:
    """The officer of the drawer."""
    return row.officer_id == user.pk and may(user, "cash.keep", row)


def may_decide(row: Any, user: Any) -> bool:
    """A leader, never the officer or the witness of the difference."""
    return user.pk not in (row.officer_id, row.witness_id) and may(user, "cash.decide", row)
