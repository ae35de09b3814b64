"""Where tax invoices are shown, for the inbox."""

from django.urls import reverse

from parkservice.messaging import links

links.register("fees.taxinvoice", lambda pk: reverse("fees:invoice", args=[pk]))
