"""One form, one record: a double click, a reload or a retry gets the answer of the first send."""

import hashlib
import json
from collections.abc import Callable, Mapping
from typing import Any, TypeVar

from django.apps import apps
from django.core.serializers.json import DjangoJSONEncoder
from django.db import IntegrityError, models, transaction
from django.utils.translation import gettext as _

from parkservice.journal.models import PersonRow, SentForm, subject_kind
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation

Made = TypeVar("Made", bound=models.Model)


class FormReused(RuleViolation):
    """The form id was already used for other words, or by somebody else."""


def body_hash(body: Mapping[str, Any]) -> str:
    """Return the SHA-256 of what was sent, independent of the order of the fields."""
    text = json.dumps(body, sort_keys=True, ensure_ascii=False, default=_plain)
    return hashlib.sha256(text.encode()).hexdigest()


def _plain(value: object) -> object:
    if isinstance(value, models.Model):
        return f"{subject_kind(value)}:{value.pk}"
    try:
        return DjangoJSONEncoder().default(value)
    except TypeError:
        return str(value)


def was_sent(form_id: str) -> bool:
    """Whether a form was sent before, so that nothing is asked again about what is recorded already."""
    return SentForm.objects.filter(form_id=form_id).exists()


def once(
    *, form_id: str, actor: PersonRow | None, body: Mapping[str, Any], make: Callable[[], Made]
) -> tuple[Made, bool]:
    """Run `make` for the first send of a form; a repeat returns the first result and False.

    Call inside the service's transaction: claim, record and result are committed together. Of two simultaneous sends
    one makes the record, the other waits for its commit and gets the same record. Raises FormReused when the id was
    sent before with other words or by another person.
    """
    digest = body_hash(body)
    try:
        with transaction.atomic():
            claim = SentForm.objects.create(form_id=form_id, actor=actor, body_hash=digest, at=clock.now())
    except IntegrityError:
        return _first_result(form_id=form_id, actor=actor, digest=digest), False
    made = make()
    claim.result_kind, claim.result_id = subject_kind(made), made.pk
    claim.save(update_fields=["result_kind", "result_id"])
    return made, True


def _first_result(*, form_id: str, actor: PersonRow | None, digest: str) -> Any:
    sent = SentForm.objects.get(form_id=form_id)
    if sent.body_hash != digest or sent.actor_id != (actor.pk if actor is not None else None):
        raise FormReused(
            _("This form was already sent with other words. Open the form again and send it from there."),
            code="form_reused",
        )
    return apps.get_model(sent.result_kind)._base_manager.get(pk=sent.result_id)  # noqa: SLF001 - sees every row
