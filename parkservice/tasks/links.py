"""Where the record pages of this app are, for inbox and search, and whose messages stay hidden from whom."""

from typing import Any

from django.urls import reverse

from parkservice.messaging import hiding, links
from parkservice.tasks import sources
from parkservice.tasks.models import Question, Rectification, Referral, WorkOrder

links.register("tasks.workorder", lambda pk: reverse("tasks:workorder", args=[pk]))
links.register("tasks.question", lambda pk: reverse("tasks:question", args=[pk]))
links.register("tasks.rectification", lambda pk: reverse("tasks:rectification", args=[pk]))
links.register("tasks.referral", lambda pk: reverse("tasks:referral", args=[pk]))


def _hide(model: Any) -> None:
    """Let messages on a task stay hidden from the person whom its source is about (design section 4)."""

    def about(user: Any) -> Any:
        hidden = sources.hidden_from(user)
        rows = model.objects.none() if hidden == sources.NOTHING else model.objects.filter(hidden)
        return rows.values_list("pk", flat=True)

    hiding.register(model._meta.label_lower, about)


for _model in (WorkOrder, Question, Rectification, Referral):
    _hide(_model)
