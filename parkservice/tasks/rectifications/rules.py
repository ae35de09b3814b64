"""Who may take a step of a rectification (A4, domain 2.2)."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import answering_for, may
from parkservice.kit.flow import guard


def owns(plan: Any, user: User) -> bool:
    """The overall owner, or who stands in for them."""
    return plan.owner_id in answering_for(user, plan.park_id) and not plan.concerns(user)


def leads(plan: Any, user: User) -> bool:
    """Who plans rectifications in the park: the manager, and the project manager in the manager's place."""
    return may(user, "rectifications.plan", plan) and not plan.concerns(user)


def may_work(plan: Any, user: User) -> bool:
    """The owner carries it out; the manager may act in the owner's place."""
    return owns(plan, user) or leads(plan, user)


def may_write(plan: Any, user: User) -> bool:
    """The owner, the leaders, and the owners of steps write how it goes."""
    return may_work(plan, user) or plan.steps.filter(owner_id__in=answering_for(user, plan.park_id)).exists()


def may_verify(plan: Any, user: User) -> bool:
    """A leader who is not the owner, and who did no step of it, verifies (maker ≠ checker, G6)."""
    if plan.owner_id == user.pk or not leads(plan, user):
        return False
    return not plan.steps.filter(done_by_id=user.pk).exists()


@guard(_("Some steps are still open. Mark them as done first."))
def all_steps_done(plan: Any) -> bool:
    """A rectification is done when each of its steps is."""
    return not plan.steps.filter(done_at__isnull=True).exists()
