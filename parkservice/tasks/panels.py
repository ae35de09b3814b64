"""What hangs on a record: open and settled tasks, and the ways to ask for more (M4, M12).

A higher app shows `for_subject(user, record)` with the template `tasks/_panel.html` on its record page.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any
from urllib.parse import urlencode

from django.db import models
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.journal.models import subject_kind
from parkservice.tasks import sources
from parkservice.tasks.models import Question, Referral, WorkOrder

#: The kinds of tasks, each with its picture.
KINDS: tuple[tuple[Any, str], ...] = ((WorkOrder, "wrench"), (Question, "swap"), (Referral, "rise"))


@dataclass(frozen=True)
class Item:
    """One task on a record, with what came back."""

    row: Any
    icon: str

    @property
    def said(self) -> str:
        """The result or the answer, once there is one."""
        return str(getattr(self.row, "result", "") or getattr(self.row, "answer", ""))

    @property
    def whom(self) -> str:
        """Department, level or person asked."""
        row = self.row
        if isinstance(row, Referral):
            return str(row.get_to_role_display())
        return str(row.department)


@dataclass(frozen=True)
class Way:
    """A button: ask for something from this record."""

    label: str | Promise
    url: str
    icon: str


@dataclass(frozen=True)
class TaskPanel:
    """The card of a record: unsettled tasks first, soonest first; then what was settled; the buttons."""

    items: list[Item]
    ways: list[Way]

    @property
    def open(self) -> int:
        """How many wait for somebody."""
        return sum(1 for item in self.items if not item.row.is_settled)


def for_subject(user: User, record: models.Model) -> TaskPanel | None:
    """Return the card of a record that this person reads in full; None when there is nothing to show or ask.

    The caller shows it only to readers in full (`sources.seen_by` says the same for lists).
    """
    items = [Item(row, icon) for model, icon in KINDS for row in _rows(model, record)]
    items.sort(key=lambda item: (item.row.is_settled, item.row.due))
    ways = list(_ways(user, record)) if sources.works_on(user, record) else []
    return TaskPanel(items, ways) if items or ways else None


def _rows(model: Any, record: models.Model) -> Any:
    related = ("asked_by",) if model is Referral else ("asked_by", "department")
    return model.objects.about(record).select_related(*related)


def _ways(user: User, record: Any) -> Iterable[Way]:
    """The forms that this person may open for a record."""
    about = urlencode({"about": f"{subject_kind(record)}:{record.pk}"})
    for label, name, icon, perm in (
        (_("Order work"), "workorder_new", "wrench", "tasks.ask"),
        (_("Ask a department"), "question_new", "swap", "tasks.ask"),
        (_("Ask the next level"), "referral_new", "rise", "tasks.refer"),
    ):
        if may(user, perm, record.park):
            yield Way(label, f"{reverse(f'tasks:{name}')}?{about}", icon)


def tasks_open(ids: Iterable[int], kind: str) -> set[int]:
    """Return which of some records of a kind have an unsettled task, for readings of duties."""
    wanted = {"subject_kind": kind, "subject_id__in": list(ids)}
    found: set[Any] = set()
    for rows in (WorkOrder.objects.unsettled(), Question.objects.waiting(), Referral.objects.unsettled()):
        found |= set(rows.filter(**wanted).values_list("subject_id", flat=True))
    return found
