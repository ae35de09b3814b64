"""Steps of the demo's complaints around their end: approval, return visit, taken up again, taken back (domain 6)."""

from typing import TYPE_CHECKING

from complaints.approvals import services as approvals
from complaints.models import Complaint
from complaints.reopening import services as reopening
from complaints.returnvisits import services as returnvisits
from complaints.returnvisits.services import Heard
from complaints.withdrawals import services as withdrawals
from parkservice.home.demo.texts import Story

if TYPE_CHECKING:
    from parkservice.home.demo.cases import Scene


def propose(scene: "Scene", complaint: Complaint, story: Story) -> None:
    """The manager puts the handling before the project manager."""
    approvals.propose(
        complaint_id=complaint.pk,
        actor=scene.people["manager"],
        opinion=story.opinion or "责任在我方，应当向客户致歉。",
        measures=story.measures,
        heard="情况属实，当时着急，态度不好，愿意当面道歉。" if complaint.against_staff else "",
    )


def visit(scene: "Scene", complaint: Complaint, story: Story) -> None:
    """Somebody who did not handle it asks the complainant: the project manager where it weighs, else a clerk."""
    if not complaint.needs_visit:
        return
    score = story.score or 4
    returnvisits.record_visit(
        complaint_id=complaint.pk,
        actor=scene.people["project_manager" if complaint.needs_approval else "clerk"],
        heard=Heard(
            method="phone",
            quality=score,
            effect="settled" if score > 3 else "partly",
            satisfaction=score,
            result="ok",
            note="电话回访",
        ),
        form_id=scene.form_id(),
    )


def visit_redo(scene: "Scene", complaint: Complaint, story: Story) -> None:
    """The visitor hears that it is not settled; the case is taken up again."""
    returnvisits.record_visit(
        complaint_id=complaint.pk,
        actor=scene.people["project_manager" if complaint.needs_approval else "clerk"],
        heard=Heard(
            method="door",
            quality=2,
            effect="not",
            satisfaction=2,
            result="redo",
            shortcomings=story.problem or "没过两天又坏了。",
            signed=True,
        ),
        form_id=scene.form_id(),
    )


def send_back(scene: "Scene", complaint: Complaint, story: Story) -> None:
    """The project manager wants more first."""
    reason = "请补上供应商的书面说明，再报。" if complaint.proposals.count() == 1 else "费用由谁承担没有写明，请补充。"
    approvals.send_back(complaint_id=complaint.pk, actor=scene.people["project_manager"], reason=reason)


def not_settled(scene: "Scene", complaint: Complaint, story: Story) -> None:
    """The complainant says on the tracking page that it is not settled."""
    reopening.reopen(complaint_id=complaint.pk, reason=story.problem or "今天又出现了同样的情况。")


def withdraw(scene: "Scene", complaint: Complaint, story: Story) -> None:
    """The complainant takes it back on the tracking page."""
    withdrawals.withdraw(complaint_id=complaint.pk, reason=story.problem)
