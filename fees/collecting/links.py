"""Where visits and reviews are shown, and the way back from a complaint to the debt that it came from."""

from typing import Any

from django.db.models import OuterRef
from django.urls import reverse

from complaints.casework import panels, sight
from fees.collecting.models import CollectionVisit
from parkservice.messaging import links


def _card(page: Any) -> panels.Panel | None:
    """The collection visit in which the complaint was made, for those who read the complaint in full."""
    if page.sight is not sight.Sight.FULL or not panels.any_of(page.complaint, "collection"):
        return None
    rows = CollectionVisit.objects.visible_to(page.user).filter(complaint=page.complaint)
    visit = rows.select_related("customer", "notice", "by").first()
    return panels.Panel("fees/collecting/_complaint.html", visit, side=True) if visit is not None else None


panels.hint("collection", lambda: CollectionVisit.objects.filter(complaint=OuterRef("pk")))
panels.register(_card, place=45)
links.register("fees.collectionreview", lambda pk: reverse("fees:collection_review", args=[pk]))
