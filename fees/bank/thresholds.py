"""The numbers by which the bank's lines are matched, as reference data of each park (O6)."""

from django.utils.translation import gettext_lazy as _

from parkservice.parks.thresholds import Known, Unit, register

BANK = _("Bank")

register(
    Known("bank_match_days", 7, Unit.DAYS, _("Document and line of the bank lie apart at most"), BANK, 0, 60),
    Known("bank_line_days", 7, Unit.DAYS, _("A line of the bank is matched or set aside within"), BANK, 1, 90),
)
