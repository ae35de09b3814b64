"""A column that is one of the keys of another question, looked up key by key in the index of the column.

PostgreSQL prices a join of some thousand keys as dearer than reading the whole table, so that work in portions reads
the table once for each portion. As an array it takes the keys to its index.
"""

from typing import Any

from django.db.models import BooleanField, F, Func, QuerySet, Subquery


class OneOf(Func):
    """`filter(OneOf("unit", Unit.objects.filter(building=building)))`: some thousand keys, not half a table."""

    conditional = True
    arg_joiner = " IN "
    template = "%(expressions)s"

    def __init__(self, column: str, rows: QuerySet[Any]) -> None:
        """Take the name of the column and the rows whose keys are meant."""
        super().__init__(F(column), Subquery(rows.order_by().values("pk")), output_field=BooleanField())

    def as_postgresql(self, compiler: Any, connection: Any, **context: Any) -> Any:
        """Return `column = ANY(ARRAY(SELECT …))`."""
        context |= {"template": "%(expressions)s)", "arg_joiner": " = ANY(ARRAY"}
        return self.as_sql(compiler, connection, **context)
