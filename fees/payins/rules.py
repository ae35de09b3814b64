"""Who confirms a pay-in (domain 4, step 5): finance, never who collected the money."""

from typing import TYPE_CHECKING

from parkservice.accounts.models import User
from parkservice.accounts.rights import may

if TYPE_CHECKING:
    from fees.payins.models import PayIn


def may_confirm(row: "PayIn", user: User) -> bool:
    """Whoever counts for finance, but not the collector."""
    return row.collector_id != user.pk and may(user, "cash.confirm", row)
