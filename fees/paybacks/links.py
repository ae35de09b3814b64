"""Where prepayments paid back are shown."""

from django.urls import reverse

from parkservice.messaging import links

links.register("fees.paybackrequest", lambda pk: reverse("fees:payback", args=[pk]))
