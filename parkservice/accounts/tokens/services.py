"""Making, withdrawing and using tokens."""

import datetime
import hashlib
import secrets

from django.conf import settings
from django.db import transaction
from django.db.models import Case, F, Value, When
from django.utils.translation import gettext as _

from parkservice.accounts.models import ApiToken, Posting, User
from parkservice.accounts.rights import limit_to, only_looks, postings_of
from parkservice.accounts.roles import GRANTS, Role
from parkservice.journal.services import record
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation

MOST = 10
LONGEST = datetime.timedelta(days=366)
PREFIX = "ps_"


def hash_of(secret: str) -> str:
    """Return what is kept of a secret; 256 random bits need no slow hash."""
    return hashlib.sha256(secret.encode("utf-8", "replace")).hexdigest()


def may_hold(posting: Posting) -> bool:
    """Whether programs may act for this posting now."""
    return posting.is_current and "api.use" in GRANTS[Role(posting.role)]


@transaction.atomic
def make_token(*, actor: User, posting_id: int, name: str, ends: datetime.date) -> tuple[ApiToken, str]:
    """Make a token for one of the actor's own postings; returns it with the secret, which nobody can read again.

    Raises RuleViolation for another person's posting, one without the right or over, a day that lies behind or more
    than a year ahead, and for the eleventh living token.
    """
    User.objects.select_for_update(of=("self",)).get(pk=actor.pk)
    posting = Posting.objects.select_related("user", "park").filter(pk=posting_id, user=actor).first()
    if posting is None or not may_hold(posting):
        raise RuleViolation(_("Programs can't act for this posting. Choose one that counts today."), code="no_right")
    if not clock.today() <= ends <= clock.today() + LONGEST:
        raise RuleViolation(_("The last day lies between today and a year from now."), code="ends")
    if ApiToken.objects.of(actor).living().count() >= MOST:
        raise RuleViolation(_("You have ten tokens already. Withdraw one that is not used any more."), code="too_many")
    secret = PREFIX + secrets.token_urlsafe(32)
    token = ApiToken.objects.create(
        posting=posting, name=name, hash=hash_of(secret), beginning=secret[:8], ends=ends, made_at=clock.now()
    )
    data = {"name": name, "role": posting.role, "ends": ends.isoformat()}
    record(park=posting.park, actor=actor, verb="accounts.token_made", subject=actor, data=data)
    return token, secret


@transaction.atomic
def withdraw_token(*, actor: User, token_id: int) -> None:
    """Withdraw a token of one's own at once; a withdrawn one stays as it is."""
    token = ApiToken.objects.select_for_update(of=("self",)).filter(pk=token_id, posting__user=actor).first()
    if token is None or token.withdrawn_at:
        return
    _withdraw(token, actor)


@transaction.atomic
def withdraw_all(*, actor: User | None, user: User) -> None:
    """Withdraw every token of a person whose password or second factor is given anew, or who is switched off.

    Whoever took the account over may have made one. `actor` is None for the command line.
    """
    for token in ApiToken.objects.of(user).living().select_for_update(of=("self",)):
        _withdraw(token, actor)


def _withdraw(token: ApiToken, actor: User | None) -> None:
    token.withdrawn_at = clock.now()
    token.save(update_fields=["withdrawn_at"])
    posting = token.posting
    record(
        park=posting.park,
        actor=actor,
        verb="accounts.token_withdrawn",
        subject=posting.user,
        data={"name": token.name},
    )


def holder_of(secret: str, method: str | None = None) -> tuple[ApiToken, User] | None:
    """Return the token behind a secret and its person, limited to the one posting; None when it opens nothing now.

    `method` is how the program asks: what is read about its person holds for a request that only looks.
    """
    living = ApiToken.objects.living().select_related("posting__user", "posting__park")
    token = living.filter(hash=hash_of(secret)).first()
    if token is None or not may_hold(token.posting):
        return None
    user = token.posting.user
    limit_to(user, token.posting_id)
    only_looks(user, method)
    return (token, user) if postings_of(user) else None


def seconds_to_wait(token: ApiToken) -> int:
    """Count one use; returns 0, or for how long the program must wait when it asked too often this minute."""
    now = clock.now()
    minute = now.replace(second=0, microsecond=0)
    ApiToken.objects.filter(pk=token.pk).update(
        in_minute=Case(When(minute=minute, then=F("in_minute") + 1), default=Value(1)),
        minute=minute,
        last_used_at=now,
    )
    used = ApiToken.objects.values_list("in_minute", flat=True).get(pk=token.pk)
    return 0 if used <= settings.API_PER_MINUTE else 60 - now.second
