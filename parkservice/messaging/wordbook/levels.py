"""Which courtesy rules hint in a park: R1 to R11 are reference data, R12 and R13 always block (domain section 5)."""

from collections.abc import Mapping

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from parkservice.kit import courtesy
from parkservice.messaging.wordbook.models import CourtesyLevels
from parkservice.parks.models import Park

#: What each rule asks for, in one line.
RULES: dict[str, Promise] = {
    "R1": _("A text begins with 您好 or a greeting of the season."),
    "R2": _("A request says 请."),
    "R3": _("A request ends with 谢谢."),
    "R4": _("Where we are at fault, we say 对不起."),
    "R5": _("Where we give trouble (outage, works, a visit), we say 对不起 or 打扰了."),
    "R6": _("A person is addressed by surname and title, a firm as 贵公司."),
    "R7": _("We write 您, not 你."),
    "R8": _("The first message of the day to a leader begins like 王经理，您早."),
    "R9": _("Thanks are answered with 不客气, an apology with 没关系."),
    "R10": _("No curt words such as 不知道, 不归我管, 没办法."),
    "R11": _("A reply to a complaint names who is responsible, the next step and a date."),
    "R12": _("Nobody is threatened with cutting water, power, heating or gas."),
    "R13": _("No identity number, passport or full mobile number of others."),
}
HINT, OFF = "hint", "pass"


def levels_of(park: Park) -> Mapping[str, str]:
    """Return the levels that hold in a park now: those released last, else as shipped; one statement."""
    present = CourtesyLevels.objects.released().filter(park=park).only("levels").first()
    return {**courtesy.LEVELS, **present.levels} if present else courtesy.LEVELS
