"""Who may decide about a price (design section 4: the manager proposes, the project manager releases)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.kit import clock
from parkservice.kit.flow import guard


def may_release(tariff: Any, user: User) -> bool:
    """Whoever releases prices, but never the own proposal."""
    return may(user, "tariffs.release", tariff) and tariff.proposed_by_id != user.pk


def may_return(tariff: Any, user: User) -> bool:
    """Whoever releases prices returns a proposal; the proposer takes it back."""
    return may(user, "tariffs.release", tariff) or tariff.proposed_by_id == user.pk


def may_withdraw(tariff: Any, user: User) -> bool:
    """Whoever releases prices takes a released one back before it counts."""
    return may(user, "tariffs.release", tariff)


@guard(_("This price counts already. Propose a later one instead."))
def lies_ahead(tariff: Any) -> bool:
    """Only a price whose first day is still to come."""
    return bool(tariff.valid_from > clock.today())
