"""What programs send and get. Names of fields are those of the forms; null stands for what a reader may not see."""

from datetime import datetime
from typing import Any

from ninja import Schema
from pydantic import ConfigDict


class Sent(Schema):
    """What is sent: unknown fields are refused, kinds are not guessed; the form of the page does the rest."""

    model_config = ConfigDict(extra="forbid", strict=True)

    channel: str = "other"
    name: str = ""
    title: str = ""
    phone: str = ""
    unit: str = ""
    building: str = ""
    content: str


class ComplaintIn(Sent):
    """A complaint as somebody took it down; `same_as` is the number of a complaint about the same matter, or `new`."""

    category: str
    severity: str = "minor"
    urgent: bool = False
    place: str = ""
    occurred_at: str = ""
    wanted_result: str = ""
    same_as: str = ""


class ContactIn(Sent):
    """A visit, call or letter."""

    topic: str = "enquiry"
    outcome: str = "open"
    answer: str = ""
    promised_by: str = ""


class ComplaintOut(Schema):
    """A complaint as the posting of the token may see it."""

    id: int
    number: str
    sight: str
    received_at: datetime
    channel: str
    matter: str
    content: str | None
    category: str
    severity: str
    urgent: bool
    state: str
    complainant: str | None
    phone: str | None
    unit: str | None
    building: str | None
    company: str | None
    place: str
    officer: str
    received_by: str | None
    next_due: datetime | None
    acknowledged_at: datetime | None
    answered_at: datetime | None
    resolved_at: datetime | None
    closed_at: datetime | None
    facts: str | None
    cause: str | None
    validity: str | None
    measures: str | None
    outcome: str | None
    satisfaction: int | None


class Counted(Schema):
    """A complaint that was told once more: no second one is made of it."""

    number: str
    state: str
    officer: str
    mentions: int
    next_due: datetime | None


class ContactOut(Schema):
    """A line of the register of visits and calls."""

    id: int
    number: str
    at: datetime
    channel: str
    topic: str
    name: str
    phone: str
    unit: str | None
    building: str | None
    company: str | None
    content: str
    answer: str
    outcome: str
    received_by: str
    handed_to: str | None
    promised_by: datetime | None
    closed_at: datetime | None
    complaints: list[str]


class Page(Schema):
    """Rows of a list; `next` and `previous` go back as `after`. `total` says 1000+ above a thousand."""

    total: str
    next: str | None
    previous: str | None


class ComplaintPage(Page):
    """Complaints."""

    items: list[ComplaintOut]


class ContactPage(Page):
    """Visits and calls."""

    items: list[ContactOut]


class Refusal(Schema):
    """What went wrong: one sentence, and where fields are wrong the sentences beside each."""

    detail: str
    errors: dict[str, list[str]] = {}


def refusals(*codes: int) -> dict[Any, Any]:
    """The answers of a route that are refusals."""
    return dict.fromkeys([401, 403, 429, *codes], Refusal)
