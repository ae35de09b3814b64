"""The threshold of tasks with its first value (design section 4): the same share as with complaints."""

from django.utils.translation import gettext_lazy as _

from parkservice.parks.thresholds import Known, Unit, register

register(
    Known(
        "task_remind_percent",
        80,
        Unit.PERCENT,
        _("Share of the time of a work order, question or referral after which it is reminded of"),
        _("Working together"),
        1,
        99,
    )
)
