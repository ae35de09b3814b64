"""The tables of an app's first migration, made together.

Django draws every model that hangs together anew after each `CreateModel`: with all models of the product that was
three quarters of a first start. Here the models of an app are drawn once, when all of them are known.
"""

from collections.abc import Sequence
from typing import Any

from django.db.backends.base.schema import BaseDatabaseSchemaEditor
from django.db.migrations.operations import CreateModel
from django.db.migrations.operations.base import Operation
from django.db.migrations.state import ProjectState


class FirstTables(Operation):
    """What `makemigrations` wrote for a new app, as one step: fields and indexes that it adds later are there too."""

    reversible = False

    def __init__(self, operations: Sequence[Operation]) -> None:
        """Take the operations as they were written."""
        self.operations = list(operations)

    def deconstruct(self) -> tuple[str, Sequence[Any], dict[str, Any]]:
        """How a migration would write it."""
        return self.__class__.__name__, [], {"operations": self.operations}

    def state_forwards(self, app_label: str, state: ProjectState) -> None:
        """Add the models; they are drawn when somebody asks for them."""
        state.__dict__.pop("apps", None)
        for operation in self.operations:
            operation.state_forwards(app_label, state)

    def database_forwards(
        self, app_label: str, schema_editor: BaseDatabaseSchemaEditor, from_state: ProjectState, to_state: ProjectState
    ) -> None:
        """Make each table with all its fields, indexes and constraints."""
        for operation in self.operations:
            if isinstance(operation, CreateModel):
                model = to_state.apps.get_model(app_label, operation.name)
                if self.allow_migrate_model(schema_editor.connection.alias, model):
                    schema_editor.create_model(model)

    def describe(self) -> str:
        """What it does, for the plan."""
        return f"Create the first {len(self.operations)} tables and what belongs to them"
