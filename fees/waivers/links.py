"""Where waivers are shown, for the inbox."""

from django.urls import reverse

from parkservice.messaging import links

links.register("fees.waiver", lambda pk: reverse("fees:waiver", args=[pk]))
