"""The journal: the one audit trail of the product, without screens of its own."""

from django.apps import AppConfig
from django.utils.translation import gettext_lazy as _


class JournalConfig(AppConfig):
    """Registers the journal."""

    name = "parkservice.journal"
    label = "journal"
    verbose_name = _("journal")
