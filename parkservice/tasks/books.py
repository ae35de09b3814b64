"""The data invariants of tasks, recomputed from the rows."""

from collections.abc import Iterator
from itertools import pairwise

from parkservice.journal.books import check
from parkservice.journal.models import Event
from parkservice.tasks.models import DueChange, Question, Rectification, Referral, Step, WorkOrder

CHUNK = 2000


@check("T1", "The state of a task is what its journal adds up to.")
def states() -> Iterator[str]:
    """Fold the events of each task and compare the end with the stored state."""
    for model in (WorkOrder, Question, Referral, Rectification):
        first = model._meta.get_field("state").default
        events = Event.objects.filter(subject_kind=model._meta.label_lower).exclude(to_state="").order_by("id")
        last = dict(events.values_list("subject_id", "to_state").iterator(CHUNK))
        for pk, number, state in model.objects.values_list("pk", "number", "state").iterator(CHUNK):
            if last.get(pk, str(first)) != state:
                yield f"{number} is {state}, its history ends in {last.get(pk, first)}"


@check("T2", "No due date of a rectification was changed without its former date and a reason.")
def due_dates() -> Iterator[str]:
    """Follow the changes of each date from the first to the one that stands now."""
    kept: dict[tuple[int, int | None], list[DueChange]] = {}
    for change in DueChange.objects.order_by("id").iterator(CHUNK):
        kept.setdefault((change.rectification_id, change.step_id), []).append(change)
    for plan in Rectification.objects.only("pk", "number", "due").iterator(CHUNK):
        if _broken(kept.get((plan.pk, None), []), plan.due):
            yield plan.number
    for step in Step.objects.select_related("rectification").iterator(CHUNK):
        if _broken(kept.get((step.rectification_id, step.pk), []), step.due):
            yield f"{step.rectification.number} step {step.position}"


def _broken(changes: list[DueChange], due: object) -> bool:
    """Whether a chain of changes has a gap, or does not end in the date that stands now."""
    gaps = any(one.due != two.former for one, two in pairwise(changes))
    return gaps or bool(changes and changes[-1].due != due)
