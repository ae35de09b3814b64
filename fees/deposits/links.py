"""Where deposits are shown, for the inbox."""

from django.urls import reverse

from parkservice.messaging import links

links.register("fees.deposit", lambda pk: reverse("fees:deposit", args=[pk]))
