"""What hangs on a record: open and settled tasks, and the ways to ask for more (M4, M12).

A higher app shows `for_subject(user, record)` with the template `tasks/_panel.html` on its record page. All kinds are
read by one statement.
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import Any, NamedTuple
from urllib.parse import urlencode

from django.db import models
from django.db.models import F, Value
from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.accounts.roles import Role
from parkservice.journal.models import subject_kind
from parkservice.parks.models import speaks_english
from parkservice.tasks import sources
from parkservice.tasks.base import left
from parkservice.tasks.coordination.models import QUESTION_TONES, QuestionState
from parkservice.tasks.models import Question, Rectification, Referral, WorkOrder
from parkservice.tasks.rectifications.models import PLAN_TONES, PlanState
from parkservice.tasks.referrals.models import REFERRAL_TONES, ReferralState
from parkservice.tasks.workorders.models import ORDER_TONES, OrderState
from parkservice.ui.due import Due


class Kind(NamedTuple):
    """One kind of task in the card: picture, states with their tones, and the states in which a time runs."""

    icon: str
    states: Any
    tones: Any
    runs: tuple[str, ...]


KINDS = {
    "workorder": Kind("wrench", OrderState, ORDER_TONES, (OrderState.OPEN, OrderState.TAKEN)),
    "question": Kind("swap", QuestionState, QUESTION_TONES, (QuestionState.ASKED,)),
    "referral": Kind("rise", ReferralState, REFERRAL_TONES, (ReferralState.ASKED,)),
    "rectification": Kind("task", PlanState, PLAN_TONES, ()),
}
#: States in which nobody has anything to do.
SETTLED = frozenset({"accepted", "withdrawn", "acted", "verified"})
_FIELDS = ("kind", "pk", "number", "matter", "state", "asked_at", "until", "whom_zh", "whom_en", "said")


class Item(NamedTuple):
    """One task on a record, with whom it was asked of and what came back."""

    kind: str
    pk: int
    number: str
    matter: str
    state: str
    asked_at: datetime
    until: datetime | None
    whom_zh: str
    whom_en: str
    said: str

    @property
    def icon(self) -> str:
        """The picture of its kind."""
        return KINDS[self.kind].icon

    @property
    def url(self) -> str:
        """Its record page."""
        return reverse(f"tasks:{self.kind}", args=[self.pk])

    @property
    def settled(self) -> bool:
        """Whether nobody has anything to do about it; an answered question is."""
        return self.state in SETTLED or (self.kind, self.state) == ("question", "answered")

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return str(KINDS[self.kind].tones[self.state])

    @property
    def word(self) -> Any:
        """Its state in words."""
        return KINDS[self.kind].states(self.state).label

    @property
    def whom(self) -> str:
        """Department, level or person asked, in the language of the page."""
        if self.kind == "referral":
            return str(Role(self.whom_zh).label)
        return self.whom_en if self.whom_en and speaks_english() else self.whom_zh

    @property
    def clock(self) -> Due | None:
        """The time that runs, if any."""
        runs = self.until is not None and self.state in KINDS[self.kind].runs
        return left(self.asked_at, self.until) if runs and self.until else None


@dataclass(frozen=True)
class Way:
    """A button: ask for something from this record."""

    label: str | Promise
    url: str
    icon: str


@dataclass(frozen=True)
class TaskPanel:
    """The card of a record: unsettled tasks first, then what was settled; the buttons."""

    items: list[Item]
    ways: list[Way]


def for_subject(user: User, record: models.Model) -> TaskPanel | None:
    """Return the card of a record; None when there is nothing to show or ask.

    The caller shows it only to those who read the record in full (`SourceKind.seen` says the same for lists).
    """
    items = sorted(_items(record), key=lambda item: (item.settled, item.asked_at))
    ways = list(_ways(user, record)) if sources.works_on(user, record) else []
    return TaskPanel(items, ways) if items or ways else None


def _items(record: models.Model) -> Iterable[Item]:
    """Every task of a record, by one statement."""
    no_moment = Value(None, models.DateTimeField())
    parts = (
        _part(WorkOrder, record, F("due"), F("department__name_zh"), F("department__name_en"), F("result")),
        _part(Question, record, F("due"), F("department__name_zh"), F("department__name_en"), F("answer")),
        _part(Referral, record, F("due"), F("to_role"), F("to_role"), F("answer")),
        _part(
            Rectification,
            record,
            no_moment,
            F("owner__name"),
            F("owner__name_en"),
            F("result"),
        ),
    )
    return [Item(*row) for row in parts[0].union(*parts[1:], all=True)]


def _part(model: Any, record: models.Model, until: Any, zh: Any, en: Any, said: Any) -> Any:
    rows = model.objects.about(record).order_by()
    kind = Value(model._meta.model_name, models.CharField())
    return rows.annotate(kind=kind, until=until, whom_zh=zh, whom_en=en, said=said).values_list(*_FIELDS)


def _ways(user: User, record: Any) -> Iterable[Way]:
    """The forms that this person may open for a record."""
    about = urlencode({"about": f"{subject_kind(record)}:{record.pk}"})
    for label, name, icon, perm in (
        (_("Order work"), "workorder_new", "wrench", "tasks.ask"),
        (_("Ask a department"), "question_new", "swap", "tasks.ask"),
        (_("Ask the next level"), "referral_new", "rise", "tasks.refer"),
        (_("Plan a rectification"), "rectification_new", "task", "rectifications.plan"),
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
