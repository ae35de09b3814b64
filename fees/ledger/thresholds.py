"""The numbers by which money is taken, reckoned and waived, as reference data of each park (domain 2.4, 3.6, 4)."""

from django.utils.translation import gettext_lazy as _

from parkservice.parks.thresholds import Known, Unit, register

FEES = _("Fees and cash")

register(
    Known("late_fee_rate", 5, Unit.TEN_THOUSANDTHS, _("Late fee for each day"), FEES, 0, 100),
    Known("late_fee_cap", 30, Unit.PERCENT, _("The late fee is at most this share of the principal"), FEES, 0, 100),
    Known("cash_reason", 1000, Unit.YUAN, _("Cash from a company needs a reason from"), FEES, 1, 100_000),
    Known("float_refund", 100, Unit.YUAN, _("An officer gives pass deposits back from the float up to"), FEES, 1, 1000),
    Known("payback_manager", 5000, Unit.YUAN, _("The manager approves paying back up to"), FEES, 1, 1_000_000),
    Known("payback_project_manager", 50000, Unit.YUAN, _("The project manager approves it up to"), FEES, 1, 9_000_000),
    Known("waiver_manager", 500, Unit.YUAN, _("The manager grants waivers up to"), FEES, 1, 1_000_000),
    Known("waiver_project_manager", 5000, Unit.YUAN, _("The project manager grants waivers up to"), FEES, 1, 1_000_000),
)
