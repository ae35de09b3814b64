"""Who urges whom (domain 2.4, design section 4): the callables that the state machine names."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.kit.flow import guard

if TYPE_CHECKING:
    from fees.dunning.models import DunningNotice

#: From this stage on the manager goes in person; at the last one the project manager approves.
FINAL, LEGAL = 3, 4


def may_deliver(notice: "DunningNotice", user: User) -> bool:
    """The officer of the building, from the final notice on the manager (domain 2.4: personal visit by the manager)."""
    return may(user, "dunning.lead" if notice.stage >= FINAL else "dunning.send", notice)


def may_lead(notice: "DunningNotice", user: User) -> bool:
    """The manager asks for the legal route."""
    return may(user, "dunning.lead", notice)


def may_approve(notice: "DunningNotice", user: User) -> bool:
    """The project manager, or the general manager above them; never whoever asked (M15)."""
    return notice.asked_by_id != user.pk and may(user, "dunning.approve", notice)


def may_drop(notice: "DunningNotice", user: User | None) -> bool:
    """The clock, once nothing of it is open; before that nobody takes a notice away."""
    return user is None


@guard(_("Only the legal route is asked for; other notices are delivered at once."))
def is_legal(notice: "DunningNotice") -> bool:
    """Whether it is the stage that needs an approval."""
    return notice.stage == LEGAL


@guard(_("The legal route needs the approval of the project manager first. Ask for it."))
def is_approved_where_needed(notice: "DunningNotice") -> bool:
    """Whether nothing stands between it and its delivery."""
    return notice.stage != LEGAL or notice.approved_by_id is not None
