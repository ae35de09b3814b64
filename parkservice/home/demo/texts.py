"""What the people of the demo park say: the stories of its year, and the words in which they are answered."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path
from typing import Any

from complaints.choices import Channel, ReplyKind, Severity
from complaints.models import Complaint
from parkservice.accounts.models import User
from parkservice.kit import clock

FOLDER = Path(__file__).parent


@dataclass(frozen=True)
class Story:
    """One complaint: when (working days before today, time of day), where, what, and how far it went.

    `sender` is name, form of address, phone and mail of somebody else than the contact of the unit. `problem` and
    `opinion` are the words of the turn that the plan takes, `to` the colleague who is asked in it, `into` the `key` of
    the earlier complaint. `slow` are open minutes that the first word and the work take longer than usual; without
    `by_mail` the sender leaves a phone alone.
    """

    ago: int
    at: str
    unit: str
    category: str
    plan: str
    content: str
    place: str = ""
    wanted: str = ""
    facts: str = ""
    cause: str = ""
    measures: str = ""
    rule: str = ""
    article: int = 0
    problem: str = ""
    opinion: str = ""
    severity: str = Severity.MINOR
    channel: str = Channel.WEB
    sender: tuple[str, ...] = ()
    language: str = "zh-hans"
    anonymous: bool = False
    held: bool = False
    urgent: bool = False
    photos: int = 0
    score: int = 0
    key: str = ""
    to: str = ""
    into: str = ""
    slow: tuple[int, int] = (0, 0)
    by_mail: bool = True


@cache
def book(name: str) -> dict[str, list[dict[str, Any]]]:
    """One book of the demo park by the name of its file: `stories`, `errands`, `year`."""
    return tomllib.loads((FOLDER / f"{name}.toml").read_text(encoding="utf-8"))


def stories() -> list[Story]:
    """The complaints of the last quarter."""
    return [Story(**row) for row in book("stories")["story"]]


CHINESE = {
    ReplyKind.CONTACT: "您反映的事情（{number}）由{officer}负责，今天上门查看。{sorry}请您保持电话畅通，谢谢！",
    ReplyKind.ANSWER: "您反映的事情查明了：{facts}由{officer}安排处理，今天答复您完成的时间。{sorry}请您放心，谢谢！",
    ReplyKind.RESULT: "您反映的事情（{number}）有结果了：{measures}{sorry}由{officer}继续跟进，"
    "请您今天看一下是否满意，谢谢！",
}
ENGLISH = {
    ReplyKind.CONTACT: "{officer} looks after {number} and comes today. We are sorry for the trouble. Thank you!",
    ReplyKind.ANSWER: "we have found the cause and put it right within two days. We are sorry. Thank you!",
    ReplyKind.RESULT: "three signs in English stand since today. We are sorry for the trouble. Thank you!",
}
SORRY = "给您添麻烦了，对不起。"


def letter(complaint: Complaint, officer: User, story: Story, kind: str) -> str:
    """A courteous text to the complainant, in their language (domain section 5)."""
    if complaint.language == "en":
        said = ENGLISH[ReplyKind(kind)].format(officer=officer.name_en, number=complaint.number)
        return f"Dear {complaint.salutation}, {said}"
    said = CHINESE[ReplyKind(kind)].format(
        number=complaint.number,
        officer=f"{officer.job_title}{officer.name}",
        facts=story.facts,
        measures=story.measures,
        sorry=SORRY,
    )
    return greeting(complaint) + said


def greeting(complaint: Complaint) -> str:
    """How a Chinese text to the complainant begins."""
    return f"{complaint.salutation}：您好！" if complaint.sender_name else "您好！"


def report(complaint: Complaint, story: Story) -> str:
    """The result as the park office reads it."""
    day = clock.local(complaint.received_at)
    return (
        f"{day:%Y-%m-%d} 受理 {complaint.number}：{complaint.matter}。\n"
        f"查明：{story.facts}\n处理：{story.measures}\n结果已答复投诉人。"
    )
