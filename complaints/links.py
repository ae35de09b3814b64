"""Where the record pages of this app are, for inbox and search."""

from django.urls import reverse

from parkservice.messaging import links

links.register("complaints.complaint", lambda pk: reverse("complaints:record", args=[pk]))
links.register("complaints.suggestion", lambda pk: reverse("complaints:suggestion", args=[pk]))
links.register("complaints.contact", lambda pk: reverse("complaints:contact", args=[pk]))
links.register("complaints.rule", lambda pk: reverse("complaints:rule", args=[pk]))
links.register("complaints.referencechange", lambda _pk: reverse("complaints:limits"))
