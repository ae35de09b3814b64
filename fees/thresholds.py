"""The thresholds of fees and cash with their first values (domain 2.4, 3.5, 4)."""

from django.utils.translation import gettext_lazy as _

from parkservice.parks.thresholds import Known, Unit, register

BILLS = _("Meters and bills")

register(
    Known("reading_days", 5, Unit.DAYS, _("A reading counts for the end of a period within"), BILLS, 0, 15),
    Known("bill_due_days", 15, Unit.DAYS, _("A bill is due after its issue within"), BILLS, 1, 90),
    Known(
        "heating_stop_percent", 20, Unit.PERCENT, _("Share of the heating fee during an approved stop"), BILLS, 0, 100
    ),
    Known("collection_target", 95, Unit.PERCENT, _("Share of the billed sum that is to be collected"), BILLS, 1, 100),
)

CASH = _("Cash")

register(
    Known(
        "difference_yuan", 50, Unit.YUAN, _("A cash difference above this goes to finance and manager"), CASH, 1, 9999
    ),
    Known("difference_days", 3, Unit.DAYS, _("A cash difference is decided within"), CASH, 1, 60),
    Known("cash_month_days", 5, Unit.DAYS, _("The cash month is closed in the next month within"), CASH, 1, 28),
    Known("differences_in_month", 3, Unit.TIMES, _("So many cash differences in a month go there too"), CASH, 1, 31),
    Known(
        "safe_alarm_minutes", 60, Unit.MINUTES, _("A missing safe check is told after the desk closes"), CASH, 1, 720
    ),
)
