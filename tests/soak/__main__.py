"""make soak: run every part for its share of SOAK_MINUTES (default 15) and keep the figures in RESULTS.md.

SOAK_SEED repeats a run; each part prints the seed it used when it fails.
"""

import os
import platform
import random
import subprocess
import sys
import tempfile
from pathlib import Path
from time import monotonic

import django

from parkservice.kit import catalog, clock
from tests.soak.hostile import hostile_requests
from tests.soak.kills import killed_servers
from tests.support.stores import ROOT, PostgresStores, SqliteStores, Stores, postgres_url

#: Rounds of kill -9 at the till on each store, and seeds of the model of the desk.
ROUNDS, SEEDS = 100, 200
RESULTS = Path(__file__).parent / "RESULTS.md"
Row = tuple[str, int, int]


def main() -> int:
    """Run all parts; return 1 when one found a fault."""
    os.environ["DJANGO_SETTINGS_MODULE"] = "parkservice.settings"
    catalog.compile_stale(ROOT)
    django.setup()
    from tests.soak.closes import soaked_closes  # they know models
    from tests.soak.tills import soaked_tills

    seconds = float(os.environ.get("SOAK_MINUTES", "15")) * 60
    seed = int(os.environ.get("SOAK_SEED", str(random.SystemRandom().randrange(10**9))))
    rows: list[Row] = [races(seconds / 3), models()]
    with tempfile.TemporaryDirectory() as folder:
        every: list[Stores] = [SqliteStores(Path(folder))]
        if server := postgres_url():
            every.append(PostgresStores(server, Path(folder)))
        for stores in every:
            share = seconds / 3 / len(every)
            prepared = stores.create()
            try:
                prepared.prepare()
                rows.append(soaked_tills(stores, prepared, ROUNDS, seed))
                rows.append(soaked_closes(stores, prepared))
                rows.append(killed_servers(stores, prepared, share, seed))
                rows.append(hostile_requests(stores, prepared, share, seed))
            finally:
                stores.drop(prepared)
    write(rows, seed)
    return 1 if any(faults for _name, _count, faults in rows) else 0


def races(seconds: float) -> Row:
    """Run every race test again until the time is over; a round that fails stops the part and shows itself."""
    end, rounds = monotonic() + seconds, 0
    while rounds == 0 or monotonic() < end:
        done = subprocess.run(
            [sys.executable, "-m", "pytest", "-q", "-m", "race", "-p", "no:cacheprovider"], cwd=ROOT, check=False
        )
        rounds += 1
        if done.returncode:
            return "rounds of all races", rounds, 1
    return "rounds of all races", rounds, 0


def models() -> Row:
    """Run many seeds of the model of the desk; a seed that fails is named by its test."""
    words = ["-m", "pytest", "-q", "-n", "0", "-p", "no:cacheprovider", "tests/fees/ledger/test_model.py"]
    environment = {**os.environ, "MODEL_SEEDS": str(SEEDS)}
    done = subprocess.run([sys.executable, *words], cwd=ROOT, env=environment, check=False)
    return f"seeds of the model of the desk, {SEEDS} × 200 operations", SEEDS, int(done.returncode != 0)


def write(rows: list[Row], seed: int) -> None:
    """Keep the figures with day, machine and seed."""
    lines = [
        "# Result of the last `make soak`",
        "",
        f"{clock.today()}, {platform.system()} {platform.machine()}, {os.cpu_count()} cores, "
        f"Python {platform.python_version()}, seed {seed}",
        "",
        "| what | count | faults |",
        "|---|---|---|",
        *(f"| {name} | {count} | {faults} |" for name, count, faults in rows),
        "",
    ]
    RESULTS.write_text("\n".join(lines))
    sys.stdout.write("\n".join(lines))


if __name__ == "__main__":
    sys.exit(main())
