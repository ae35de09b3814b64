"""The first day of a real park: the park, its first two people, and the reference data (`manage.py start`)."""

from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from parkservice.accounts.models import Posting, User
from parkservice.accounts.postings import appoint_first_project_manager, propose_posting
from parkservice.accounts.roles import Role
from parkservice.accounts.services import create_person
from parkservice.kit.errors import RuleViolation
from parkservice.parks import reference
from parkservice.parks.models import Park


@dataclass(frozen=True)
class Opened:
    """What the first day made."""

    park: Park
    project_manager: User
    proposal: Posting


@transaction.atomic
def open_park(*, park: dict[str, Any], project_manager: dict[str, Any], manager: dict[str, Any]) -> Opened:
    """Make the park, its project manager, and the proposal of its manager, which the project manager grants.

    A grant needs two people: the one at the machine proposes, the project manager grants; from then on the manager
    proposes everybody else. Raises RuleViolation when there is a park already.
    """
    if Park.objects.exists():
        raise RuleViolation(_("There is a park already. This command is for the first day only."), code="park_exists")
    made = Park.objects.create(**park)
    reference.install_all(made)
    first = create_person(park=made, actor=None, **project_manager)
    appoint_first_project_manager(park=made, user=first)
    second = create_person(park=made, actor=None, **manager)
    proposal = propose_posting(actor=None, user=second, role=Role.MANAGER, park=made)
    return Opened(made, first, proposal)
