"""Colleagues to choose from: staff who hold a posting in the park today."""

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
