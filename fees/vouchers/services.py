"""Choosing the accounts of the vouchers (O6)."""

from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fees.vouchers.accounts import accounts
from fees.vouchers.models import VoucherAccount
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.journal.steps import note
from parkservice.kit.errors import RuleViolation
from parkservice.parks.models import Park
from parkservice.tasks.moves import must


@transaction.atomic
def set_accounts(*, park: Park, actor: User, chosen: Mapping[str, tuple[str, str]]) -> Park:
    """Let vouchers name other accounts from now on: number and name by what is booked.

    Raises PermissionDenied for anybody but finance, RuleViolation for a number that is none or an empty name.
    """
    must(may(actor, "reconciliation.export", park))
    held = Park.objects.select_for_update(of=("self",)).get(pk=park.pk)
    for key, now in accounts(park).items():
        number, name = chosen.get(key, (now.number, now.name))
        if (number, name) == (now.number, now.name):
            continue
        row = VoucherAccount.objects.filter(park=park, key=key).first() or VoucherAccount(park=park, key=key)
        row.number, row.name = number, name.strip()
        try:
            row.full_clean(validate_unique=False)
        except ValidationError as error:
            raise RuleViolation(_("An account has a number of at least four digits, and a name."), "account") from error
        row.save()
        note(row, actor, "vouchers.account_set", data={"number": row.number, "name": row.name, "before": now.number})
    return held
