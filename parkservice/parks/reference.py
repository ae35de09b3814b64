"""Reference data: what a park needs before its first day, given by each app's `reference.py`.

A registered function gets one park and adds only what is missing, so that it may run after every migrate and never
undoes what people changed. It is never a data migration (design section 3).
"""

from collections.abc import Callable
from typing import Any

from django.db import connections, transaction
from django.db.migrations.executor import MigrationExecutor

from parkservice.kit import clock
from parkservice.kit.registry import autodiscover
from parkservice.parks import thresholds
from parkservice.parks.calendar import seed_calendar, seed_hours
from parkservice.parks.models import Park

Install = Callable[[Park], None]

_installers: list[Install] = []


def register(install: Install) -> Install:
    """Add a function that gives a park its reference data; usable as a decorator."""
    if install not in _installers:
        _installers.append(install)
    return install


@register
def install_calendar(park: Park) -> None:
    """Give a park its first opening hours, and the holidays of every year around now that are announced."""
    seed_hours(park)
    this_year = clock.today().year
    seed_calendar(park, range(this_year - 1, this_year + 3))


@register
def install_thresholds(park: Park) -> None:
    """Give a park the first value of every threshold that it does not have yet."""
    thresholds.install(park)


def install_all(park: Park) -> None:
    """Give one park the reference data of every app; safe to run again."""
    autodiscover("reference")
    with transaction.atomic():
        for install in _installers:
            install(park)


def renew_after_migrate(*, using: str, **_signal: Any) -> None:
    """Give the parks that exist what a new version adds; before the first park, or half way through, do nothing."""
    connection = connections[using]
    if Park._meta.db_table not in connection.introspection.table_names() or not Park.objects.using(using).exists():
        return
    executor = MigrationExecutor(connection)
    if executor.migration_plan(executor.loader.graph.leaf_nodes()):
        return
    for park in Park.objects.using(using):
        install_all(park)
