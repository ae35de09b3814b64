"""Sentences of the journal and the inbox for prices."""

from datetime import date
from typing import Any

from django.utils.translation import gettext_lazy as _

from parkservice.journal.verbs import Verb, register
from parkservice.parks.models import speaks_english
from parkservice.ui.words import day_text


def _item(names: Any) -> str:
    """The name of an item in the reader's language."""
    return str(names[1] if speaks_english() else names[0])


_FROM = {"valid_from": lambda day: day_text(date.fromisoformat(day), near=False)}
_ITEM = {"item": _item}

register(
    Verb("tariff.proposed", _("proposed this price from %(valid_from)s on"), "rise", "rise", words=_FROM),
    Verb("tariff.released", _("released it; it counts from %(valid_from)s on"), "check", "done", words=_FROM),
    Verb("tariff.returned", _("returned the price"), "swap", "due"),
    Verb("tariff.withdrawn", _("took it back before it counted"), "close", "due"),
    Verb("tariff.superseded", _("released a later price; this one ends the day before"), "swap"),
    Verb("inbox.tariff_asked", _("A price waits for its release: %(item)s. %(note)s"), "rise", "rise", words=_ITEM),
    Verb("inbox.tariff_released", _("Your price is released: %(item)s"), "check", "done", words=_ITEM),
    Verb("inbox.tariff_returned", _("A price came back: %(item)s. %(note)s"), "swap", "due", words=_ITEM),
)
