"""Words on a complaint: to the complainant, to the park office, among staff, and back from the complainant (A5).

What is said is never edited; each word is one row, one line in the journal, and where the method sends something one
message in the outbox.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime

from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.utils.translation import gettext as _

from complaints.casework import limits, rules
from complaints.casework.delivery import reply_key, report_key
from complaints.casework.models import Complaint
from complaints.casework.outgoing import REPORT, text_key
from complaints.casework.records import OfficeReport, Remark, Reply
from complaints.casework.sight import Sight, veiled
from complaints.casework.steps import acting_as, lock, lock_leading, must_act
from complaints.choices import ReplyKind, ReplyMethod, ReportMethod, State
from complaints.duplicates.sharing import leading, pass_on
from complaints.pauses.resuming import PauseEnd, resume
from complaints.people import answering, leaders_of, unconcerned
from parkservice.accounts.models import User
from parkservice.accounts.rights import people_with
from parkservice.accounts.roles import Role
from parkservice.journal.forms import once
from parkservice.journal.services import record
from parkservice.kit import clock, courtesy
from parkservice.kit.errors import RuleViolation
from parkservice.kit.phones import is_mobile
from parkservice.messaging import sms
from parkservice.messaging.inbox import tell
from parkservice.messaging.outbox import send_mail, send_sms
from parkservice.messaging.wordbook import writing
from parkservice.paperwork.uploads import CleanFile, attach
from parkservice.parks import thresholds
from parkservice.parks.models import Department


def courtesy_of(complaint: Complaint, text: str, kind: str = "") -> list[courtesy.Finding]:
    """Return what the courtesy check says about a reply of a kind."""
    return writing.check(text_key(kind), complaint, text)


@transaction.atomic
def reply(
    *,
    complaint_id: int,
    actor: User,
    kind: str,
    method: str,
    text: str,
    reached: bool = True,
    courtesy_reason: str = "",
    form_id: str,
) -> Reply:
    """Record a word to the complainant and send it where the method sends something (A5, L2, L3).

    The first word stops the first-contact clock, facts or a plan the answer clock, a result after the resolution
    counts for closing. Raises RuleViolation for a blocked text or a method that cannot reach the complainant.
    """

    def make() -> Reply:
        complaint = lock(complaint_id)
        must_act(complaint, actor)
        return say(
            complaint,
            actor,
            kind=kind,
            method=method,
            text=text,
            reached=reached,
            courtesy_reason=courtesy_reason,
        )

    said = {"complaint": complaint_id, "kind": kind, "method": method, "text": text, "reached": reached}
    return once(form_id=form_id, actor=actor, body=said, make=make)[0]


def say(
    complaint: Complaint,
    actor: User,
    *,
    kind: str,
    method: str,
    text: str,
    reached: bool = True,
    courtesy_reason: str = "",
) -> Reply:
    """Say a word to the complainant of a locked complaint, on its own or with another act, as `reply` does."""
    _check_method(complaint, kind, method, reached)
    told = Reply.objects.create(
        complaint=complaint,
        at=clock.now(),
        by=actor,
        kind=kind,
        method=method,
        text=text,
        reached=reached,
        courtesy=writing.choose(text_key(kind), complaint, text, courtesy_reason) if reached else [],
        courtesy_reason=courtesy_reason,
    )
    if reached or _tried_enough(complaint, kind):
        _stop_clocks(complaint, kind, told.at)
    _journal_reply(complaint, actor, told)
    writing.forget_draft(text_key(kind), complaint, actor)
    for word in (told, *pass_on(told)):
        _send(word.complaint, word)
    return told


def _check_method(complaint: Complaint, kind: str, method: str, reached: bool) -> None:
    if not complaint.is_open:
        raise RuleViolation(_("This complaint is closed. The result was told already."))
    if complaint.held:
        raise RuleViolation(_("This complaint is held for a look. Release it first."))
    if method == ReplyMethod.MAIL and not complaint.email:
        raise RuleViolation(_("No e-mail address was left. Choose another way to tell the complainant."))
    if complaint.anonymous and method != ReplyMethod.TRACKING_PAGE:
        raise RuleViolation(_("The complainant stayed anonymous: the answer stands on the tracking page."))
    if not reached and method not in (ReplyMethod.PHONE, ReplyMethod.IN_PERSON):
        raise RuleViolation(_("Only a call or a visit can fail to reach somebody. Mark it as reached."))
    if kind == ReplyKind.RESULT and complaint.state != State.RESOLVED:
        raise RuleViolation(_("There is no result yet. Resolve the complaint first, or tell facts and plan."))


def _tried_enough(complaint: Complaint, kind: str) -> bool:
    """Enough attempts on different days, then it is noted and counts; attempts to tell the result follow it."""
    attempts = complaint.replies.filter(reached=False, kind=kind)
    if kind == ReplyKind.RESULT:
        attempts = attempts.filter(at__gte=complaint.resolved_at)
    days = {clock.local(at).date() for at in attempts.values_list("at", flat=True)}
    return len(days) >= thresholds.value(complaint.park, "reply_attempts")


def _stop_clocks(complaint: Complaint, kind: str, at: datetime) -> None:
    complaint.acknowledged_at = complaint.acknowledged_at or at
    if kind in (ReplyKind.ANSWER, ReplyKind.RESULT):
        complaint.answered_at = complaint.answered_at or at
    if kind == ReplyKind.RESULT:
        complaint.told_complainant_at = at
    limits.set_next(complaint)
    complaint.save(update_fields=["acknowledged_at", "answered_at", "told_complainant_at", "next_due", "next_limit"])


def _journal_reply(complaint: Complaint, actor: User, told: Reply) -> None:
    record(
        park=complaint.park,
        actor=actor,
        verb="complaint.replied" if told.reached else "complaint.not_reached",
        subject=complaint,
        data={"kind": told.kind, "method": told.method, "text": told.text, "reply": told.pk},
        acting_as=acting_as(complaint, actor),
    )


def _send(complaint: Complaint, told: Reply) -> None:
    """Hand a word over to the channel of its method, if that sends something."""
    if told.method == ReplyMethod.MAIL:
        _mail(complaint, told)
    elif told.method == ReplyMethod.SMS:
        _text(complaint, told)


def may_text(complaint: Complaint) -> bool:
    """Whether a text message can reach the complainant."""
    return sms.offered() and is_mobile(complaint.phone)


def _text(complaint: Complaint, told: Reply) -> None:
    send_sms(
        park=complaint.park,
        to=complaint.phone,
        text=told.text,
        language=complaint.language,
        purpose="complaint.reply",
        about=complaint,
        key=reply_key(told.pk),
        sender=told.by,
    )


def _mail(complaint: Complaint, told: Reply) -> None:
    from complaints.intake.letters import reply_subject

    send_mail(
        park=complaint.park,
        to=complaint.email,
        subject=reply_subject(complaint),
        body=told.text,
        language=complaint.language,
        purpose="complaint.reply",
        about=complaint,
        key=reply_key(told.pk),
        sender=told.by,
    )


@transaction.atomic
def report_to_office(*, complaint_id: int, actor: User, method: str, text: str, form_id: str) -> OfficeReport:
    """Report the result to the park office and to the manager (A3, A5, invariant C4).

    Raises RuleViolation before there is a result, for a blocked text, or when the park office cannot be reached so.
    """

    def make() -> OfficeReport:
        complaint = lock(complaint_id)
        must_act(complaint, actor)
        if complaint.state != State.RESOLVED:
            raise RuleViolation(_("There is no result to report yet. Resolve the complaint first."))
        office = list(people_with(complaint.park, Role.PARK_OFFICE))
        if method == ReportMethod.IN_APP and not office:
            raise RuleViolation(_("Nobody of the park office reads the system. Send it by e-mail or print the form."))
        writing.choose(REPORT, complaint, text)
        writing.forget_draft(REPORT, complaint, actor)
        report = OfficeReport.objects.create(complaint=complaint, at=clock.now(), by=actor, method=method, text=text)
        complaint.told_office_at = report.at
        complaint.save(update_fields=["told_office_at"])
        record(
            park=complaint.park,
            actor=actor,
            verb="complaint.reported",
            subject=complaint,
            data={"method": method, "text": text},
            acting_as=acting_as(complaint, actor),
        )
        _hand_out(complaint, report, office)
        return report

    said = {"complaint": complaint_id, "method": method, "text": text}
    return once(form_id=form_id, actor=actor, body=said, make=make)[0]


def _hand_out(complaint: Complaint, report: OfficeReport, office: Sequence[User]) -> None:
    """Put a report into the inboxes of the park office and the manager, and into the mail where asked for."""
    leaders = leaders_of(complaint, Role.MANAGER)
    said = {"text": report.text, "matter": complaint.matter}
    told = [leader for leader in leaders if leader.pk != report.by_id]
    tell(recipients=told, park=complaint.park, verb="inbox.reported", subject=complaint, data=said)
    short = {name: veiled(Sight.RESULT, complaint, text) for name, text in said.items()}
    readers = [one for one in unconcerned(complaint, office) if one.pk != report.by_id and one not in leaders]
    tell(recipients=readers, park=complaint.park, verb="inbox.reported", subject=complaint, data=short)
    if report.method == ReportMethod.MAIL:
        _mail_office(complaint, report)


def _mail_office(complaint: Complaint, report: OfficeReport) -> None:
    from complaints.intake.letters import report_subject
    from complaints.office.letters import with_link

    office = Department.objects.filter(park=complaint.park, kind="park_office").exclude(email="").first()
    if office is None:
        raise RuleViolation(_("The park office has no e-mail address. Report in the system or print the form."))
    send_mail(
        park=complaint.park,
        to=office.email,
        subject=report_subject(complaint),
        body=with_link(report),
        language="zh-hans",
        purpose="complaint.report",
        about=complaint,
        key=report_key(report.pk),
        sender=report.by,
    )


@transaction.atomic
def note(*, complaint_id: int, actor: User, text: str, form_id: str) -> Remark:
    """Write an internal note; complainants never see it (C12). Raises PermissionDenied for people who can't act."""

    def make() -> Remark:
        complaint = lock(complaint_id)
        if not rules.may_note(complaint, actor):
            raise PermissionDenied(_("Notes are written by those who work on the complaint."))
        remark = Remark.objects.create(complaint=complaint, at=clock.now(), author=actor, text=text)
        record(park=complaint.park, actor=actor, verb="complaint.noted", subject=complaint, note=text)
        return remark

    return once(form_id=form_id, actor=actor, body={"complaint": complaint_id, "text": text}, make=make)[0]


@transaction.atomic
def remark_by_complainant(*, complaint_id: int, text: str, files: Iterable[CleanFile] = ()) -> Remark:
    """Keep what the complainant adds on the tracking page, words and photos, and tell the officer (A3, C9)."""
    complaint, goes_on = lock_leading(complaint_id)
    kept = list(files)
    remark = Remark.objects.create(complaint=complaint, at=clock.now(), author=None, text=text)
    attach(subject=complaint, park=complaint.park, files=kept, actor=None, public=True)
    data = {"text": text, "photos": len(kept)}
    resume(goes_on, end=PauseEnd.ANSWER)
    record(park=complaint.park, actor=None, verb="complaint.remarked", subject=complaint, data=data)
    tell(
        recipients=answering(goes_on),
        park=complaint.park,
        verb="inbox.remarked",
        subject=goes_on,
        data={**data, "matter": goes_on.matter},
    )
    return remark


@transaction.atomic
def rate(*, complaint_id: int, satisfaction: int) -> Complaint:
    """Keep the complainant's own rating, 1 to 5, once the result is known (domain 2.1).

    Raises RuleViolation before the resolution or when it was rated already.
    """
    complaint = lock(complaint_id)
    if leading(complaint).resolved_at is None:
        raise RuleViolation(_("There is no result yet. You can rate it as soon as we have told you the result."))
    if complaint.satisfaction is not None:
        raise RuleViolation(_("You have already rated this. Thank you; write a remark if something is still open."))
    complaint.satisfaction = satisfaction
    complaint.confirmed_at = clock.now()
    complaint.save(update_fields=["satisfaction", "confirmed_at"])
    record(
        park=complaint.park, actor=None, verb="complaint.rated", subject=complaint, data={"satisfaction": satisfaction}
    )
    return complaint
