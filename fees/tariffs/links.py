"""Where the record page of a price is, for the inbox."""

from django.urls import reverse

from parkservice.messaging import links

links.register("fees.tariff", lambda pk: reverse("fees:tariff", args=[pk]))
