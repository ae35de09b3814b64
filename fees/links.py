"""Where the record pages of this app are, for inbox and search."""

from django.urls import reverse

from fees.dayclose.models import Consent
from parkservice.messaging import links


def _consent(pk: int) -> str:
    return reverse("fees:close", args=[Consent.objects.values_list("drawer_id", flat=True).get(pk=pk)])


links.register("fees.payin", lambda pk: reverse("fees:pay_in", args=[pk]))
links.register("fees.difference", lambda pk: reverse("fees:difference", args=[pk]))
links.register("fees.drawer", lambda pk: reverse("fees:drawer", args=[pk]))
links.register("fees.payslip", lambda pk: reverse("fees:slip", args=[pk]))
links.register("fees.safecheck", lambda _pk: reverse("fees:safes"))
links.register("fees.safealarm", lambda _pk: reverse("fees:safes"))
links.register("fees.month", lambda _pk: reverse("fees:month"))
links.register("fees.consent", _consent)
