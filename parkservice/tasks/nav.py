"""Navigation entries of tasks."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parkservice.accounts.rights import departments_of
from parkservice.tasks.models import WorkOrder
from parkservice.ui.nav import NavItem, QuickItem, register, register_quick


def _of_department(request: Any) -> int | None:
    """Open orders of my department; nothing is asked for people of none."""
    departments = departments_of(request.user, "tasks.do")
    if not departments:
        return None
    return WorkOrder.objects.with_department().filter(department_id__in=departments).count() or None


register(
    NavItem("tasks", _("Work orders"), "wrench", "tasks:workorders", ("tasks.view",), 10, count=_of_department, tab=3),
    NavItem("tasks", _("Questions to departments"), "swap", "tasks:questions", ("tasks.view",), 20),
    NavItem("tasks", _("Asking the next level"), "rise", "tasks:referrals", ("tasks.refer", "tasks.advise"), 30),
    NavItem("tasks", _("Rectifications"), "task", "tasks:rectifications", ("rectifications.view",), 40),
)
register_quick(QuickItem(_("Work order"), "tasks:workorder_new", ("tasks.ask",), icon="wrench"))
