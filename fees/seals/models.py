"""Seals (JD): decisions about money made on a row that waited, and bills written together, proved since then (M18)."""

from collections.abc import Mapping
from typing import ClassVar

from django.db import models
from django.utils.translation import gettext_lazy as _

from parkservice.kit import appendonly
from parkservice.paperwork.chained import Chained


class Seal(Chained):
    """What a decided row said when it was decided, or which bills were written together, as a digest under the chain.

    Its chain covers their order too. `subject_id` is the key of a decision (`services.KINDS`) or of a single bill; a
    set of bills is named by its run or import and its last bill (`bills.ROOM`).
    """

    kind = models.CharField(_("kind"), max_length=16)
    subject_id = models.BigIntegerField(_("record"))
    digest = models.CharField(_("digest"), max_length=64)
    day = models.DateField(_("day of the books"))
    at = models.DateTimeField(_("time"))

    prefix: ClassVar[str] = "JD"
    sealed: ClassVar[Mapping[int, tuple[str, ...]]] = {
        1: ("id", "park_id", "number", "kind", "subject_id", "digest", "day", "at")
    }

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("seal of a decision")
        verbose_name_plural = _("seals of decisions")
        constraints = [models.UniqueConstraint(fields=["kind", "subject_id"], name="seal_once_per_decision")]


appendonly.protect("fees_seal")
