"""Who may open the photos of a case: its readers, and whoever came by its secret link (C12, C13).

The tracking page adds to each photo's address a key made from the secret code. Photos so need no memory of the visit:
looking at a page writes nothing, and a key opens the public photos of its own case only.
"""

import hmac
from typing import Any

from django.db.models import Q
from django.utils.crypto import salted_hmac

from complaints.casework import sight
from complaints.models import Complaint, Suggestion
from parkservice.accounts.rights import may, roles_of
from parkservice.accounts.roles import Role
from parkservice.paperwork import access
from parkservice.paperwork.access import Sight
from parkservice.paperwork.models import Attachment

#: The name of the key in the address of a photo.
KEY = "key"


def key_for(case: Complaint | Suggestion) -> str:
    """Return the key that opens the public photos of a case; the secret code cannot be read from it."""
    return salted_hmac("complaints.photos", case.track_code, algorithm="sha256").hexdigest()


def shown(case: Complaint | Suggestion, *, key: str = "") -> list[dict[str, Any]]:
    """Return the photos of a case for `ui/photos.html`; with a key only the public ones, in addresses that it opens."""
    rows = Attachment.objects.of(case)
    end = f"?{KEY}={key}" if key else ""
    return [
        {
            "url": row.url + end,
            "thumb": row.thumb + end if row.thumb else "",
            "name": row.name,
            "image": row.image,
        }
        for row in (rows.public() if key else rows)
    ]


def _by_key(case: Complaint | Suggestion | None, request: Any) -> Sight:
    """What the key in the address opens."""
    key = request.GET.get(KEY, "")
    fits = case is not None and hmac.compare_digest(key_for(case).encode(), key.encode())
    return Sight.PUBLIC if fits else Sight.NONE


def _readable(user: Any, subject_id: int) -> Complaint | None:
    """The complaint, or the one into which it was merged, as far as this person reads one: no photo is lost by that."""
    own_or_joined = Q(pk=subject_id) | Q(merged__pk=subject_id)
    return Complaint.objects.visible_to(user).filter(own_or_joined).order_by("pk").first()


def of_complaint(user: Any, subject_id: int, request: Any) -> Sight:
    """Those who work on it see everything, its sender what is public, the park office no photos."""
    reader = any(may(user, right) for right in sight.READERS)
    mine = _readable(user, subject_id) if reader else None
    if mine is None:
        return _by_key(Complaint.objects.filter(pk=subject_id).first(), request)
    seen = sight.sight_of(mine, user)
    if seen is sight.Sight.OWN:
        return Sight.PUBLIC
    return Sight.ALL if seen.files else Sight.NONE


def of_suggestion(user: Any, subject_id: int, request: Any) -> Sight:
    """Staff who may read it see everything, its sender what is public."""
    found = Suggestion.objects.visible_to(user).select_related("park").filter(pk=subject_id).first()
    if found is None or not may(user, "suggestions.view"):
        return _by_key(Suggestion.objects.filter(pk=subject_id).first(), request)
    return Sight.PUBLIC if roles_of(user, found.park) <= {Role.TENANT} else Sight.ALL


access.register("complaints.complaint", of_complaint)
access.register("complaints.suggestion", of_suggestion)
