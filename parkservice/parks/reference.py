"""Reference data: what a park needs before its first day, given by each app's `reference.py`.

A registered function gets one park and adds only what is missing, so that it may run after every migrate and never
undoes what people changed. It is never a data migration (design section 3).
"""

from collections.abc import Callable

from django.db import transaction

from parkservice.kit.registry import autodiscover
from parkservice.parks.models import Park

Install = Callable[[Park], None]

_installers: list[Install] = []


def register(install: Install) -> Install:
    """Add a function that gives a park its reference data; usable as a decorator."""
    if install not in _installers:
        _installers.append(install)
    return install


def install_all(park: Park) -> None:
    """Give one park the reference data of every app; safe to run again."""
    autodiscover("reference")
    with transaction.atomic():
        for install in _installers:
            install(park)
