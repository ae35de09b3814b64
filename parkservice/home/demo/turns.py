"""Turns that a complaint of the demo takes on its way: handed over, waiting, more time, merged (domain 2.1).

A story says in `problem` and `opinion` the words of question and answer, in `to` the colleague who is asked.
"""

from complaints.casework import words
from complaints.choices import ReplyMethod
from complaints.duplicates import services as duplicates
from complaints.extensions import services as extensions
from complaints.handovers import services as handovers
from complaints.models import Complaint
from complaints.pauses import services as pauses
from parkservice.home.demo.scene import Scene
from parkservice.home.demo.texts import SORRY, Story, greeting
from parkservice.kit import clock

#: For how many working days a complaint waits for its complainant, and how many more are asked for.
WAITS, LONGER = 4, 3


def hand_on(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Ask a colleague to take it over."""
    handovers.ask(
        complaint_id=complaint.pk,
        actor=scene.officer_of(complaint),
        receiver=scene.people[story.to],
        reason=story.problem,
        form_id=scene.form_id(),
    )


def say_yes(scene: Scene, complaint: Complaint, story: Story) -> Complaint:
    """The colleague takes it over and answers for it from now on."""
    return handovers.accept(complaint_id=complaint.pk, actor=scene.people[story.to]).complaint


def say_no(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The colleague refuses with a reason."""
    handovers.refuse(complaint_id=complaint.pk, actor=scene.people[story.to], refusal=story.opinion)


def take_back(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The officer takes the question back before it is answered."""
    handovers.take_back(complaint_id=complaint.pk, actor=scene.officer_of(complaint))


def pause(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Ask the complainant for something and let it wait."""
    until = scene.working_day(clock.today(), WAITS)
    pauses.pause(
        complaint_id=complaint.pk,
        actor=scene.officer_of(complaint),
        reason=story.problem,
        until=until,
        method=ReplyMethod.PHONE,
        text=f"{greeting(complaint)}{_who(scene, complaint)}正在处理您反映的事情。请您在{until.month}月{until.day}日前"
        f"告诉我们：{story.opinion}{SORRY}谢谢！",
        form_id=scene.form_id(),
    )


def answer(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The complainant answers on the tracking page; the limits run again."""
    words.remark_by_complainant(complaint_id=complaint.pk, text="已经联系好了，明天上午可以进场。")


def ask_time(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Ask the manager for more time."""
    extensions.ask(
        complaint_id=complaint.pk,
        actor=scene.officer_of(complaint),
        reason=story.problem,
        until=scene.working_day(clock.local(complaint.resolve_due).date(), LONGER),
        form_id=scene.form_id(),
    )


def give_time(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The manager grants it, and the complainant hears the new date."""
    day = scene.working_day(clock.local(complaint.resolve_due).date(), LONGER)
    extensions.approve(
        complaint_id=complaint.pk,
        actor=scene.people["manager"],
        method=ReplyMethod.PHONE,
        text=f"{greeting(complaint)}您反映的事情由{_who(scene, complaint)}继续处理，{story.problem}"
        f"预计{day.month}月{day.day}日办完。{SORRY}谢谢您的理解！",
        form_id=scene.form_id(),
    )


def refuse_time(scene: Scene, complaint: Complaint, story: Story) -> None:
    """The manager refuses with a reason."""
    extensions.refuse(complaint_id=complaint.pk, actor=scene.people["manager"], answer=story.opinion)


def merge(scene: Scene, complaint: Complaint, story: Story) -> None:
    """Join it to the earlier complaint about the same matter."""
    duplicates.merge(
        complaint_id=complaint.pk,
        actor=scene.officer_of(complaint),
        into=Complaint.objects.get(pk=scene.known[story.into]),
    )


def _who(scene: Scene, complaint: Complaint) -> str:
    officer = scene.officer_of(complaint)
    return f"{officer.job_title}{officer.name}"
