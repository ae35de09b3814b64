"""Where dunning notices are shown."""

from django.urls import reverse

from parkservice.messaging import links

links.register("fees.dunningnotice", lambda pk: reverse("fees:notice", args=[pk]))
