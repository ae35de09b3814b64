"""A park full of hostile words: every text that somebody wrote is replaced, in every table of the product.

Texts are told from codes by their Chinese characters, by an English name (`..._en`), or because they are named below.
Each place gets other words: a line gets the next payload that fits, a longer text as many as it can hold.
"""

import re
from collections.abc import Iterator
from itertools import cycle
from typing import Any

from django.apps import apps
from django.db import connection, models, transaction

from parkservice.kit import appendonly
from tests.support.payloads import FORMULAS, PAYLOADS

APPS = ("parks", "accounts", "estate", "paperwork", "messaging", "tasks", "complaints", "journal")
CHINESE = re.compile("[\u4e00-\u9fff]")
#: Texts that the demo park writes without a Chinese character.
ALSO = {("attachment", "name"), ("savedview", "name"), ("importrun", "file_name"), ("apitoken", "name")}
#: The headings of a table are checked before it is kept.
CHECKED = {("importrun", "headings")}
#: As much of a text as a table or a page takes; the product's own limit is 5,000.
LONGEST = 700
ADDRESS = '"<svg/onload=hit({})>"@hit.invalid'


class Words:
    """Gives hostile words in turn, so that each place gets others; every fourth line begins like a formula."""

    def __init__(self) -> None:
        self.every, self.formulas = cycle(PAYLOADS), cycle(FORMULAS)
        self.given = 0

    def line(self, length: int) -> str:
        """The next payload that fits into a line."""
        self.given += 1
        source: Iterator[str] = self.formulas if self.given % 4 == 0 else self.every
        while len(found := " ".join(next(source).split("\n"))) > length:
            continue
        return found

    def text(self, length: int) -> str:
        """Several payloads, one in a line."""
        lines = [next(self.every)]
        while len("\n".join(lines)) < length:
            lines.append(next(self.every))
        return "\n".join(lines[:-1] or lines)[:length]


def flood() -> int:
    """Replace every text of the park that this process works on; return how many were."""
    words = Words()
    with transaction.atomic():
        appendonly.uninstall(connection)
        total = sum(_flood(model, words) for model in apps.get_models() if model._meta.app_label in APPS)
        appendonly.install(connection)
    return total


def _flood(model: type[models.Model], words: Words) -> int:
    fields = [one for one in model._meta.concrete_fields if _holds_text(one)]
    changes = 0
    for row in model._base_manager.all() if fields else ():
        new = {one: _rewritten(one, getattr(row, one.attname), words) for one in fields}
        new = {one: value for one, value in new.items() if value != getattr(row, one.attname)}
        if new:
            _store(row, new)
            changes += len(new)
    return changes


def _store(row: models.Model, values: dict[models.Field[Any, Any], Any]) -> None:
    """Write past the models, as somebody with a hand on the database would."""
    setting = ", ".join(f'"{one.column}" = %s' for one in values)
    kept = [one.get_db_prep_save(value, connection) for one, value in values.items()]
    with connection.cursor() as cursor:
        cursor.execute(f'UPDATE "{row._meta.db_table}" SET {setting} WHERE id = %s', [*kept, row.pk])  # noqa: S608


def _holds_text(one: models.Field[Any, Any]) -> bool:
    plain = type(one) in (models.CharField, models.TextField, models.JSONField, models.EmailField)
    return plain and not one.choices and not one.primary_key and (one.model._meta.model_name, one.name) not in CHECKED


def _rewritten(one: models.Field[Any, Any], value: Any, words: Words) -> Any:
    if isinstance(one, models.EmailField):
        words.given += bool(value)
        return ADDRESS.format(words.given) if value else value
    if isinstance(one, models.JSONField):
        return _inside(value, words)
    known = one.name.endswith("_en") or (one.model._meta.model_name, one.name) in ALSO
    if not value or not (known or CHINESE.search(value)):
        return value
    if isinstance(one, models.CharField):
        return words.line(one.max_length or LONGEST)
    return words.text(LONGEST)


def _inside(value: Any, words: Words) -> Any:
    """The same data with every Chinese text replaced."""
    if isinstance(value, dict):
        return {key: _inside(held, words) for key, held in value.items()}
    if isinstance(value, list):
        return [_inside(held, words) for held in value]
    return words.text(200) if isinstance(value, str) and CHINESE.search(value) else value
