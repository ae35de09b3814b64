"""Printed papers: issue, reprint, revoke and draw them (design section 5, "Printed documents").

The content of a paper is frozen in `Paper.data` when it is issued; drawing it twice gives the same text. Values are
plain strings, already written in the paper's language and in local time; an empty string leaves the line blank for
a pen. They reach typst as JSON and are never read as markup. Two templates come with this app:

`complaint_register` (投诉登记表), data keys: `received_at`, `channel`, `complainant`, `phone`, `unit`, `company`,
`occurred_at`, `place`, `category`, `severity`, `urgent` (bool), `content`, `wanted`, `officer`, `registered_by`,
`deadlines` (list of {"name", "at", "basis"}), and, when known, `facts`, `outcome`, `measures`, `reply`,
`attachments` (number of files as text).

`reply_letter` (回复函), data keys: `salutation` ("林女士："), `paragraphs` (list of str), `number` of the case,
`matter`, `signer`, `signer_title`, `department`, `date`, `phone`, `place`.

Missing keys are drawn as blank lines. `photos`, a list of {"id" of an attachment, …}, brings their pictures to the
template in `paper.pictures`. Other apps add a kind with kinds.register() and a template of the same name.
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.db import models, transaction
from django.utils.translation import gettext as _

from parkservice.journal.models import subject_kind
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper
from parkservice.paperwork.typesetting import typeset, typeset_many

PDF = "pdf"
PNG = "png"


@transaction.atomic
def issue(
    *,
    kind: str,
    subject: models.Model,
    park: Any,
    number: str,
    data: dict[str, Any],
    actor: Any,
    language: str = "zh-hans",
    valid_until: date | None = None,
) -> Paper:
    """Issue a paper with a new verification code and note it in the history of the record.

    Raises KeyError for a kind that nobody registered.
    """
    paper = Paper.objects.create(
        kind=kinds.get(kind).code,
        park=park,
        number=number,
        subject_kind=subject_kind(subject),
        subject_id=subject.pk,
        language=language,
        data=data,
        issued_by=actor,
        issued_at=clock.now(),
        valid_until=valid_until,
    )
    _note("paper.issued", paper, subject, actor)
    return paper


@transaction.atomic
def print_copy(
    *,
    kind: str,
    subject: models.Model,
    park: Any,
    number: str,
    data: dict[str, Any],
    actor: Any,
    language: str = "zh-hans",
) -> Paper:
    """What a print button does: a reprint while the content is unchanged, else a new paper in place of the old one.

    The replaced paper answers "revoked" from then on, so two different papers never both count as valid.
    """
    same = Paper.objects.select_for_update(of=("self",)).filter(
        kind=kind, subject_kind=subject_kind(subject), subject_id=subject.pk, language=language, revoked_at=None
    )
    latest = same.order_by("-pk").first()
    if latest and latest.data == data and latest.number == number:
        return reprint(paper_id=latest.pk, actor=actor)
    if latest:
        revoke(paper_id=latest.pk, actor=actor, reason=_("Replaced by a newer print."))
    return issue(kind=kind, subject=subject, park=park, number=number, data=data, actor=actor, language=language)


@transaction.atomic
def reprint(*, paper_id: int, actor: Any) -> Paper:
    """Count one more print of the same paper. Raises RuleViolation when the paper is revoked."""
    paper = _locked(paper_id)
    if paper.revoked_at:
        raise RuleViolation(_("This paper was revoked. Issue a new one."))
    paper.reprints += 1
    paper.save(update_fields=["reprints"])
    _note("paper.reprinted", paper, paper.subject, actor, count=paper.reprints)
    return paper


@transaction.atomic
def revoke(*, paper_id: int, actor: Any, reason: str) -> Paper:
    """Declare a paper no longer valid; its verification page says so from now on.

    Raises RuleViolation without a reason. A paper that is revoked already stays as it is.
    """
    if not reason.strip():
        raise RuleViolation(_("Write why the paper is revoked."))
    paper = _locked(paper_id)
    if paper.revoked_at:
        return paper
    paper.revoked_at, paper.revoked_by, paper.reason = clock.now(), actor, reason.strip()
    paper.save(update_fields=["revoked_at", "revoked_by", "reason"])
    _note("paper.revoked", paper, paper.subject, actor, note=paper.reason)
    return paper


def render(paper: Paper, language: str = "") -> bytes:
    """The paper as PDF. `language` is that of the printed labels, by default the paper's own."""
    return typeset(paper, language or paper.language, PDF)[0]


def render_many(papers: Sequence[Paper], language: str = "") -> bytes:
    """Several papers of one kind as one PDF, each with its own number and verification code.

    Their template draws `papers`, see bill.typ. Raises ValueError for none.
    """
    if not papers:
        raise ValueError("There is no paper to draw.")
    return typeset_many(papers, language or papers[0].language)


def preview(paper: Paper, language: str = "") -> list[bytes]:
    """The pages of the paper as PNG pictures."""
    return typeset(paper, language or paper.language, PNG)


def _locked(paper_id: int) -> Paper:
    return Paper.objects.select_for_update(of=("self",)).get(pk=paper_id)


def _note(verb: str, paper: Paper, subject: models.Model, actor: Any, note: str = "", **more: Any) -> None:
    data = {"kind": paper.kind, "number": paper.number, "paper": paper.pk, **more}
    record(park=paper.park, actor=actor, verb=verb, subject=subject, data=data, note=note)
