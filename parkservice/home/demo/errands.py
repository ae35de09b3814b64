"""What is asked of others in the demo park: work orders, questions, referrals, rectifications (domain 2.2, M4, M12).

Each row of `errands.toml` says who asks what of whom, about which record, and in `way` what happens then: lines of
working days before the end, time of day, act, person, words.
"""

from collections.abc import Callable, Iterator
from datetime import date, datetime
from decimal import Decimal
from typing import Any

from django.db.models import Model

from complaints.models import Complaint, Suggestion
from parkservice.home.demo.scene import Scene, Tale
from parkservice.home.demo.texts import book
from parkservice.tasks.coordination import services as questions
from parkservice.tasks.coordination.services import Asking
from parkservice.tasks.models import Rectification
from parkservice.tasks.rectifications import services as rectifications
from parkservice.tasks.rectifications.services import Measure, Plan
from parkservice.tasks.referrals import services as referrals
from parkservice.tasks.referrals.services import Problem
from parkservice.tasks.workorders import services as workorders
from parkservice.tasks.workorders.services import Job

Row = dict[str, Any]


def tales(scene: Scene) -> Iterator[Tale]:
    """Every errand of the year."""
    for kind, make in MAKERS.items():
        for row in book("errands")[kind]:
            yield _tale(scene, row, make, ACTS[kind])


def _tale(scene: Scene, row: Row, make: "Maker", acts: "dict[str, Act]") -> Tale:
    yield scene.moment(row["ago"], row["at"])
    task = make(scene, row, _subject(scene, row))
    for ago, at, act, person, said in row.get("way", ()):
        yield scene.moment(ago, at)
        acts[act](scene, task.pk, scene.people[person], said)


def _subject(scene: Scene, row: Row) -> Model | None:
    """The record that it hangs on: `case` or `suggestion` is the key of a story."""
    if "case" in row:
        return Complaint.objects.select_related("officer").get(pk=scene.known[row["case"]])
    return Suggestion.objects.get(pk=scene.known[row["suggestion"]]) if "suggestion" in row else None


def _due(scene: Scene, row: Row) -> datetime:
    """Until when it is wanted: `due` working days before the end (ahead of it when negative), at closing time."""
    return scene.moment(row["due"], row.get("due_at", "17:30"))


def _order(scene: Scene, row: Row, subject: Model | None) -> Model:
    unit = scene.unit(row["unit"]) if "unit" in row else None
    job = Job(
        matter=row["matter"],
        department=scene.departments[row["department"]],
        due=_due(scene, row),
        details=row.get("details", ""),
        unit=unit,
        place=row.get("place", ""),
        urgent=row.get("urgent", False),
    )
    return workorders.order(
        park=scene.park, actor=scene.people[row["by"]], job=job, form_id=scene.form_id(), subject=subject
    )[0]


def _question(scene: Scene, row: Row, subject: Model | None) -> Model:
    department = scene.departments[row["department"]]
    asking = Asking(matter=row["matter"], question=row["question"], department=department, due=_due(scene, row))
    return questions.ask(
        park=scene.park, actor=scene.people[row["by"]], asking=asking, form_id=scene.form_id(), subject=subject
    )[0]


def _referral(scene: Scene, row: Row, subject: Model | None) -> Model:
    problem = Problem(matter=row["matter"], problem=row["problem"], opinion=row["opinion"], due=_due(scene, row))
    return referrals.refer(
        park=scene.park, actor=scene.people[row["by"]], problem=problem, form_id=scene.form_id(), subject=subject
    )[0]


def _rectification(scene: Scene, row: Row, subject: Model | None) -> Model:
    plan = Plan(
        matter=row["matter"],
        problem=row["problem"],
        owner=scene.people[row["owner"]],
        due=scene.day(row["due"]),
        measures=[Measure(what=what, owner=scene.people[who], due=scene.day(due)) for what, who, due in row["steps"]],
        budget=Decimal(row["budget"]) if "budget" in row else None,
    )
    return rectifications.plan(
        park=scene.park, actor=scene.people["manager"], plan=plan, form_id=scene.form_id(), subject=subject
    )[0]


def _finish_step(scene: Scene, pk: int, actor: Any, place: Any) -> None:
    step = Rectification.objects.get(pk=pk).steps.get(position=place)
    rectifications.finish_step(rectification_id=pk, actor=actor, step=step)


def _move(scene: Scene, pk: int, actor: Any, said: Any) -> None:
    """A step, or with 0 the whole, is due on a later day; the reason stays."""
    place, due, reason = said
    step = Rectification.objects.get(pk=pk).steps.get(position=place) if place else None
    day: date = scene.day(due)
    rectifications.change_due(rectification_id=pk, actor=actor, due=day, reason=reason, step=step)


def _progress(scene: Scene, pk: int, actor: Any, said: Any) -> None:
    rectifications.write_progress(rectification_id=pk, actor=actor, form_id=scene.form_id(), text=said)


def _ask_again(scene: Scene, pk: int, actor: Any, said: Any) -> None:
    due, reason = said
    questions.ask_again(question_id=pk, actor=actor, reason=reason, due=scene.moment(due, "17:30"))


Maker = Callable[[Scene, Row, Model | None], Model]
Act = Callable[[Scene, int, Any, Any], object]
MAKERS: dict[str, Maker] = {
    "order": _order,
    "question": _question,
    "referral": _referral,
    "rectification": _rectification,
}
ACTS: dict[str, dict[str, Act]] = {
    "order": {
        "take": lambda _scene, pk, who, _said: workorders.take(order_id=pk, actor=who),
        "finish": lambda _scene, pk, who, said: workorders.finish(order_id=pk, actor=who, result=said),
        "accept": lambda _scene, pk, who, _said: workorders.accept(order_id=pk, actor=who),
        "send_back": lambda _scene, pk, who, said: workorders.send_back(order_id=pk, actor=who, reason=said),
        "withdraw": lambda _scene, pk, who, said: workorders.withdraw(order_id=pk, actor=who, reason=said),
    },
    "question": {
        "answer": lambda _scene, pk, who, said: questions.give_answer(question_id=pk, actor=who, answer=said),
        "ask_again": _ask_again,
        "withdraw": lambda _scene, pk, who, said: questions.withdraw(question_id=pk, actor=who, reason=said),
    },
    "referral": {
        "answer": lambda _scene, pk, who, said: referrals.give_answer(referral_id=pk, actor=who, answer=said),
        "act": lambda _scene, pk, who, said: referrals.act_on(referral_id=pk, actor=who, done=said),
        "withdraw": lambda _scene, pk, who, said: referrals.withdraw(referral_id=pk, actor=who, reason=said),
    },
    "rectification": {
        "begin": lambda _scene, pk, who, _said: rectifications.begin(rectification_id=pk, actor=who),
        "progress": _progress,
        "step": _finish_step,
        "move": _move,
        "finish": lambda _scene, pk, who, said: rectifications.finish(rectification_id=pk, actor=who, result=said),
        "send_back": lambda _scene, pk, who, said: rectifications.send_back(
            rectification_id=pk, actor=who, reason=said
        ),
        "verify": lambda _scene, pk, who, said: rectifications.verify(rectification_id=pk, actor=who, effect=said),
    },
}
