"""Tags of the pages about people: {% load accounts %}.

{% demo_people as people %}   the demo's people for the sign-in page, in the order of the roles
{{ posting|place }}           the buildings of a posting, or the whole park
{{ user_agent|browser }}      "Firefox · Windows" instead of the whole line that a browser sends
"""

from django import template
from django.conf import settings
from django.db.models import Prefetch
from django.utils.translation import gettext as _

from parkservice.accounts.models import Posting, User
from parkservice.accounts.roles import Role

register = template.Library()

# The first word that fits counts; Chrome also calls itself Safari, Edge also Chrome.
BROWSERS = (
    ("MicroMessenger", "WeChat"),
    ("Edg/", "Edge"),
    ("OPR/", "Opera"),
    ("Firefox/", "Firefox"),
    ("Chrome/", "Chrome"),
    ("Safari/", "Safari"),
)
SYSTEMS = (
    ("HarmonyOS", "HarmonyOS"),
    ("Android", "Android"),
    ("iPhone", "iPhone"),
    ("iPad", "iPad"),
    ("Windows", "Windows"),
    ("Mac OS", "macOS"),
    ("Linux", "Linux"),
)


@register.simple_tag
def demo_people() -> list[User]:
    """The demo's people with their current posting in `posting`, by role; nobody in production."""
    if settings.PRODUCTION:
        return []
    current = Prefetch("postings", Posting.objects.current().prefetch_related("buildings"), to_attr="current")
    people = list(User.objects.filter(is_demo=True, is_active=True).prefetch_related(current))
    order = list(Role)
    for person in people:
        person.posting = person.current[0] if person.current else None
    return sorted(people, key=lambda one: (order.index(one.posting.role) if one.posting else len(order), one.pk))


@register.filter
def place(posting: Posting) -> str:
    """A 厂房, B 厂房; the whole park when no building is named; a tenant's reaches the own company or flat."""
    if posting.role == Role.TENANT:
        return _("own company or flat")
    names = [building.name for building in posting.buildings.all()]
    return _(", ").join(names) if names else _("whole park")


@register.filter
def browser(user_agent: str) -> str:
    """Browser and system in two words; a dash for something unknown."""
    found = [next((name for mark, name in table if mark in user_agent), "") for table in (BROWSERS, SYSTEMS)]
    return " · ".join(filter(None, found)) or "—"
