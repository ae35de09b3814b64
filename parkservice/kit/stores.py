"""How the product talks to its two data stores (design section 8)."""

from typing import Any
from urllib.parse import unquote

import environ

SQLITE_PRAGMAS = (
    "PRAGMA journal_mode=WAL",
    "PRAGMA synchronous=FULL",
    "PRAGMA foreign_keys=ON",
    "PRAGMA recursive_triggers=ON",
)
POSTGRES_LIMITS = {
    "lock_timeout": 3_000,
    "statement_timeout": 60_000,
    "idle_in_transaction_session_timeout": 60_000,
}


def database(url: str, *, pool: int = 0) -> dict[str, Any]:
    """Django's description of the database at an address such as `sqlite:////srv/park.sqlite3`.

    SQLite takes its one writer at the start of a transaction (IMMEDIATE), so that no reader has to be turned into a
    writer half-way. PostgreSQL gets time limits in milliseconds and, with `pool` above 0, that many connections at
    most for each process.
    """
    described: dict[str, Any] = dict(environ.Env.db_url_config(url))
    if is_sqlite(described):
        described["OPTIONS"] = {
            "transaction_mode": "IMMEDIATE",
            "timeout": 20,
            "init_command": "; ".join(SQLITE_PRAGMAS),
        }
        return described
    described["HOST"] = unquote(described["HOST"])  # a socket's folder stands in an address as %2Fvar%2Frun...
    limits = " ".join(f"-c {name}={milliseconds}" for name, milliseconds in POSTGRES_LIMITS.items())
    # compiled, a question of many parts takes seconds before it begins; ours end sooner
    described["OPTIONS"] = {**described.get("OPTIONS", {}), "options": f"{limits} -c jit=off"}
    if pool:
        described["CONN_HEALTH_CHECKS"] = True
        described["OPTIONS"]["pool"] = {"min_size": 1, "max_size": pool}
    return described


def is_sqlite(described: dict[str, Any]) -> bool:
    """Whether a database description is one of SQLite."""
    return str(described["ENGINE"]).endswith("sqlite3")
