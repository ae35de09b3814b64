"""Where the books of a former system are shown."""

from django.urls import reverse

from parkservice.messaging import links

links.register("fees.openingimport", lambda pk: reverse("fees:opening", args=[pk]))
