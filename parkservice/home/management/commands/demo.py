"""Build the demo park through the real services."""

from datetime import timedelta
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction

from complaints.models import Complaint
from parkservice.accounts.models import User
from parkservice.home.demo import (
    banking,
    cases,
    cashdays,
    dunning,
    errands,
    fees,
    money,
    months,
    rules,
    upkeep,
    voices,
    watch,
    year,
)
from parkservice.home.demo.estate import build_estate
from parkservice.home.demo.people import PASSWORD, build_people
from parkservice.home.demo.scene import Scene, tell
from parkservice.kit import clock
from parkservice.parks.models import Park
from parkservice.parks.reference import install_all

#: The park opened this many days before today, so that every story lies after its people's first day.
OPENED = timedelta(days=420)
#: Whose tales make the year of the park.
TELLERS = (year, cases, voices, errands, rules, fees, cashdays, months, dunning, upkeep, money, banking, watch)


class Command(BaseCommand):
    """`manage.py demo`: the park of domain section 6, the same for every run of a day; never beside real data."""

    help = "Build the fictional demo park. Refuses a database that holds data."

    def handle(self, *args: Any, **options: Any) -> None:
        """Tell the story up to last midnight. Raises CommandError for a database with data."""
        if Park.objects.exists() or User.objects.exists():
            raise CommandError("This database already holds a park. The demo park needs an empty database.")
        park = build()
        self.stdout.write(f"{park.name_zh}: {User.objects.count()} people, {Complaint.objects.count()} complaints.")
        self.stdout.write(f"Password of every demo account: {PASSWORD}")


@transaction.atomic
def build() -> Park:
    """Build everything or nothing, so that an interrupted run leaves an empty database."""
    until = clock.combine(clock.today())
    with clock.at(until - OPENED):
        park = build_estate()
        install_all(park)
        people = build_people(park, clock.today())
    scene = Scene(park, people, until)
    with clock.at(until):
        tell(scene, [tale for teller in TELLERS for tale in teller.tales(scene)])
    return park
