"""The days of dunning, as reference data of each park (domain 2.4)."""

from django.utils.translation import gettext_lazy as _

from parkservice.parks.thresholds import Known, Unit, register

DUNNING = _("Dunning")

register(
    Known("dunning_before_days", 7, Unit.DAYS, _("Friendly reminder before the due day"), DUNNING, 1, 30),
    Known("dunning_first_days", 7, Unit.DAYS, _("First notice after the due day"), DUNNING, 1, 90),
    Known("dunning_second_days", 30, Unit.DAYS, _("Second notice after the due day"), DUNNING, 2, 180),
    Known("dunning_final_days", 60, Unit.DAYS, _("Final notice after the due day"), DUNNING, 3, 365),
    Known("dunning_legal_days", 180, Unit.DAYS, _("Legal route after the due day"), DUNNING, 4, 730),
    Known("dunning_first_pay", 7, Unit.DAYS, _("The first notice asks to pay within"), DUNNING, 1, 30),
    Known("dunning_second_pay", 5, Unit.DAYS, _("The second notice asks to pay within"), DUNNING, 1, 30),
    Known("dunning_final_pay", 5, Unit.DAYS, _("The final notice asks to pay within"), DUNNING, 1, 30),
)
