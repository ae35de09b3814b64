"""Where bills and runs are shown, for the inbox."""

from django.urls import reverse

from parkservice.messaging import links

links.register("fees.bill", lambda pk: reverse("fees:bill", args=[pk]))
links.register("fees.billingrun", lambda pk: reverse("fees:run", args=[pk]))
