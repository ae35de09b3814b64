"""The fee side of `make bench`: billing, payment, arrears, books and the month's close, each beside bare SQL.

BENCH_BILLS (default "100000 1000000") bills on SQLite, and on PostgreSQL when one answers. Both sides of a ratio run in
turn on copies of one database. Goals: performance section 5, numbers 5 to 8.
"""

import json
import os
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path
from time import perf_counter
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
            each: dict[str, dict[int, float]] = {"bill": {}, "payment": {}}
            for size in sizes:
                for row in measured(stores, size, each):
                    print(row, flush=True)  # noqa: T201 - a person waits for it at the terminal
                    lines.append(row)
    results.keep("Fees and cash", "seconds, for single questions the median in milliseconds", [*HEAD, *lines])


def measured(stores: Stores, size: int, each: dict[str, dict[int, float]]) -> Iterator[str]:
    """The rows of one store and size; `each` keeps the time of one bill and one payment by size."""
    where = f"| {stores.vendor} | {size} |"
    for kind in KINDS if not each["bill"] else KINDS[:1]:  # by the piece and by meter: at the first size alone
        store = stores.create()
        try:
            store.migrate()
            work(store, "grow", kind, str(size))
            bare = _bare(stores, store, kind)
            ours = work(store, "bill", kind)
            yield from _run(stores.vendor, where, kind, ours, bare)
            if kind == "area":
                each["bill"][size] = ours["seconds"] / size
                yield from _grown(where, "bill", each)
                yield from _books(store, where, size, each)
        finally:
            stores.drop(store)


def work(store: Store, *words: str) -> Any:
    """What one measurement says; how long it took with all its preparing stands on the terminal."""
    begun = perf_counter()
    done = store.run("-m", "tests.bench.feework", *words)
    assert done.returncode == 0, done.stderr
    sys.stderr.write(f"{' '.join(words)}: {perf_counter() - begun:.0f} s\n")
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


def _grown(where: str, what: str, each: dict[str, dict[int, float]]) -> Iterator[str]:
    """What one costs at this size to what it costs at the first."""
    size, first = next(iter(each[what].items()))
    last = list(each[what].values())[-1]
    if len(each[what]) > 1:
        yield f"{where} one {what} to one at {size} | | | {last / first:.2f} | 1.2 |"


def _books(store: Store, where: str, size: int, each: dict[str, dict[int, float]]) -> Iterator[str]:
    """What stands on the bills: receipts, arrears, payments, closes."""
    found = work(store, "books")
    yield f"{where} chain of {found['receipts']} receipts | {found['chain']:.1f} s | | | 60 s |"
    yield f"{where} check_books over them | {found['books']:.1f} s | | | 60 s |"
    goals = {"arrears by age": 1.3, "payment": 3.0}
    for name, (ours, bare) in work(store, "money").items():
        if name == "close":
            yield f"{where} close of a month with up to 100,000 cash receipts | {ours:.1f} s | | | 10 s |"
        else:
            yield row(where, name, ours, bare, goals.get(name), "ms")
        if name == "payment":
            each[name][size] = ours
            yield from _grown(where, name, each)


def row(where: str, what: str, ours: float, bare: float, goal: float | None, unit: str = "s") -> str:
    """One row of the table."""
    last = "" if goal is None else f"{goal:.1f}"
    return f"{where} {what} | {ours:.2f} {unit} | {bare:.2f} {unit} | {ours / bare:.2f} | {last} |"


if __name__ == "__main__":
    main()
