"""Cashiers whose server is killed in the middle of a payment: what a cashier was told is in the books, exactly once.

Each cashier takes small sums at the till of the real server. A receipt that an answer named is written down, on disk,
before the next payment; a lost answer is asked for again with the same form, as a person does. Meanwhile web processes
are killed without warning, each fifth time the whole server, which is started again.
"""

import os
import random
import re
import threading
from contextlib import ExitStack
from dataclasses import dataclass, field
from decimal import Decimal
from http.client import HTTPException
from io import StringIO
from pathlib import Path
from subprocess import Popen

from django.core.management import CommandError, call_command
from django.db import connection

from fees.billing.models import Bill
from fees.ledger.models import Receipt
from tests.support.dying import children_of, kill
from tests.support.here import working_on
from tests.support.server import free_port, running
from tests.support.stores import Store, Stores
from tests.support.visitor import Answer, Visitor

#: Who takes money, and how.
CASHIERS = (("officer", "cash"), ("officer2", "cash"), ("officer", "qr"), ("officer2", "transfer"))
WHOLE_SERVER_EACH = 5
#: Between two kills each cashier has been told something once, and so many seconds have passed at most.
LONGEST_PAUSE = 0.4
TRIES = 400
RECEIPT = re.compile(r"/fees/receipts/([0-9]+)/")


@dataclass
class Noted:
    """What was sent and what was acknowledged; the acknowledgements stand in a file that is synced line by line."""

    file: Path
    sent: dict[str, Decimal] = field(default_factory=dict)
    unexpected: list[str] = field(default_factory=list)
    again: int = 0
    told: int = 0
    lock: threading.Condition = field(default_factory=threading.Condition)

    def acknowledged(self, form_id: str, receipt: str) -> None:
        """Write down that a receipt was named in an answer."""
        with self.lock, self.file.open("a") as file:
            file.write(f"{form_id} {receipt}\n")
            file.flush()
            os.fsync(file.fileno())
            self.told += 1
            self.lock.notify_all()

    def wait_for_more(self) -> None:
        """Return once as many more receipts were acknowledged as there are cashiers, or after a while."""
        with self.lock:
            enough = self.told + len(CASHIERS)
            self.lock.wait_for(lambda: self.told >= enough, timeout=20)

    def read(self) -> list[tuple[str, int]]:
        """Every form that was acknowledged, with the key of its receipt, as the file says."""
        pairs = (line.split() for line in self.file.read_text().splitlines())
        return [(form_id, int(receipt)) for form_id, receipt in pairs]


@dataclass
class Server:
    """The product's own server on one address; it may be killed and started again."""

    store: Store
    workers: int
    port: int = field(default_factory=free_port)
    life: ExitStack = field(default_factory=ExitStack)
    address: str = ""
    process: Popen[bytes] | None = None

    def start(self) -> None:
        """Start it, and wait until it answers."""
        self.address, self.process = self.life.enter_context(running(self.store, workers=self.workers, port=self.port))

    def lose_worker(self, chance: random.Random) -> None:
        """Kill one web process; the master starts another one."""
        assert self.process is not None
        children = children_of(self.process.pid)
        kill([chance.choice(children)] if children else [])

    def die(self) -> None:
        """Kill every process of it."""
        assert self.process is not None
        kill([self.process.pid, *children_of(self.process.pid)])
        self.life.close()


def killed_tills(store: Store, rounds: int, seed: int, workers: int = 1) -> tuple[Noted, int]:
    """Kill so often, at random moments, while cashiers take money; return what was noted and how many receipts are new.

    Works on the store that this process works on, too.
    """
    noted, stop, chance = Noted(store.var.parent / "acknowledged"), threading.Event(), random.Random(seed)
    before = Receipt.objects.count()
    payers = customers(len(CASHIERS))
    connection.close()
    server = Server(store, workers)
    server.start()
    cashiers = [
        threading.Thread(target=take_money, args=(server.address, *cashier, payer, noted, stop))
        for cashier, payer in zip(CASHIERS, payers, strict=True)
    ]
    try:
        for cashier in cashiers:
            cashier.start()
        for each in range(1, rounds + 1):
            noted.wait_for_more()
            threading.Event().wait(chance.uniform(0, LONGEST_PAUSE))
            if each % WHOLE_SERVER_EACH:
                server.lose_worker(chance)
            else:
                server.die()
                server.start()
        stop.set()
        for cashier in cashiers:
            cashier.join()
    finally:
        stop.set()
        server.life.close()
    return noted, Receipt.objects.count() - before


def customers(count: int) -> list[int]:
    """Customers who owe more than the cashiers will take, each of them another one."""
    owed = Bill.objects.owed().filter(amount__gte=1000, paid=0, waived=0).order_by("customer_id")
    found = list(owed.values_list("customer_id", flat=True).distinct()[:count])
    assert len(found) == count, "the demo park has too few debtors"
    return found


def take_money(address: str, username: str, method: str, payer: int, noted: Noted, stop: threading.Event) -> None:
    """Take a few yuan from one payer again and again until told to stop; the last one is seen through."""
    visitor, taken = Visitor(address), 0
    while not stop.is_set():
        taken += 1
        fields: dict[str, str] | None = None
        for _try in range(TRIES):
            try:
                if not visitor.cookies.get("sessionid"):
                    visitor.sign_in(username)
                fields = fields or filled(visitor, payer, method, taken)
                with noted.lock:
                    noted.sent[fields["form_id"]] = Decimal(fields["amount"])
                answer = visitor.post(f"/fees/till/{payer}/", fields)
            except (OSError, HTTPException, StopIteration):
                visitor.close()
                noted.again += 1
                threading.Event().wait(0.05)
                continue
            if answer.status in {502, 503}:
                noted.again += 1
                continue
            note(answer, fields["form_id"], noted)
            break
        else:
            noted.unexpected.append(f"no answer after {TRIES} tries")


def filled(visitor: Visitor, payer: int, method: str, taken: int) -> dict[str, str]:
    """The form of the till: every other time a part of a bill, else something ahead."""
    fields = visitor.form(f"/fees/till/{payer}/", holding="form_id")
    chosen = {"bills": fields["bills"]} if taken % 2 and "bills" in fields else {"ahead": "on"}
    fields.pop("bills", None)
    return {**fields, **chosen, "method": method, "amount": f"{1 + taken % 3}.0{taken % 10}", "given": ""}


def note(answer: Answer, form_id: str, noted: Noted) -> None:
    """Write down which receipt an answer named, and every answer that named none."""
    receipt = RECEIPT.search(answer.location) if answer.status == 302 else None
    if receipt:
        noted.acknowledged(form_id, receipt[1])
    else:
        noted.unexpected.append(f"unexpected answer {answer.status} {answer.location}")


def lost_or_doubled(noted: Noted, new: int) -> list[str]:
    """What of the promises is broken: a receipt that is lost, doubled or of another amount, and broken books."""
    told = noted.read()
    kept = {form: (pk, amount) for form, pk, amount in Receipt.objects.values_list("form_id", "pk", "amount")}
    found = [f"acknowledged, but not kept: {form} {pk}" for form, pk in told if kept.get(form, (0, 0))[0] != pk]
    found += [f"acknowledged twice: {form}" for form in {form for form, _pk in told} if _times(told, form) > 1]
    wrong = (form for form, amount in noted.sent.items() if form in kept and kept[form][1] != amount)
    found += [f"of another amount: {form}" for form in wrong]
    if new != sum(form in kept for form in noted.sent):
        found.append(f"{new} new receipts for {len(noted.sent)} forms")
    return [*sorted(set(noted.unexpected)), *found, *broken_books()]


def _times(told: list[tuple[str, int]], form: str) -> int:
    return sum(form == each for each, _pk in told)


def broken_books() -> list[str]:
    """What check_books and the store itself find."""
    said = StringIO()
    try:
        call_command("check_books", stdout=said)
    except CommandError:
        return said.getvalue().splitlines()
    if connection.vendor != "sqlite":
        return []
    with connection.cursor() as cursor:
        cursor.execute("PRAGMA integrity_check")
        return [f"integrity: {line}" for (line,) in cursor.fetchall() if line != "ok"]


def soaked_tills(stores: Stores, prepared: Store, rounds: int, seed: int) -> tuple[str, int, int]:
    """The long version on a copy of the demo park: a name, the acknowledged receipts, and the faults."""
    store = stores.copy(prepared)
    with working_on(store):
        noted, new = killed_tills(store, rounds, seed, workers=2)
        faults = lost_or_doubled(noted, new)
        connection.close()
    for line in faults[:20]:
        print(f"seed {seed}: {line}", flush=True)  # noqa: T201 - a person reads this
    told = len(noted.read())
    stores.drop(store)
    return f"receipts acknowledged in {rounds} rounds of kill -9, {stores.vendor}", told, len(faults)
