"""The SQL behind `kit.appendonly`, for SQLite and for PostgreSQL.

SQLite names every column that must not change. PostgreSQL compares whole rows inside a function, so that no column
hangs on a trigger and later migrations may change its type. Each trigger remembers its own text (SQLite in its schema,
PostgreSQL in a comment), which is how an outdated one is recognised.
"""

from collections.abc import Iterable
from dataclasses import dataclass

from django.db.backends.base.base import BaseDatabaseWrapper

APPEND_ONLY = "append-only"
NO_OVERLAP = "no-overlap"
CLOSED = "closed"


@dataclass(frozen=True)
class Protection:
    """A table whose rows stay: the columns that may still change, and whether rows may be deleted."""

    table: str
    mutable: frozenset[str]
    deletable: bool


@dataclass(frozen=True)
class Ranges:
    """A table where rows with the same key never overlap from `starts` to `ends`, both included.

    `ends` NULL means open; `condition` names a boolean column that limits the rule to its true rows, or is empty.
    """

    table: str
    key: tuple[str, ...]
    starts: str
    ends: str
    condition: str


@dataclass(frozen=True)
class Closing:
    """One way of closing days: which row stands for a span of days, and which row says that it is closed.

    Who writes a dated row shares the row of `guard` (found by `guard_key`), who closes holds it alone, so that neither
    slips past the other; a row of `closes` with the same `closes_key` and day is the closing. `monthly`: guard and
    closes have a column `month`, the first day of the month that they stand for; else closes has a column `day`.
    """

    guard: str
    guard_key: str
    closes: str
    closes_key: str
    monthly: bool = False


@dataclass(frozen=True)
class Dated:
    """A table that takes no new row for a closed day; rows without `key` belong to nothing that closes."""

    table: str
    closing: Closing
    key: str
    day: str

    @property
    def name(self) -> str:
        """The name of its trigger: months sort before days, as they are locked."""
        return f"closed_{'month' if self.closing.monthly else 'on_day'}_{self.table}"

    @property
    def refusal(self) -> str:
        """What the database says."""
        return f"{CLOSED}: {self.table} takes no row for this day, see {self.closing.closes}"

    def guarded(self, day: str) -> str:
        """Return the FROM and WHERE that find the guard's row; `day` is the span's first day in the store's words."""
        month = f' AND "month" = {day}' if self.closing.monthly else ""
        return f'FROM "{self.closing.guard}" WHERE "{self.closing.guard_key}" = NEW."{self.key}"{month}'

    def closed(self, day: str) -> str:
        """Return the condition that the span is closed."""
        column = "month" if self.closing.monthly else "day"
        where = f'"{self.closing.closes_key}" = NEW."{self.key}" AND "{column}" = {day}'
        return f'EXISTS (SELECT 1 FROM "{self.closing.closes}" WHERE {where})'  # noqa: S608 - names from our own code


@dataclass(frozen=True)
class Trigger:
    """One trigger: `sql` makes it, `function` is what PostgreSQL needs first."""

    name: str
    table: str
    sql: str
    function: str = ""


class SqliteTriggers:
    """Triggers as SQLite writes them; range checks run after the change, when a new row has its id."""

    def append_only(self, rule: Protection, columns: Iterable[str]) -> list[Trigger]:
        """Return the triggers that refuse changes of the other columns, and deletes."""
        fixed = [column for column in columns if column not in rule.mutable]
        changed = " OR ".join(f'OLD."{column}" IS NOT NEW."{column}"' for column in fixed)
        when = f" WHEN {changed}" if rule.mutable else ""
        made = [self._refusing(rule.table, "UPDATE", when)]
        return made if rule.deletable else [*made, self._refusing(rule.table, "DELETE", "")]

    def ranges(self, rule: Ranges) -> list[Trigger]:
        """Return the triggers that refuse a row whose days another row of the key already has."""
        when = f' WHEN NEW."{rule.condition}"' if rule.condition else ""
        clash = _clash(rule, "'9999-12-31'")
        body = f"SELECT RAISE(ABORT, '{NO_OVERLAP}: {rule.table} has these days already') WHERE {clash};"
        return [
            Trigger(
                f"no_overlap_{rule.table}_{event.lower()}",
                rule.table,
                f'CREATE TRIGGER "no_overlap_{rule.table}_{event.lower()}" AFTER {event} ON "{rule.table}"{when}'
                f" BEGIN {body} END",
            )
            for event in ("INSERT", "UPDATE")
        ]

    def closed_days(self, rule: Dated) -> list[Trigger]:
        """Return the trigger that refuses a new row for a day that is closed, or that nobody has opened."""
        day = f"""strftime('%Y-%m-01', NEW."{rule.day}")""" if rule.closing.monthly else f'NEW."{rule.day}"'
        odd = f'NEW."{rule.day}" IS NOT date(NEW."{rule.day}")'  # a day written otherwise would equal no closed one
        refused = f"{odd} OR NOT EXISTS (SELECT 1 {rule.guarded(day)}) OR {rule.closed(day)}"
        sql = (
            f'CREATE TRIGGER "{rule.name}" BEFORE INSERT ON "{rule.table}" WHEN NEW."{rule.key}" IS NOT NULL'
            f" BEGIN SELECT RAISE(ABORT, '{rule.refusal}') WHERE {refused}; END"
        )
        return [Trigger(rule.name, rule.table, sql)]

    def make(self, trigger: Trigger) -> list[str]:
        """Return the statements that make a trigger anew."""
        return [*self.drop(trigger), trigger.sql]

    def drop(self, trigger: Trigger) -> list[str]:
        """Return the statements that take a trigger away."""
        return [f'DROP TRIGGER IF EXISTS "{trigger.name}"']

    def existing(self, connection: BaseDatabaseWrapper) -> dict[str, str]:
        """Return name and text of every trigger of the database."""
        with connection.cursor() as cursor:
            cursor.execute("SELECT name, sql FROM sqlite_master WHERE type = 'trigger'")
            return dict(cursor.fetchall())

    def _refusing(self, table: str, event: str, when: str) -> Trigger:
        name = f"append_only_{table}_{event.lower()}"
        refusal = f"SELECT RAISE(ABORT, '{APPEND_ONLY}: {table} refuses {event}');"
        return Trigger(name, table, f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}"{when} BEGIN {refusal} END')


class PostgresTriggers:
    """Triggers as PostgreSQL writes them; range checks take an advisory lock on the key, so that no race slips by."""

    def append_only(self, rule: Protection, _columns: Iterable[str]) -> list[Trigger]:
        """Return the triggers that refuse changes of the other columns, deletes and TRUNCATE."""
        arguments = ", ".join(f"'{column}'" for column in sorted(rule.mutable))
        made = [self._refusing(rule.table, "UPDATE", "ROW", arguments)]
        if not rule.deletable:
            made += [
                self._refusing(rule.table, "DELETE", "ROW", ""),
                self._refusing(rule.table, "TRUNCATE", "STATEMENT", ""),
            ]
        return made

    def ranges(self, rule: Ranges) -> list[Trigger]:
        """Return the trigger that refuses a row whose days another row of the key already has."""
        name = f"no_overlap_{rule.table}"
        lock = ", ".join(f'NEW."{column}"' for column in rule.key)
        skip = f'IF NEW."{rule.condition}" IS NOT TRUE THEN RETURN NEW; END IF;' if rule.condition else ""
        function = f"""CREATE OR REPLACE FUNCTION "{name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN {skip}
            PERFORM pg_advisory_xact_lock(hashtextextended(concat_ws('/', '{rule.table}', {lock}), 0));
            IF {_clash(rule, "'infinity'")} THEN
                RAISE EXCEPTION '{NO_OVERLAP}: {rule.table} has these days already'
                    USING ERRCODE = 'exclusion_violation';
            END IF;
            RETURN NEW; END $$"""
        sql = (
            f'CREATE TRIGGER "{name}" BEFORE INSERT OR UPDATE ON "{rule.table}"'
            f' FOR EACH ROW EXECUTE FUNCTION "{name}"()'
        )
        return [Trigger(name, rule.table, sql, function)]

    def closed_days(self, rule: Dated) -> list[Trigger]:
        """Return the trigger that shares the guard's row, and then refuses a day that is closed or not opened."""
        day = f"""date_trunc('month', NEW."{rule.day}")::date""" if rule.closing.monthly else f'NEW."{rule.day}"'
        function = f"""CREATE OR REPLACE FUNCTION "{rule.name}"() RETURNS trigger LANGUAGE plpgsql AS $$ BEGIN
            IF NEW."{rule.key}" IS NULL THEN RETURN NEW; END IF;
            PERFORM 1 {rule.guarded(day)} FOR SHARE;
            IF NOT FOUND OR {rule.closed(day)} THEN
                RAISE EXCEPTION '{rule.refusal}' USING ERRCODE = 'integrity_constraint_violation';
            END IF;
            RETURN NEW; END $$"""
        sql = (
            f'CREATE TRIGGER "{rule.name}" BEFORE INSERT ON "{rule.table}"'
            f' FOR EACH ROW EXECUTE FUNCTION "{rule.name}"()'
        )
        return [Trigger(rule.name, rule.table, sql, function)]

    def make(self, trigger: Trigger) -> list[str]:
        """Return the statements that make a trigger anew and note its text in a comment."""
        note = trigger.sql.replace("'", "''")
        comment = f"""COMMENT ON TRIGGER "{trigger.name}" ON "{trigger.table}" IS '{note}'"""
        return [trigger.function, *self.drop(trigger), trigger.sql, comment]

    def drop(self, trigger: Trigger) -> list[str]:
        """Return the statements that take a trigger away."""
        return [f'DROP TRIGGER IF EXISTS "{trigger.name}" ON "{trigger.table}"']

    def existing(self, connection: BaseDatabaseWrapper) -> dict[str, str]:
        """Return name and noted text of every trigger that is switched on."""
        with connection.cursor() as cursor:
            cursor.execute(
                "SELECT tgname, COALESCE(obj_description(pg_trigger.oid, 'pg_trigger'), '') FROM pg_trigger"
                " WHERE NOT tgisinternal AND tgenabled IN ('O', 'A') AND pg_table_is_visible(tgrelid)"
            )
            return dict(cursor.fetchall())

    def _refusing(self, table: str, event: str, level: str, arguments: str) -> Trigger:
        name = f"append_only_{table}_{event.lower()}"
        sql = (
            f'CREATE TRIGGER "{name}" BEFORE {event} ON "{table}"'
            f" FOR EACH {level} EXECUTE FUNCTION kit_append_only({arguments})"
        )
        return Trigger(name, table, sql, _POSTGRES_APPEND_ONLY)


_POSTGRES_APPEND_ONLY = f"""CREATE OR REPLACE FUNCTION kit_append_only() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND TG_NARGS > 0 THEN
        IF to_jsonb(NEW) - TG_ARGV::text[] = to_jsonb(OLD) - TG_ARGV::text[] THEN RETURN NEW; END IF;
    END IF;
    RAISE EXCEPTION '{APPEND_ONLY}: % refuses %', TG_TABLE_NAME, TG_OP USING ERRCODE = 'integrity_constraint_violation';
END $$"""


def _clash(rule: Ranges, open_end: str) -> str:
    """Return the condition that another row of the same key has one of the days of the new row."""
    same = [f'other."{column}" = NEW."{column}"' for column in rule.key]
    limit = [f'other."{rule.condition}"'] if rule.condition else []
    days = [
        f'other."{rule.starts}" <= COALESCE(NEW."{rule.ends}", {open_end})',
        f'COALESCE(other."{rule.ends}", {open_end}) >= NEW."{rule.starts}"',
    ]
    matches = " AND ".join(['other."id" <> NEW."id"', *same, *limit, *days])
    return f'EXISTS (SELECT 1 FROM "{rule.table}" AS other WHERE {matches})'  # noqa: S608 - names from our own code
