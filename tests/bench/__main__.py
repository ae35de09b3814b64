"""make bench: pages of the product beside a bare view on the same rows, in one run on one machine.

BENCH_ROWS (default 10000) complaints on SQLite, and on PostgreSQL when one answers; 5 % of them are open. One visitor
gives the time of a page (p50, p95), eight give answers in a second. Absolute figures drift with the machine, so the
column to read is the ratio. Result: RESULTS.md, with machine and day.
"""

import os
import platform
import statistics
import tempfile
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path
from time import monotonic, perf_counter
from uuid import uuid4

from parkservice.kit import clock
from tests.support.server import running
from tests.support.stores import PostgresStores, SqliteStores, Store, Stores, postgres_url
from tests.support.visitor import Visitor

RESULTS = Path(__file__).parent / "RESULTS.md"
REQUESTS, ROUNDS, SECONDS_OF_LOAD, VISITORS = 60, 3, 5, 8
NO_LIMIT = {
    "PARKSERVICE_PUBLIC_REFUSE_PER_ADDRESS": "100000000",
    "PARKSERVICE_PUBLIC_HOLD_PER_ADDRESS": "100000000",
}
LIMIT = {"DJANGO_SETTINGS_MODULE": "tests.bench.limit_settings"}
Step = Callable[[Visitor], int]


def main() -> None:
    """Measure on every store that answers and keep the figures."""
    rows = int(os.environ.get("BENCH_ROWS", "10000"))
    lines = []
    with tempfile.TemporaryDirectory() as folder:
        every: list[Stores] = [SqliteStores(Path(folder))]
        if server := postgres_url():
            every.append(PostgresStores(server, Path(folder)))
        for stores in every:
            store = stores.create()
            try:
                store.prepare()
                grown = store.run("-m", "tests.bench.grow", str(rows))
                assert grown.returncode == 0, grown.stderr
                lines += measured(store, stores.vendor, int(grown.stdout))
            finally:
                stores.drop(store)
    write(rows, lines)


def measured(store: Store, vendor: str, pk: int) -> Iterator[str]:
    """One line of the table for each page, shown as soon as it is known."""
    with (
        running(store, workers=2, **NO_LIMIT) as (product, _process),
        running(store, workers=2, **LIMIT) as (bare, _bare_process),
    ):
        pairs: list[tuple[str, Step, Step]] = [
            ("queue of the manager", page("/complaints/"), page("/queue/")),
            ("queue, all, second page", page("/complaints/?size=25&sort=number"), page("/queue/")),
            ("record", page(f"/complaints/{pk}/"), page(f"/record/{pk}/")),
            ("search, two characters", page("/search/?q=%E7%94%B5%E6%A2%AF"), page("/queue/")),
            ("public form sent", submission(), insertion),
        ]
        seat = Visitor(product)
        seat.sign_in("manager")
        for name, ours, limit in pairs:
            found = line(vendor, name, figures(ours, product, seat.cookies), figures(limit, bare, seat.cookies))
            print(found, flush=True)  # noqa: T201 - a person waits for it at the terminal
            yield found


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


def figures(step: Step, address: str, cookies: dict[str, str]) -> tuple[float, float, float]:
    """Median and 95th percentile in milliseconds for one visitor, answers in a second for eight."""
    visitor = Visitor(address, cookies=dict(cookies))
    status = step(visitor)
    assert status in {200, 302}, f"{address} answers {status}"
    times = []
    for _ in range(ROUNDS * REQUESTS):
        begun = perf_counter()
        step(visitor)
        times.append((perf_counter() - begun) * 1000)
    with ThreadPoolExecutor(VISITORS) as pool:
        end = monotonic() + SECONDS_OF_LOAD
        answers = sum(pool.map(lambda _: answered(step, Visitor(address, cookies=dict(cookies)), end), range(VISITORS)))
    return statistics.median(times), statistics.quantiles(times, n=20)[-1], answers / SECONDS_OF_LOAD


def answered(step: Step, visitor: Visitor, end: float) -> int:
    """How many answers one of several visitors gets until the end."""
    count = 0
    while monotonic() < end:
        step(visitor)
        count += 1
    return count


def line(vendor: str, name: str, ours: tuple[float, float, float], limit: tuple[float, float, float]) -> str:
    """One row of the table."""
    return (
        f"| {vendor} | {name} | {ours[0]:.1f} | {ours[1]:.1f} | {ours[2]:.0f} "
        f"| {limit[0]:.1f} | {limit[2]:.0f} | {ours[0] / limit[0]:.1f} |"
    )


def write(rows: int, lines: list[str]) -> None:
    """Keep the table with day and machine."""
    head = [
        "# Result of the last `make bench`",
        "",
        f"{clock.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, {rows} complaints, 2 processes of 4 threads, load on the same cores",
        "",
        "| store | page | p50 ms | p95 ms | answers/s | bare p50 ms | bare answers/s | p50 to bare |",
        "|---|---|---|---|---|---|---|---|",
    ]
    RESULTS.write_text("\n".join([*head, *lines, ""]))


if __name__ == "__main__":
    main()
