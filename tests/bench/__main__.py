"""make bench: pages of the product beside a bare view on the same rows, in one run on one machine.

BENCH_ROWS (default "10000 1000000") complaints on SQLite, and on PostgreSQL when one answers; 5 % of them are open. One
visitor gives the time of a page (p50, p95), eight give answers in a second. Absolute figures drift with the machine, so
the columns to read are the ratios: the median of the rounds, product and bare view in turn. Result: RESULTS.md, with
machine and day. Goals: performance section 5, numbers 1, 2, 3, 4 and 8; the fee side follows (`fees`).
"""

import os
import re
import statistics
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from html import unescape
from pathlib import Path
from time import monotonic, perf_counter
from urllib.parse import quote, urljoin
from uuid import uuid4

from tests.bench import fees, results
from tests.bench.grow import RARE
from tests.support.server import running
from tests.support.stores import PostgresStores, SqliteStores, Store, Stores, postgres_url
from tests.support.visitor import Visitor

REQUESTS, ROUNDS, SECONDS_OF_LOAD, VISITORS = 40, 5, 1, 8
DEEP = 20
NO_LIMIT = {
    "PARKSERVICE_PUBLIC_REFUSE_PER_ADDRESS": "100000000",
    "PARKSERVICE_PUBLIC_HOLD_PER_ADDRESS": "100000000",
    "PARKSERVICE_PUBLIC_HOLD_PER_DAY": "100000000",
}
LIMIT = {"DJANGO_SETTINGS_MODULE": "tests.bench.limit_settings"}
Step = Callable[[Visitor], int]


@dataclass
class Pair:
    """A page of the product, the bare view it is held against, and the most that p50 may be of it."""

    name: str
    ours: Step
    bare: Step
    goal: float
    rounds: list[tuple["Round", "Round"]] = field(default_factory=list)

    def ratio(self, figure: str) -> float:
        """The median over the rounds of ours to bare."""
        return statistics.median(getattr(ours, figure) / getattr(bare, figure) for ours, bare in self.rounds)

    def middle(self, side: int, figure: str) -> float:
        """The median over the rounds of one side (0 ours, 1 bare)."""
        return statistics.median(getattr(found[side], figure) for found in self.rounds)


@dataclass(frozen=True)
class Round:
    """What one round gave: milliseconds for one visitor, answers in a second for eight."""

    p50: float
    p95: float
    answers: float


def main() -> None:
    """Measure on every store that answers, at every size, and keep the figures."""
    sizes = [int(size) for size in os.environ.get("BENCH_ROWS", "10000 1000000").split()]
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        every: list[Stores] = [SqliteStores(Path(folder))]
        if server := postgres_url():
            every.append(PostgresStores(server, Path(folder)))
        for stores in every:
            store = stores.create()
            try:
                store.prepare()
                for size in sizes:
                    grown = store.run("-m", "tests.bench.grow", str(size))
                    assert grown.returncode == 0, grown.stderr
                    pk, rows = grown.stdout.split()
                    lines += measured(store, f"{stores.vendor} | {rows}", int(pk))
            finally:
                stores.drop(store)
    write(lines)


def measured(store: Store, where: str, pk: int) -> Iterator[str]:
    """One line of the table for each page, shown as soon as it is known."""
    with (
        running(store, workers=2, **NO_LIMIT) as (product, _process),
        running(store, workers=2, **LIMIT) as (bare, _bare_process),
    ):
        seat = Visitor(product)
        seat.sign_in("manager")
        table = page("/queue/")
        for pair in (
            Pair("queue, default", page("/complaints/"), table, 2.0),
            Pair("queue, filtered", page("/complaints/?view=all&category=hygiene_greening"), table, 2.0),
            Pair("queue, all, newest first", page("/complaints/?view=all&sort=-date"), table, 2.0),
            Pair("queue, all, deep page", page(deep(seat, "/complaints/?view=all&sort=-date")), table, 2.0),
            Pair("record", page(f"/complaints/{pk}/"), page(f"/record/{pk}/"), 3.0),
            Pair("search, common word", page(searched("电梯")), table, 5.0),
            Pair("search, rare word", page(searched(RARE[:2])), table, 5.0),
            Pair("search, absent word", page(searched("犀牛")), table, 1.5),
            Pair("public form sent", submission(), insertion, 2.0),
        ):
            for _ in range(ROUNDS):
                pair.rounds.append((taken(pair.ours, product, seat.cookies), taken(pair.bare, bare, seat.cookies)))
            found = line(where, pair)
            print(found, flush=True)  # noqa: T201 - a person waits for it at the terminal
            yield found


def searched(word: str) -> str:
    """The queue narrowed by a word."""
    return f"/complaints/?view=all&q={quote(word)}"


def deep(seat: Visitor, path: str) -> str:
    """The address of a page many pages further on, found by following the list."""
    for _ in range(DEEP):
        onward = re.search(r'href="([^"]*)" rel="next"', seat.get(path).text)
        assert onward, path
        path = urljoin(path, unescape(onward.group(1)))
    return path


def page(path: str) -> Step:
    """Ask for a page."""
    return lambda visitor: visitor.get(path).status


def submission() -> Step:
    """Send the public form; each visitor reads it once, each sending has an id of its own."""
    read: dict[int, dict[str, str]] = {}

    def send(visitor: Visitor) -> int:
        if id(visitor) not in read:
            read[id(visitor)] = visitor.form("/complaints/submit/", holding="form_id")
        filled = {"kind": "complaint", "content": "3号楼电梯停运", "anonymous": "on", "consent": "on"}
        return visitor.post("/complaints/submit/", {**read[id(visitor)], **filled, "form_id": uuid4().hex}).status

    return send


def insertion(visitor: Visitor) -> int:
    """Send one row to the bare view."""
    return visitor.post("/insert/", {"content": "3号楼电梯停运"}).status


def taken(step: Step, address: str, cookies: dict[str, str]) -> Round:
    """One round of one page."""
    visitor = Visitor(address, cookies=dict(cookies))
    status = step(visitor)
    assert status in {200, 302}, f"{address} answers {status}"
    times = []
    for _ in range(REQUESTS):
        begun = perf_counter()
        step(visitor)
        times.append((perf_counter() - begun) * 1000)
    with ThreadPoolExecutor(VISITORS) as pool:
        end = monotonic() + SECONDS_OF_LOAD
        answers = sum(pool.map(lambda _: answered(step, Visitor(address, cookies=dict(cookies)), end), range(VISITORS)))
    return Round(statistics.median(times), statistics.quantiles(times, n=20)[-1], answers / SECONDS_OF_LOAD)


def answered(step: Step, visitor: Visitor, end: float) -> int:
    """How many answers one of several visitors gets until the end."""
    count = 0
    while monotonic() < end:
        step(visitor)
        count += 1
    return count


def line(where: str, pair: Pair) -> str:
    """One row of the table."""
    ours = f"{pair.middle(0, 'p50'):.1f} | {pair.middle(0, 'p95'):.1f} | {pair.middle(0, 'answers'):.0f}"
    bare = f"{pair.middle(1, 'p50'):.1f} | {pair.middle(1, 'p95'):.1f} | {pair.middle(1, 'answers'):.0f}"
    ratios = f"{pair.ratio('p50'):.1f} | {pair.ratio('p95'):.1f} | {pair.ratio('answers'):.2f}"
    return f"| {where} | {pair.name} | {ours} | {bare} | {ratios} | {pair.goal:.1f} |"


def write(lines: list[str]) -> None:
    """Keep the table."""
    head = [
        "| store | rows | page | p50 ms | p95 ms | answers/s | bare p50 ms | bare p95 ms | bare answers/s"
        " | p50 to bare | p95 to bare | answers to bare | goal for p50 |",
        "|---|---|---|---|---|---|---|---|---|---|---|---|---|",
    ]
    how = f"2 processes of 4 threads, load on the same cores, {ROUNDS} rounds"
    results.keep("Complaints", how, [*head, *lines])


if __name__ == "__main__":
    main()
    fees.main()
