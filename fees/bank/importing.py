"""Taking a file of the bank over: as it was shown, as a whole, or not at all; nothing comes twice (O6)."""

import hashlib
from collections.abc import Mapping

from django.core.exceptions import ValidationError
from django.db import transaction
from django.utils.translation import gettext as _

from fees.bank import accounts
from fees.bank.checking import check
from fees.bank.models import BankAccount, BankColumns, BankLine, BankStatement
from fees.bank.sheets import below_headings, fingerprint_of, guess, refuse_columns
from parkservice.accounts.models import User
from parkservice.accounts.postings import require
from parkservice.estate.imports.checking import NEW, WRONG, Outcome, counts, fingerprint
from parkservice.estate.imports.models import ImportState
from parkservice.estate.imports.reading import read_table
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork import malware
from parkservice.paperwork.filenames import clean_name, shown_name
from parkservice.paperwork.numbers import next_number
from parkservice.paperwork.uploads import CleanFile, attach
from parkservice.parks.models import Park
from parkservice.ui.export import TYPES
from parkservice.ui.words import when_text

BATCH = 200


@transaction.atomic
def add_account(*, actor: User, park: Park, name: str, last4: str) -> BankAccount:
    """Write an account down. Raises ValidationError for one that is there, RuleViolation without the right."""
    require(actor, "bank.match", park)
    account = BankAccount(park=park, name=name, last4=last4)
    account.full_clean()
    account.save()
    record(park=park, actor=actor, verb="bank.account_added", subject=account, data={"account": str(account)})
    return account


def keep_file(*, actor: User, account: BankAccount, name: str, content: bytes) -> BankStatement:
    """Read a file of the bank and keep it until its sender has looked at what would become of it.

    Raises ValidationError for a file that cannot be read, that holds malware, or that was taken over before (by whom
    and when is said); RuleViolation without the right to match, or for a closed account.
    """
    require(actor, "bank.match", account.park)
    accounts.refuse_closed(account)
    digest = hashlib.sha256(content).hexdigest()
    _refuse_second(account, digest)
    table = below_headings(read_table(content))
    kept = _original(name, content, digest, scanned=malware.check(content, shown_name(name)))
    mark = fingerprint_of(table.headings)
    remembered = BankColumns.objects.filter(account=account, fingerprint=mark).first()
    with transaction.atomic():
        statement = BankStatement.objects.create(
            park=account.park,
            account=account,
            by=actor,
            at=clock.now(),
            file_name=kept.name,
            sha256=digest,
            headings=table.headings,
            rows=table.rows,
            columns=remembered.columns if remembered else guess(table.headings),
            recognised=remembered is not None,
        )
        attach(subject=statement, park=account.park, files=[kept], actor=actor, public=False)
    return statement


def _refuse_second(account: BankAccount, digest: str) -> None:
    found = BankStatement.objects.filter(account=account, sha256=digest, state=ImportState.DONE)
    done = found.select_related("by").first()
    if done is not None:
        said = {"name": done.by.name, "time": when_text(done.at), "number": done.number}
        raise ValidationError(_("%(name)s took this very file over: %(time)s, %(number)s. Nothing comes twice.") % said)


def _original(name: str, content: bytes, digest: str, *, scanned: bool) -> CleanFile:
    """The file as it came, to be kept."""
    kind = "xlsx" if content.startswith(b"PK") else "csv"
    return CleanFile(clean_name(name, f".{kind}"), content, TYPES[kind], f".{kind}", digest, scanned=scanned)


@transaction.atomic
def choose_columns(*, statement_id: int, actor: User, columns: Mapping[str, str]) -> BankStatement:
    """Say which column of a file means what. Raises RuleViolation for a file that is settled."""
    statement = _locked(statement_id, actor)
    statement.columns, statement.recognised = dict(columns), False
    statement.save(update_fields=["columns", "recognised"])
    return statement


def look(statement: BankStatement) -> list[Outcome]:
    """Return what would become of each row now; nothing while the columns do not fit."""
    if refuse_columns(statement.columns, statement.headings):
        return []
    return check(statement.account, statement.headings, statement.rows, statement.columns)


@transaction.atomic
def take_over(*, statement_id: int, actor: User, seen: str) -> BankStatement:
    """Write every new row of a file as a line of the bank, and remember the columns for the next file.

    Raises RuleViolation when a row is wrong, nothing is new, the file was settled or its account closed meanwhile, or
    anything would become otherwise than it was shown (`seen`): then nothing is written.
    """
    account_id = BankStatement.objects.values_list("account_id", flat=True).get(pk=statement_id)
    account = BankAccount.objects.select_for_update(of=("self",)).get(pk=account_id)
    accounts.refuse_closed(account)
    statement = _locked(statement_id, actor)
    outcomes = look(statement)
    found = counts(outcomes)
    if not outcomes or found[WRONG]:
        raise RuleViolation(_("Some rows are wrong. Correct them in the file and send it again."), code="wrong_rows")
    if fingerprint(outcomes) != seen:
        raise RuleViolation(
            _("Something was changed since you looked. Look at the table once more, then take it over."), code="changed"
        )
    if not found[NEW]:
        raise RuleViolation(_("Every line of this file is there already. Nothing comes twice."), code="nothing_new")
    statement.number = next_number(statement.park, "YH")
    statement.taken, statement.known = found[NEW], len(outcomes) - found[NEW]
    _settle(statement, ImportState.DONE)
    new = [outcome for outcome in outcomes if outcome.action == NEW]
    BankLine.objects.bulk_create(
        [
            BankLine(park=statement.park, account=account, statement=statement, row=outcome.number, **outcome.values)
            for outcome in new
        ],
        batch_size=BATCH,
    )
    BankColumns.objects.update_or_create(
        account=account, fingerprint=fingerprint_of(statement.headings), defaults={"columns": statement.columns}
    )
    data = {"count": statement.taken, "known": statement.known, "file": statement.file_name, "number": statement.number}
    record(park=statement.park, actor=actor, verb="bank.imported", subject=statement, data=data)
    return statement


@transaction.atomic
def drop(*, statement_id: int, actor: User) -> BankStatement:
    """Put a file away without taking anything over. Raises RuleViolation when it was settled meanwhile."""
    statement = _locked(statement_id, actor)
    _settle(statement, ImportState.DROPPED)
    return statement


def _settle(statement: BankStatement, state: ImportState) -> None:
    statement.state, statement.rows = state, []
    statement.save(update_fields=["number", "state", "rows", "taken", "known"])


def _locked(statement_id: int, actor: User) -> BankStatement:
    rows = BankStatement.objects.select_for_update(of=("self",)).select_related("park", "account__park")
    statement = rows.get(pk=statement_id)
    require(actor, "bank.match", statement.park)
    if statement.state != ImportState.SHOWN:
        raise RuleViolation(_("This table is settled already. Send the file again."), code="settled")
    return statement
