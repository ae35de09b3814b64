"""The park's bank accounts: renamed, closed and opened again (O6)."""

from django.db import transaction
from django.utils.translation import gettext as _

from fees.bank.models import BankAccount
from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation


@transaction.atomic
def rename_account(*, actor: User, account_id: int, name: str) -> BankAccount:
    """Give an account another name, which its lines and files show at once.

    Raises ValidationError for a name that is taken, RuleViolation without the right.
    """
    account = _lock(actor, account_id)
    former, account.name = str(account), name
    if former == str(account):
        return account
    account.full_clean()
    account.save(update_fields=["name"])
    _note(account, actor, "renamed", former=former)
    return account


@transaction.atomic
def close_account(*, actor: User, account_id: int) -> BankAccount:
    """Take no more files of an account; its lines stay as they are, and are matched as before.

    Raises RuleViolation without the right, or when a colleague was first.
    """
    account = _lock(actor, account_id)
    refuse_closed(account)
    account.closed_at = clock.now()
    account.save(update_fields=["closed_at"])
    _note(account, actor, "closed")
    return account


@transaction.atomic
def open_account(*, actor: User, account_id: int) -> BankAccount:
    """Take files of a closed account again. Raises RuleViolation as `close_account`."""
    account = _lock(actor, account_id)
    if account.closed_at is None:
        raise RuleViolation(_("This account is open already."), code="open")
    account.closed_at = None
    account.save(update_fields=["closed_at"])
    _note(account, actor, "opened")
    return account


def refuse_closed(account: BankAccount) -> None:
    """Raise RuleViolation for an account that was closed."""
    if account.closed_at is not None:
        raise RuleViolation(_("This account is closed. Open it again before you import its files."), code="closed")


def _lock(actor: User, account_id: int) -> BankAccount:
    account = BankAccount.objects.select_for_update(of=("self",)).select_related("park").get(pk=account_id)
    require(actor, "bank.match", account.park)
    return account


def _note(account: BankAccount, actor: User, verb: str, **more: str) -> None:
    data = {"account": str(account), **more}
    record(park=account.park, actor=actor, verb=f"bank.account_{verb}", subject=account, data=data)
