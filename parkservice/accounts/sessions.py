"""How long a sign-in lasts, and ending it everywhere."""

from allauth.usersessions.models import UserSession
from django.conf import settings
from django.contrib.sessions.backends.base import SessionBase
from django.http import HttpRequest  # noqa: TID251 - reads requests

from parkservice.accounts.models import User
from parkservice.kit import clock

STARTED_KEY = "started"
SEEN_KEY = "seen"
# The last activity is written at most this often (design section 8), in seconds.
REFRESH = 5 * 60


def begin(session: SessionBase) -> None:
    """Start the two limits at sign-in."""
    session[STARTED_KEY] = session[SEEN_KEY] = int(clock.now().timestamp())


def over_limit(session: SessionBase) -> str:
    """Return "idle" or "absolute" when a sign-in has lasted too long, else "".

    The last activity may be written five minutes late, so a sign-in ends a little early and never late.
    """
    now = clock.now().timestamp()
    if now - session.get(STARTED_KEY, now) > settings.SESSION_ABSOLUTE_SECONDS:
        return "absolute"
    if now - session.get(SEEN_KEY, now) > settings.SESSION_IDLE_SECONDS:
        return "idle"
    return ""


def note_activity(request: HttpRequest) -> None:
    """Write the last activity of this sign-in, at most every five minutes."""
    now = int(clock.now().timestamp())
    session = request.session
    if STARTED_KEY not in session:
        begin(session)
    elif now - session.get(SEEN_KEY, 0) >= REFRESH:
        session[SEEN_KEY] = now
        UserSession.objects.filter(session_key=session.session_key).update(last_seen_at=clock.now())


def end_everywhere(user: User, *, but: str | None = None) -> int:
    """End every sign-in of a person at once and return how many there were; `but` names a session that stays."""
    sessions = list(UserSession.objects.filter(user=user).exclude(session_key=but or ""))
    for session in sessions:
        session.end()
    return len(sessions)
