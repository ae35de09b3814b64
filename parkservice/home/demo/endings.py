"""Steps of the demo's complaints around both ends: somebody sent, return visit, taken up again or back, rejected."""

from complaints.dispatch.services import dispatch
from complaints.held import services as held
from complaints.models import Complaint
from complaints.reopening import services as reopening
from complaints.returnvisits import services as returnvisits
from complaints.returnvisits.services import Heard
from complaints.withdrawals import services as withdrawals
from parkservice.home.demo.scene import Scene
from parkservice.home.demo.texts import Story


def visit(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Somebody who did not handle it asks the complainant: the project manager where it weighs, else a clerk."""
    if not complaint.needs_visit:
        return
    score = story.score or 4
    _visit(
        scene,
        complaint,
        Heard(
            method="phone",
            quality=score,
            effect="settled" if score > 3 else "partly",
            satisfaction=score,
            result="ok",
            note="电话回访",
        ),
    )


def visit_redo(scene: Scene, complaint: Complaint, story: Story) -> Complaint:
    """The visitor hears that it is not settled; the case is taken up again."""
    return _visit(
        scene,
        complaint,
        Heard(
            method="door",
            quality=2,
            effect="not",
            satisfaction=2,
            result="redo",
            shortcomings=story.problem or "没过两天又坏了。",
            signed=True,
        ),
    )


def visit_missed(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Nobody answers the telephone; the visit stays due."""
    _visit(scene, complaint, Heard(method="phone", reached=False, note="电话无人接听，明天再打。"))


def _visit(scene: Scene, complaint: Complaint, heard: Heard) -> Complaint:
    made = returnvisits.record_visit(
        complaint_id=complaint.pk,
        actor=scene.people["project_manager" if complaint.needs_approval else "clerk"],
        heard=heard,
        form_id=scene.form_id(),
    )
    return made.complaint


def not_settled(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The complainant says on the tracking page that it is not settled."""
    reopening.reopen(complaint_id=complaint.pk, reason=story.problem or "今天又出现了同样的情况。")


def withdraw(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The complainant takes it back on the tracking page."""
    withdrawals.withdraw(complaint_id=complaint.pk, reason=story.problem)


def reject(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The manager looks at what was held and throws it away."""
    held.reject(complaint_id=complaint.pk, actor=scene.people["manager"], reason=story.problem)


def send(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The duty room sends colleagues to what is urgent."""
    dispatch(complaint_id=complaint.pk, actor=scene.people["duty_room"], text=story.opinion)


def withdraw_by_call(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The complainant takes it back on the telephone; a second colleague hears it."""
    withdrawals.withdraw(
        complaint_id=complaint.pk,
        reason=story.problem,
        actor=scene.officer_of(complaint),
        caller=complaint.sender_name,
        witness=scene.people["clerk"],
    )
