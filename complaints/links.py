"""Where the record pages of this app are, for inbox and search, and whose messages stay hidden from whom."""

from django.urls import reverse

from complaints.models import Complaint, Contact
from parkservice.messaging import hiding, links

links.register("complaints.complaint", lambda pk: reverse("complaints:record", args=[pk]))
links.register("complaints.suggestion", lambda pk: reverse("complaints:suggestion", args=[pk]))
links.register("complaints.contact", lambda pk: reverse("complaints:contact", args=[pk]))
links.register("complaints.rule", lambda pk: reverse("complaints:rule", args=[pk]))
links.register("complaints.referencechange", lambda _pk: reverse("complaints:limits"))
hiding.register("complaints.contact", lambda user: Contact.objects.about(user).values_list("pk", flat=True))
hiding.register("complaints.complaint", lambda user: Complaint.objects.about(user).values_list("pk", flat=True))
