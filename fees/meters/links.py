"""Where meters are shown, and who may open the photos of readings."""

from typing import Any

from django.urls import reverse

from fees.meters.models import MeterReading
from parkservice.accounts.rights import may
from parkservice.messaging import links
from parkservice.paperwork import access


def _may_open(user: Any, subject_id: int, _request: Any) -> bool:
    """Whoever sees the meter."""
    return may(user, "meters.view") and MeterReading.objects.visible_to(user).filter(pk=subject_id).exists()


links.register("fees.meter", lambda pk: reverse("fees:meter", args=[pk]))
access.register("fees.meterreading", _may_open)
