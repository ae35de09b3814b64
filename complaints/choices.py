"""The closed lists of the complaint field (domain section 2.1)."""

from django.db import models
from django.utils.translation import gettext_lazy as _


class Channel(models.TextChoices):
    """How a matter reached the department."""

    VISIT = "visit", _("Visit")
    PHONE = "phone", _("Telephone")
    LETTER = "letter", _("Letter")
    WEB = "web", _("Web form")
    EMAIL = "email", _("E-mail")
    DUTY_ROOM = "duty_room", _("Duty room")
    PATROL = "patrol", _("Patrol")
    PARK_OFFICE = "park_office", _("Park office")
    HOTLINE = "hotline", _("Public hotline")


class Category(models.TextChoices):
    """What a complaint is about, in the words of the department."""

    SAFETY_ORDER = "safety_order", _("Safety and order")
    FACILITY_REPAIR = "facility_repair", _("Facilities and repair")
    HYGIENE_GREENING = "hygiene_greening", _("Cleaning and greenery")
    SERVICE_ATTITUDE = "service_attitude", _("Service attitude")
    FEES = "fees", _("Fees")
    PARKING_TRAFFIC = "parking_traffic", _("Parking and traffic")
    NEIGHBOUR_NOISE = "neighbour_noise", _("Noise and neighbours")
    DECORATION = "decoration", _("Decoration works")
    OTHER = "other", _("Other")


class Severity(models.TextChoices):
    """Weight of a complaint (domain 2.1): minor, important, major."""

    MINOR = "minor", _("Minor")
    IMPORTANT = "important", _("Important")
    MAJOR = "major", _("Major")


class Validity(models.TextChoices):
    """Result of the investigation: our fault or duty, a misunderstanding, or partly."""

    VALID = "valid", _("Valid")
    PARTLY = "partly", _("Partly valid")
    UNFOUNDED = "unfounded", _("Unfounded")


class Outcome(models.TextChoices):
    """How a complaint was settled."""

    SETTLED = "settled", _("Put right")
    EXPLAINED = "explained", _("Explained, accepted")
    UNFOUNDED = "unfounded", _("Unfounded")


class State(models.TextChoices):
    """States of a complaint (domain 2.1)."""

    RECEIVED = "received", _("Received")
    INVESTIGATING = "investigating", _("Investigating")
    ACTING = "acting", _("Being put right")
    ESCALATED = "escalated", _("Escalated")
    AWAITING_APPROVAL = "awaiting_approval", _("Awaiting approval")
    RESOLVED = "resolved", _("Resolved")
    CLOSED = "closed", _("Closed")
    WITHDRAWN = "withdrawn", _("Withdrawn")
    MERGED = "merged", _("Merged")
    REJECTED = "rejected", _("Rejected")


OPEN_STATES = (
    State.RECEIVED,
    State.INVESTIGATING,
    State.ACTING,
    State.ESCALATED,
    State.AWAITING_APPROVAL,
    State.RESOLVED,
)

#: Where a complaint may wait for its complainant: under way, and in our own hands.
PAUSABLE_STATES = (State.INVESTIGATING, State.ACTING)
#: States in which what needs approval is proposed; it may have become major while it was put right (P3).
PROPOSABLE_STATES = (State.INVESTIGATING, State.ACTING)
#: Open, and not solved yet (domain 2.1: open for a month raises it to major).
UNSOLVED_STATES = tuple(state for state in OPEN_STATES if state != State.RESOLVED)

#: The tone of a state on a page (look, part "Tokens").
STATE_TONES = {
    State.RECEIVED: "",
    State.INVESTIGATING: "go",
    State.ACTING: "go",
    State.ESCALATED: "rise",
    State.AWAITING_APPROVAL: "rise",
    State.RESOLVED: "done",
    State.CLOSED: "done",
    State.WITHDRAWN: "",
    State.MERGED: "",
    State.REJECTED: "",
}


class LimitKind(models.TextChoices):
    """The clocks of a complaint (domain 3.12): `reply` runs from the resolution, `dispatch` only for urgent ones."""

    DISPATCH = "dispatch", _("Sending somebody")
    ACKNOWLEDGE = "acknowledge", _("First contact")
    ANSWER = "answer", _("First answer")
    RESOLVE = "resolve", _("Resolution")
    REPLY = "reply", _("Replies")


#: Limits that a park sets for each weight; somebody is sent within the time of the first contact (decisions.md).
SET_BY_PARK = tuple(kind for kind in LimitKind if kind != LimitKind.DISPATCH)


class LimitUnit(models.TextChoices):
    """Units of a limit: working time, working days, or natural minutes for urgent matters."""

    WORKING_MINUTES = "working_minutes", _("working minutes")
    WORKING_DAYS = "working_days", _("working days")
    NATURAL_MINUTES = "natural_minutes", _("minutes, day and night")


class ReplyKind(models.TextChoices):
    """What a word to the complainant was: the first contact, facts or a plan, or the result."""

    CONTACT = "contact", _("First contact")
    ANSWER = "answer", _("Facts or plan")
    RESULT = "result", _("Result")
    QUESTION = "question", _("Question to the complainant")
    DELAY = "delay", _("Later than promised")


class ReplyMethod(models.TextChoices):
    """How the complainant was told."""

    PHONE = "phone", _("By telephone")
    IN_PERSON = "in_person", _("In person")
    SMS = "sms", _("By text message")
    MAIL = "mail", _("By e-mail")
    LETTER = "letter", _("By letter")
    TRACKING_PAGE = "tracking_page", _("On the tracking page")


class ReportMethod(models.TextChoices):
    """How the park office was told."""

    IN_APP = "in_app", _("In the system")
    MAIL = "mail", _("By e-mail")
    PRINTED = "printed", _("Printed form")


class Topic(models.TextChoices):
    """What a visit or call was about (domain 2.1, contact register)."""

    ENQUIRY = "enquiry", _("Enquiry")
    COMPLAINT = "complaint", _("Complaint")
    SUGGESTION = "suggestion", _("Suggestion")
    REPAIR = "repair", _("Repair")
    PRAISE = "praise", _("Praise")
    OTHER = "other", _("Other")


class ContactOutcome(models.TextChoices):
    """How a visit or call ended."""

    OPEN = "open", _("Still open")
    ANSWERED = "answered", _("Answered")
    EXPLAINED = "explained", _("Explained, accepted")
    PASSED_ON = "passed_on", _("Passed on")
    RECORDED = "recorded", _("Recorded as a case")
