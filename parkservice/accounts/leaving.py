"""What somebody would leave behind: higher apps register how to count it, the page of the person says it.

@register
def complaints_of(user, park): return Matter(sentence, url, link, perm)
"""

from collections.abc import Callable
from dataclasses import dataclass

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.parks.models import Park


@dataclass(frozen=True)
class Matter:
    """One kind of open work: the sentence with the figure, and the page that gives it to somebody else."""

    text: str
    url: str
    link: str
    perm: str


Reading = Callable[[User, Park], Matter | None]
_readings: list[Reading] = []


def register(reading: Reading) -> Reading:
    """Add one reading."""
    _readings.append(reading)
    return reading


def open_matters(person: User, park: Park, reader: User) -> list[Matter]:
    """Return what this person would leave behind in a park, for a reader who may give it to others."""
    found = (reading(person, park) for reading in _readings)
    return [matter for matter in found if matter is not None and may(reader, matter.perm, park)]
