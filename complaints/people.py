"""Colleagues to choose from, staff who hold a posting in the park today, and who hears of a case."""

from typing import Any

from django.db.models import QuerySet

from parkservice.accounts.models import Posting, User
from parkservice.accounts.roles import GRANTS, Role
from parkservice.parks.models import Park


def colleagues(park: Park) -> QuerySet[User]:
    """Return the staff of a park by name; tenants hold postings too, but are no colleagues."""
    posted = Posting.objects.current().filter(park=park).exclude(role=Role.TENANT).values("user_id")
    return User.objects.filter(pk__in=posted, is_active=True).order_by("name")


def handlers(park: Park) -> QuerySet[User]:
    """Return who may answer for complaints in a park, by name: its officers and managers of today (A1, M3)."""
    roles = [role for role in Role if "complaints.act" in GRANTS[role]]
    posted = Posting.objects.current().filter(park=park, role__in=roles).values("user_id")
    return User.objects.filter(pk__in=posted, is_active=True).order_by("name")


def answering(case: Any) -> list[User]:
    """Return the officer of a complaint or suggestion and whoever stands in for them today, never the one concerned."""
    standing_in = Posting.objects.current().filter(park_id=case.park_id, standing_in_for_id=case.officer_id)
    people = [case.officer, *(posting.user for posting in standing_in.select_related("user").order_by("id"))]
    return [person for person in people if person.pk != getattr(case, "against_staff_id", None)]
