"""Dunning notices from the proposal to their delivery (domain 2.4, P8, M15)."""

from dataclasses import dataclass
from datetime import date

from django.db import transaction
from django.utils.translation import gettext as _

from fees.dunning import papers, rules
from fees.dunning.letters import letter_text
from fees.dunning.models import IN_PERSON, Delivery, DunningNotice, NoticeLine, Stage
from fees.dunning.outgoing import LETTER
from fees.dunning.proposing import deadline_of, open_lines
from fees.ledger.owed import Standing
from fees.seconds import second
from parkservice.accounts.models import User
from parkservice.journal import steps
from parkservice.journal.forms import once
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.outbox import send_mail, send_sms
from parkservice.messaging.wordbook import writing
from parkservice.paperwork.models import Paper
from parkservice.ui.words import day_text

SECOND = second("dunning", ("dunning.approve",), rules.may_approve)


@dataclass(frozen=True)
class Handing:
    """How a notice reached its customer, who signed for it and when; `remark` says why nobody signed."""

    delivery: str
    text: str
    signed_by: str = ""
    signed_at: date | None = None
    remark: str = ""


def lock(notice_id: int) -> tuple[DunningNotice, list[Standing]]:
    """Lock the bills of a notice and then the notice; return it as it is now with what is open. In a transaction."""
    lines = open_lines(NoticeLine.objects.filter(notice_id=notice_id).values_list("bill_id", flat=True))
    rows = DunningNotice.objects.select_for_update(of=("self",)).select_related("park", "customer")
    return rows.get(pk=notice_id), lines


@transaction.atomic
def ask(*, actor: User, notice_id: int, reason: str) -> DunningNotice:
    """Ask the project manager for the legal route (domain 2.4, stage 4).

    Raises RuleViolation without a reason, for another stage and when a colleague was first; PermissionDenied for all
    but the manager.
    """
    notice, _lines = lock(notice_id)
    if not reason:
        raise RuleViolation(_("Write why the legal route is needed: the project manager reads it."), code="no_reason")
    before = steps.advance(notice, "ask", actor)
    notice.asked_by = actor
    notice.save(update_fields=["state", "asked_by"])
    steps.note(notice, actor, "dunning.asked", before=before, text=reason)
    SECOND.ask(notice, actor, customer=notice.customer.name)
    return notice


@transaction.atomic
def approve(*, actor: User, notice_id: int) -> DunningNotice:
    """Agree to the legal route. Raises RuleViolation when a colleague was first, PermissionDenied for who asked."""
    notice, _lines = lock(notice_id)
    before = steps.advance(notice, "approve", actor)
    notice.approved_by = actor
    notice.save(update_fields=["state", "approved_by"])
    steps.note(notice, actor, "dunning.approved", before=before)
    _answer(notice, actor, notice.asked_by, "approved")
    return notice


@transaction.atomic
def refuse(*, actor: User, notice_id: int, reason: str) -> DunningNotice:
    """Say no to the legal route; it may be asked for again. Raises RuleViolation without a reason, else as approve."""
    notice, _lines = lock(notice_id)
    if not reason:
        raise RuleViolation(_("Write why not: the manager reads it."), code="no_reason")
    before = steps.advance(notice, "refuse", actor)
    asker, notice.asked_by = notice.asked_by, None
    notice.save(update_fields=["state", "asked_by"])
    steps.note(notice, actor, "dunning.refused", before=before, text=reason)
    _answer(notice, actor, asker, "refused", reason)
    return notice


def _answer(notice: DunningNotice, actor: User, asker: User | None, answer: str, note: str = "") -> None:
    if asker is not None:
        SECOND.answer(notice, actor, asker, answer, customer=notice.customer.name, note=note)


@transaction.atomic
def deliver(*, actor: User, notice_id: int, handing: Handing, form_id: str) -> tuple[DunningNotice, bool]:
    """Record that the customer got a notice, or send it by mail; the same form gives the same answer (M16).

    Amounts and deadline are those of today. Raises RuleViolation when nothing of it is open any more, for a final
    notice that nobody brings in person, for one handed over that nobody signs and no remark explains, for words that
    the courtesy check blocks (R12: no threat to cut supplies), for the legal route without approval, and when a
    colleague was first; PermissionDenied for others than the officer of the building and, from the final notice on,
    the manager.
    """
    body = {"notice": notice_id, "handing": vars(handing)}
    return once(form_id=form_id, actor=actor, body=body, make=lambda: _deliver(actor, notice_id, handing))


def _deliver(actor: User, notice_id: int, handing: Handing) -> DunningNotice:
    notice, lines = lock(notice_id)
    if not lines:
        words = _("Nothing of it is to be urged any more: it is paid, waived or disputed. Send nothing.")
        raise RuleViolation(words, code="nothing_open")
    _check(notice, handing)
    notice.courtesy = writing.choose(LETTER, notice, handing.text)
    before = steps.advance(notice, "deliver", actor)
    _reckon(notice, lines)
    for name, value in vars(handing).items():
        setattr(notice, name, value)
    notice.delivered_by, notice.delivered_at = actor, clock.now()
    notice.save()
    writing.forget_draft(LETTER, notice, actor)
    data = {"stage": notice.stage, "delivery": notice.delivery, "amount": str(notice.amount_principal)}
    steps.note(notice, actor, "dunning.delivered", before=before, data=data, text=handing.text)
    _send(notice, actor)
    return notice


def _check(notice: DunningNotice, handing: Handing) -> None:
    """What the stage and the way ask for (domain 2.4)."""
    if bool(handing.signed_by) != (handing.signed_at is not None):
        raise RuleViolation(_("A signature has its day, and a day its signature."), code="no_signature")
    if handing.signed_at is not None and handing.signed_at > clock.today():
        raise RuleViolation(_("The day of the signature lies ahead. Write the day on which it was signed."), code="day")
    made = clock.local(notice.proposed_at).date()
    if handing.signed_at is not None and handing.signed_at < made:
        words = _("The notice is of %(day)s: nobody signed it before. Write the day on which it was signed.")
        raise RuleViolation(words % {"day": day_text(made, near=False)}, code="day")
    final = notice.stage == Stage.FINAL
    if final and handing.delivery not in IN_PERSON:
        words = _("The final notice is brought in person: choose by hand or at the door.")
        raise RuleViolation(words, code="in_person")
    if (final or handing.delivery == Delivery.HAND) and not handing.signed_by and not handing.remark:
        raise RuleViolation(_unsigned(final=final), code="no_signature")


def _unsigned(*, final: bool) -> str:
    if final:
        return _("The debtor signs the final notice. Write who signed, or in the remark why nobody did.")
    return _("Handed over: write who signed and when, or in the remark why nobody did.")


def _reckon(notice: DunningNotice, lines: list[Standing]) -> None:
    """Amounts and deadline of the day of delivery; bills that are not urged any more count no longer."""
    found = {line.bill.pk: line for line in lines}
    for line in notice.lines.all():
        standing = found.get(line.bill_id)
        line.live = standing is not None
        if standing is not None:
            line.principal, line.late_fee = standing.principal, standing.late_fee
        line.save(update_fields=["live", "principal", "late_fee"])
    notice.amount_principal = sum(line.principal for line in lines)
    notice.late_fee_to_date = sum(line.late_fee for line in lines)
    notice.deadline = deadline_of(notice.park, notice.stage, lines)


def _send(notice: DunningNotice, actor: User) -> None:
    """Put the letter into the outbox where it goes by mail or text message. Raises RuleViolation without an address."""
    customer = notice.customer
    if notice.delivery == Delivery.EMAIL:
        if not customer.email:
            raise RuleViolation(_("This customer has no e-mail address. Choose another way."), code="no_address")
        send_mail(
            park=notice.park,
            to=customer.email,
            subject=papers.title_of(notice, customer.language),
            body=notice.text,
            language=customer.language,
            purpose=LETTER,
            about=notice,
            key=f"dunning:{notice.pk}",
            sender=actor,
        )
    elif notice.delivery == Delivery.SMS:
        send_sms(
            park=notice.park,
            to=customer.phone,
            text=notice.text,
            language=customer.language,
            purpose=LETTER,
            about=notice,
            key=f"dunning:{notice.pk}",
            sender=actor,
        )


@transaction.atomic
def print_notice(*, actor: User, notice_id: int) -> Paper:
    """Issue the letter as a paper with its bills, or count a reprint; before delivery with the amounts of today.

    Raises RuleViolation when nothing of it is open any more and it was not delivered.
    """
    notice, lines = lock(notice_id)
    if not notice.delivered_at:
        if not lines:
            raise RuleViolation(_("Nothing of it is to be urged any more. Print nothing."), code="nothing_open")
        _reckon(notice, lines)
        notice.save(update_fields=["amount_principal", "late_fee_to_date", "deadline"])
    text = notice.text or letter_text(notice, lines, notice.deadline)
    return papers.print_letter(notice=notice, text=text, actor=actor)
