"""What the lists of `ui` ask about kept views."""

from typing import Any

from parkservice.accounts.saved.models import SavedView
from parkservice.ui.kept import KeptView


def views_for(request: Any, list_name: str) -> list[KeptView]:
    """Return the tabs of a person for one list in the park shown: own ones, then those shared by others."""
    if not request.park:
        return []
    rows = SavedView.objects.visible_to(request.user).filter(park=request.park, list_name=list_name)
    found = [
        KeptView(row.pk, row.name, row.query, mine=row.owner_id == request.user.pk, start=row.start) for row in rows
    ]
    return sorted(found, key=lambda view: not view.mine)
