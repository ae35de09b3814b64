"""One measurement of the fee side in a process of its own: python -m tests.bench.feework WHAT [KIND [SIZE]] (JSON)."""

import json
import os
import sqlite3
import statistics
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from threading import Event, Thread
from time import perf_counter
from uuid import uuid4

import django

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkservice.settings")


def main(what: str, *words: str) -> None:
    """Run one of the measurements and write what it found."""
    django.setup()
    found = {"grow": grow, "raw": raw, "bill": bill, "books": books, "money": money}[what](*words)
    sys.stdout.write(json.dumps(found))


def grow(kind: str, size: str) -> None:
    """Make the park."""
    from tests.bench import feepark

    feepark.grow(kind, int(size))


def raw(kind: str) -> dict[str, float]:
    """The bills of a run by one raw statement."""
    from tests.bench import feeraw

    return {"seconds": feeraw.bill(kind)}


def bill(kind: str) -> dict[str, float]:
    """A run as people start it and the worker carries it out, then the same run again."""
    from tests.bench.feepark import renew_statistics

    with waiting() as longest:
        first = _run(kind)
    renew_statistics()
    again = _run(kind)
    return {"preview": first[0], "seconds": first[1], "repreview": again[0], "rerun": again[1], **longest()}


def _run(kind: str) -> tuple[float, float]:
    """Seconds of the preview and of the run."""
    from fees.billing import runs
    from fees.tariffs.models import FeeItem
    from parkservice.accounts.models import User
    from parkservice.kit import clock
    from parkservice.parks.models import Building
    from tests.bench.feepark import DUE, KINDS, NOW
    from tests.bench.feeraw import period

    item = FeeItem.objects.select_related("park").get(code=KINDS[kind][0])
    manager = User.objects.get(username="manager-qh")
    with clock.at(NOW):
        begun = perf_counter()
        run = runs.preview(
            park=item.park,
            actor=manager,
            item=item,
            day=period(kind).first,
            buildings=list(Building.objects.filter(park=item.park)),
            due=DUE,
            form_id=uuid4().hex,
        )
        shown = perf_counter()
        runs.start(run_id=run.pk, actor=manager)
        begun_run = perf_counter()
        runs.execute(run.pk)
        return shown - begun, perf_counter() - begun_run


@contextmanager
def waiting() -> Iterator[Callable[[], dict[str, float]]]:
    """Ask SQLite for its writer all the time, and tell how long another one had to wait for it."""
    from django.db import connection

    stop, longest = Event(), [0.0]
    if connection.vendor != "sqlite":
        yield dict
        return
    path = str(connection.settings_dict["NAME"])

    def ask() -> None:
        other = sqlite3.connect(path, timeout=60, isolation_level=None)
        while not stop.wait(0.02):
            begun = perf_counter()
            other.execute("BEGIN IMMEDIATE")
            longest[0] = max(longest[0], perf_counter() - begun)
            other.execute("ROLLBACK")
        other.close()

    asking = Thread(target=ask)
    asking.start()
    try:
        yield lambda: {"waited": longest[0]}
    finally:
        stop.set()
        asking.join()


def books() -> dict[str, float]:
    """Seconds of the chain of receipts, and of all checks of the books, over as many receipts as bills."""
    from django.core.management import call_command

    from fees.ledger.models import Receipt
    from parkservice.paperwork.chained import faults
    from tests.bench.feebooks import settle

    settle()
    begun = perf_counter()
    found = list(faults(Receipt, {}))
    chained = perf_counter()
    assert not found, found[:3]
    call_command("check_books", stdout=sys.stderr)  # a finding ends it
    return {"receipts": Receipt.objects.count(), "chain": chained - begun, "books": perf_counter() - chained}


def money() -> dict[str, list[float]]:
    """Milliseconds of product and bare SQL: arrears, debtors, statement, payment; seconds of the month's close."""
    from fees.monthclose.services import close_month
    from parkservice.kit import clock
    from tests.bench import feeraw
    from tests.bench.feebooks import FIRST, end_month
    from tests.bench.feepark import NOW

    with clock.at(NOW):
        found = {name: [median(ours), median(bare)] for name, ours, bare in feeraw.pairs()}
        park, finance = end_month()
        begun = perf_counter()
        close_month(park=park, month=FIRST, actor=finance)
        found["close"] = [perf_counter() - begun, 0]
    return found


def median(act: Callable[[int], object], times: int = 5) -> float:
    """The median of some rounds in milliseconds; a payment is asked for many times."""
    rounds = getattr(act, "times", times)
    taken = []
    for place in range(rounds):
        begun = perf_counter()
        act(place)
        taken.append((perf_counter() - begun) * 1000)
    return statistics.median(taken)


if __name__ == "__main__":
    main(*sys.argv[1:])
