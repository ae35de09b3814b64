"""Who may open the photos of a task: who may open the task itself."""

from typing import Any

from parkservice.accounts.rights import may
from parkservice.paperwork import access
from parkservice.paperwork.models import Attachment
from parkservice.tasks.models import Question, WorkOrder


def shown(rows: list[Attachment]) -> list[dict[str, Any]]:
    """Return photos ready for `ui/photos.html`."""
    return [{"url": row.url, "thumb": row.thumb, "name": row.name, "image": row.image} for row in rows]


def _rule(model: Any, perm: str) -> access.Rule:
    def may_open(user: Any, subject_id: int, _request: Any) -> bool:
        return may(user, perm) and model.objects.visible_to(user).filter(pk=subject_id).exists()

    return may_open


access.register("tasks.workorder", _rule(WorkOrder, "tasks.view"))
access.register("tasks.question", _rule(Question, "tasks.view"))
