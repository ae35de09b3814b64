"""The duties of coordination (M4) and of reporting hard problems (M12), read from the records (duties.md).

M12 has two parts: answers of the next level that the asker has not acted on, and cases that stand still for more than
a day without anybody having been asked. What stands still is said by the app that owns the case (`sources.blocked`).
"""

from collections.abc import Sequence
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from parkservice.accounts.duties import Duty, Status
from parkservice.accounts.models import User
from parkservice.accounts.readings import Limit, Reading
from parkservice.accounts.rights import answering_for
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park
from parkservice.tasks import sources
from parkservice.tasks.coordination.models import Question
from parkservice.tasks.referrals.models import Referral, ReferralState


def coordination(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """M4: questions to other departments without an answer, of the whole department: nothing, open, or date passed."""
    reading = Reading(
        figure=lambda n: ngettext("%(n)d question unanswered", "%(n)d questions unanswered", n) % {"n": n},
        quiet=_("Every department has answered."),
        url=reverse("tasks:questions"),
        action=_("See the questions"),
        last_day=False,
    )
    waiting: list[Any] = list(
        Question.objects.filter(park=park).waiting().values_list("pk", "due", "matter", named=True)
    )
    return {user.pk: reading.status(_limits(waiting, _hidden(user)), park, day) for user in people}


def _hidden(user: User) -> set[int]:
    """Questions about records that concern this person; they do not count them."""
    return set(Question.objects.waiting().filter(sources.hidden_from(user)).values_list("pk", flat=True))


def _limits(rows: Sequence[Any], hidden: set[int]) -> list[Limit]:
    return [Limit(row.due, row.matter) for row in rows if row.pk not in hidden]


def hard_problems(people: Sequence[User], park: Park, day: date) -> dict[int, Status]:
    """M12: answers to my questions that I have not acted on; my cases that stand still and nobody was asked."""
    answered: dict[int, list[str]] = {user.pk: [] for user in people}
    askers = {user.pk: answering_for(user, park.pk) for user in people}
    rows = Referral.objects.filter(park=park, state=ReferralState.ANSWERED)
    for asker, matter in rows.order_by("answered_at").values_list("asked_by_id", "matter"):
        for pk, ids in askers.items():
            if asker in ids:
                answered[pk].append(matter)
    blocked: dict[int, list[Limit]] = {user.pk: [] for user in people}
    for kind in sources.all_kinds():
        for pk, limits in (kind.blocked(people, park) if kind.blocked else {}).items():
            blocked[pk] += limits
    return {pk: _problems(answered[pk], blocked[pk]) for pk in answered}


def _problems(answered: Sequence[str], blocked: Sequence[Limit]) -> Status:
    url = reverse("tasks:referrals")
    parts = []
    if answered:
        parts.append(ngettext("%(n)d answer", "%(n)d answers", len(answered)) % {"n": len(answered)})
    if blocked:
        parts.append(ngettext("%(n)d case stands still", "%(n)d cases stand still", len(blocked)) % {"n": len(blocked)})
    if not parts:
        return Status("nothing", "", _("No hard problem waits."), url)
    figure = _(" · ").join(parts)
    if answered:
        sentence = _("Act on the answer: %(matter)s") % {"matter": answered[0]}
        return Status("due", figure, sentence, f"{url}?view=act", _("See the answers"))
    oldest = min(blocked, key=lambda limit: limit.due)
    sentence = _("Ask the next level: %(matter)s") % {"matter": oldest.matter}
    return Status("due", figure, sentence, reverse("tasks:referral_new"), _("Ask the next level"), due=oldest.due)


DUTIES = [
    Duty(
        "M4",
        (Role.MANAGER,),
        "event",
        gettext_lazy("Coordinate with other departments"),
        gettext_lazy("Coordination"),
        "tasks:questions",
        coordination,
    ),
    Duty(
        "M12",
        (Role.OFFICER, Role.MANAGER),
        "event",
        gettext_lazy("Report hard problems in time"),
        gettext_lazy("Hard problems"),
        "tasks:referrals",
        hard_problems,
    ),
]
