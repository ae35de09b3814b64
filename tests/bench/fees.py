"""The fee side of `make bench`: billing, payment, arrears, books and the month's close, each beside bare SQL.

BENCH_BILLS (default "100000 1000000") bills on SQLite, and on PostgreSQL when one answers. Both sides of a ratio run in
turn on copies of one database. Goals: performance section 5, numbers 5 to 8.
"""

import json
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from tests.bench import results
from tests.support.stores import PostgresStores, SqliteStores, Store, Stores, postgres_url

KINDS = ("area", "fixed", "metered")
HEAD = (
    "| store | bills | what | product | bare SQL | ratio | goal |",
    "|---|---|---|---|---|---|---|",
)


def main() -> None:
    """Measure on every store that answers, at every size, and keep the figures."""
    sizes = [int(size) for size in os.environ.get("BENCH_BILLS", "100000 1000000").split()]
    lines: list[str] = []
    with tempfile.TemporaryDirectory() as folder:
        every: list[Stores] = [SqliteStores(Path(folder))]
        if server := postgres_url():
            every.append(PostgresStores(server, Path(folder)))
        for stores in every:
            each: dict[int, float] = {}
            for size in sizes:
                for row in measured(stores, size, each):
                    print(row, flush=True)  # noqa: T201 - a person waits for it at the terminal
                    lines.append(row)
    results.keep("Fees and cash", "seconds, for single questions the median in milliseconds", [*HEAD, *lines])


def measured(stores: Stores, size: int, each: dict[int, float]) -> Iterator[str]:
    """The rows of one store and size; `each` keeps the time of one bill by size."""
    where = f"| {stores.vendor} | {size} |"
    for kind in KINDS:
        store = stores.create()
        try:
            store.migrate()
            work(store, "grow", kind, str(size))
            bare = _bare(stores, store, kind)
            ours = work(store, "bill", kind)
            yield from _run(stores.vendor, where, kind, ours, bare)
            if kind == "area":
                each[size] = ours["seconds"] / size
                if len(each) > 1:
                    yield f"{where} one bill to one of {min(each)} | | | {each[size] / each[min(each)]:.2f} | 1.2 |"
                yield from _books(store, where)
        finally:
            stores.drop(store)


def work(store: Store, *words: str) -> Any:
    """What one measurement says."""
    done = store.run("-m", "tests.bench.feework", *words)
    assert done.returncode == 0, done.stderr
    return json.loads(done.stdout)


def _bare(stores: Stores, store: Store, kind: str) -> float:
    copy = stores.copy(store)
    try:
        found: float = work(copy, "raw", kind)["seconds"]
        return found
    finally:
        stores.drop(copy)


def _run(vendor: str, where: str, kind: str, ours: dict[str, float], bare: float) -> Iterator[str]:
    """A run, the same again, and how long another writer waited."""
    goal = 3.0 if vendor == "sqlite" or kind == "metered" else 1.5
    yield row(where, f"run, {kind}", ours["seconds"], bare, goal)
    yield row(where, f"the same run again, to the run, {kind}", ours["rerun"], ours["seconds"], 0.3)
    yield f"{where} preview, {kind} | {ours['preview']:.1f} s | | | |"
    if "waited" in ours:
        yield f"{where} longest wait of another writer, {kind} | {ours['waited']:.2f} s | | | 2 s |"


def _books(store: Store, where: str) -> Iterator[str]:
    """What stands on the bills: receipts, arrears, payments, closes."""
    found = work(store, "books")
    yield f"{where} chain of {found['receipts']} receipts | {found['chain']:.1f} s | | | 60 s |"
    yield f"{where} check_books over them | {found['books']:.1f} s | | | 60 s |"
    goals = {"arrears by age": 1.3, "top debtors": None, "payment": 3.0, "statement": None}
    for name, (ours, bare) in work(store, "money").items():
        if name == "close":
            yield f"{where} close of a month with up to 100,000 cash receipts | {ours:.1f} s | | | 10 s |"
        else:
            yield row(where, name, ours, bare, goals[name], "ms")


def row(where: str, what: str, ours: float, bare: float, goal: float | None, unit: str = "s") -> str:
    """One row of the table."""
    last = "" if goal is None else f"{goal:.1f}"
    return f"{where} {what} | {ours:.2f} {unit} | {bare:.2f} {unit} | {ours / bare:.2f} | {last} |"


if __name__ == "__main__":
    main()
