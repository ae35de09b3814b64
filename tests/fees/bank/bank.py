"""A bank for the tests: its account, files as it gives them, and lines taken over from them."""

from collections.abc import Iterable
from typing import Any

from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fees.bank import importing
from fees.bank.lists import COMPARED
from fees.bank.matching import Proposal, proposals
from fees.bank.models import BankAccount, BankLine, BankStatement
from parkservice.estate.imports.checking import fingerprint
from tests.fees.factories import Desk

#: The headings of one bank, below what it writes above them.
ABOVE = "账号,6222****6688\n查询期间,2026-03-01 至 2026-03-31\n"
HEAD = "交易日期,贷方金额,借方金额,对方户名,对方账号,附言,交易流水号"


def account_of(desk: Desk, name: str = "基本户") -> BankAccount:
    """The account of the park; written down at first use."""
    found = BankAccount.objects.filter(park=desk.park, name=name).first()
    return found or importing.add_account(actor=desk.finance, park=desk.park, name=name, last4="6688")


def content(rows: Iterable[str], head: str = HEAD) -> bytes:
    """A file as text."""
    return "\n".join([head, *rows]).encode()


def came(amount: str, payer: str = "", reference: str = "", *, day: str = "2026-03-30", number: str = "") -> str:
    """A row of money that came in; went out with a minus."""
    both = f",{amount[1:]}" if amount.startswith("-") else f"{amount},"
    return f"{day},{both},{payer},621700001234567,{reference},{number}"


def taken(desk: Desk, *rows: str) -> list[BankLine]:
    """Lines of the bank, taken over from a file, in the order of its rows."""
    file = content([*rows, "合计,,,,,,"])
    kept = importing.keep_file(actor=desk.finance, account=account_of(desk), name="流水.csv", content=file)
    outcomes = importing.look(kept)
    importing.take_over(statement_id=kept.pk, actor=desk.finance, seen=fingerprint(outcomes))
    return list(BankLine.objects.filter(statement=kept).order_by("row"))


def offers(desk: Desk, line: BankLine) -> list[Proposal]:
    """What a line may be, seen together with all others that wait."""
    waiting = list(BankLine.objects.waiting().filter(park=desk.park)[:COMPARED])
    return proposals(desk.park, waiting).get(line.pk, [])


def send(client: Client, desk: Desk, file: bytes, name: str = "流水.csv") -> Any:
    """Send a file on the page and follow to what would become of it."""
    client.force_login(desk.finance)
    sent = {"account": account_of(desk).pk, "file": SimpleUploadedFile(name, file)}
    return client.post(reverse("fees:bank_import"), sent, follow=True)


def take_over(client: Client, page: Any) -> Any:
    """Press the button of the page."""
    row: BankStatement = page.context["row"]
    where = reverse("fees:bank_statement_confirm", args=[row.pk])
    return client.post(where, {"seen": page.context.get("seen", "")}, follow=True)
