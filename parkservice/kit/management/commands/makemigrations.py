"""manage.py makemigrations: as Django's, with constraints and indexes written into the table they belong to."""

from typing import Any

from django.core.management.commands.makemigrations import Command as DjangoCommand
from django.db.migrations.operations import AddConstraint, AddField, AddIndex, CreateModel
from django.db.migrations.operations.base import Operation

WHERE = {AddConstraint: ("constraints", "constraint"), AddIndex: ("indexes", "index")}


class Command(DjangoCommand):
    """Each step of a migration makes Django build the models anew: folded, a first migrate takes 6 s instead of 16."""

    def write_migration_files(self, changes: dict[str, list[Any]], *more: Any, **options: Any) -> None:
        """Fold, then write as usual."""
        for migration in (each for found in changes.values() for each in found):
            migration.operations = folded(migration.operations)
        super().write_migration_files(changes, *more, **options)


def folded(operations: list[Operation]) -> list[Operation]:
    """The operations with what is added to a table of the same migration moved into its creation.

    A table that gets a field later keeps its additions: they may name that field.
    """
    grows = {step.model_name_lower for step in operations if isinstance(step, AddField)}
    made: dict[str, CreateModel] = {}
    kept: list[Operation] = []
    for step in operations:
        table = made.get(getattr(step, "model_name_lower", "")) if type(step) in WHERE else None
        if table:
            option, name = WHERE[type(step)]
            table.options.setdefault(option, []).append(getattr(step, name))
        else:
            kept.append(step)
            if isinstance(step, CreateModel) and step.name_lower not in grows:
                made[step.name_lower] = step
    return kept
