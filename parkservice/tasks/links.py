"""Where the record pages of this app are, for inbox and search."""

from django.urls import reverse

from parkservice.messaging import links

links.register("tasks.workorder", lambda pk: reverse("tasks:workorder", args=[pk]))
links.register("tasks.question", lambda pk: reverse("tasks:question", args=[pk]))
links.register("tasks.rectification", lambda pk: reverse("tasks:rectification", args=[pk]))
links.register("tasks.referral", lambda pk: reverse("tasks:referral", args=[pk]))
