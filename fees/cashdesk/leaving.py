"""The cash drawer that somebody leaves behind: said on their page before a posting ends (domain 4, "Bad cases")."""

from django.urls import reverse
from django.utils.translation import gettext as _

from fees.cashdesk.models import Drawer
from parkservice.accounts.leaving import Matter, register
from parkservice.accounts.models import User
from parkservice.parks.models import Park


@register
def drawer_of(user: User, park: Park) -> Matter | None:
    """The drawer that this person keeps, counted and handed over before they go."""
    drawer = Drawer.objects.kept_by(user, park).filter(ends=None).first()
    if drawer is None:
        return None
    text = _("This person keeps a cash drawer. It is counted before a witness, and finance takes it back.")
    return Matter(text, reverse("fees:drawer", args=[drawer.pk]), _("Open the drawer"), "cash.view")
