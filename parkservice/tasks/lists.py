"""The list of tasks, the same for every kind: the park's rows that one may read, those due first on top."""

from typing import Any

from django.db.models import QuerySet

from parkservice.accounts.access import PersonRequest
from parkservice.ui.lists import RecordList


class TaskList(RecordList):
    """One kind of task as a list; a feature names its model, what a row needs, views, columns and words."""

    request: PersonRequest
    model: Any
    related: tuple[str, ...] = ()
    state_field = "state"
    sorts = {"number": "number", "date": "asked_at", "deadline": "due"}
    default_sort = "deadline"
    export_perms = ("complaints.export",)

    def rows(self) -> QuerySet[Any]:
        """Those this person may read, in the park shown."""
        rows: QuerySet[Any] = self.model.objects.visible_to(self.request.user).filter(park=self.request.park)
        return rows

    def prepare(self, rows: QuerySet[Any]) -> QuerySet[Any]:
        """People, department and place of each row."""
        return rows.select_related(*self.related)
