"""What somebody leaves behind: said on their page before a posting ends or the account is switched off (A1)."""

from urllib.parse import urlencode

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from complaints.casework.models import Complaint
from parkservice.accounts.leaving import Matter, register
from parkservice.accounts.models import User
from parkservice.parks.models import Park


@register
def complaints_of(user: User, park: Park) -> Matter | None:
    """The open complaints that this person answers for."""
    count = Complaint.objects.open().filter(park=park, officer=user).count()
    if not count:
        return None
    text = ngettext(
        "%(n)d open complaint is with this person. Give it to somebody else first.",
        "%(n)d open complaints are with this person. Give them to somebody else first.",
        count,
    )
    url = f"{reverse('complaints:reassign')}?{urlencode({'former': user.pk})}"
    return Matter(text % {"n": count}, url, _("Reassign complaints"), "complaints.assign")
