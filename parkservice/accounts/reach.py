"""How far the rights of a posting go (design section 4)."""

from enum import StrEnum

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Reach(StrEnum):
    """How far a right of a posting goes."""

    PARK = "park"
    BUILDINGS = "buildings"
    OWN = "own"
    ASSIGNED = "assigned"

    @property
    def label(self) -> Promise:
        """The word for people."""
        return REACH_LABELS[self]


REACH_LABELS: dict[Reach, Promise] = {
    Reach.PARK: _("whole park"),
    Reach.BUILDINGS: _("own buildings"),
    Reach.OWN: _("own entries"),
    Reach.ASSIGNED: _("given to me"),
}
