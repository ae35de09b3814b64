"""Where receipts are shown, for the inbox."""

from django.urls import reverse

from parkservice.messaging import links

links.register("fees.receipt", lambda pk: reverse("fees:receipt", args=[pk]))
