"""The greeting of the first page of the day (duty L5): 王经理，您早."""

from django.conf import settings
from django.http import HttpRequest  # noqa: TID251 - reads requests
from django.http.response import HttpResponseBase  # noqa: TID251 - reads requests
from django.utils.translation import gettext as _

from parkservice.accounts.access import Access
from parkservice.accounts.models import User
from parkservice.accounts.rights import roles_of
from parkservice.accounts.roles import LEADERS
from parkservice.kit import clock

GREETED_KEY = "greeted"


def greeting(user: User) -> str:
    """Return the words that greet a person at the top of their desk.

    A leader on the first page of the day: 王经理，您早 / Good morning, Manager Wang; everybody else: 您好，李样例.
    """
    if getattr(user, "first_page_today", False) and LEADERS & roles_of(user):
        return _("Good morning, %(address)s") % {"address": user.address}
    return _("Hello, %(name)s") % {"name": user.display_name}


def mark_first_page(request: HttpRequest, access: Access) -> None:
    """Note on the user of this request whether this is their first page of the day.

    `request.greeting` holds the leader's greeting when the page is not the desk, which greets by itself.
    """
    request.greeting = ""  # type: ignore[attr-defined]
    page = request.method == "GET" and not request.headers.get("HX-Request") and access.kind != "public"
    if not page or request.session.get(GREETED_KEY) == clock.today().isoformat():
        return
    request.user.first_page_today = True  # type: ignore[union-attr]
    if LEADERS & roles_of(request.user) and request.path != settings.LOGIN_REDIRECT_URL:
        request.greeting = greeting(request.user)  # type: ignore[attr-defined, arg-type]


def remember_greeting(request: HttpRequest, response: HttpResponseBase) -> None:
    """Keep in the sign-in that today's first page was shown; redirects and files do not count."""
    first = getattr(request.user, "first_page_today", False)
    if first and response.status_code == 200 and response.headers.get("Content-Type", "").startswith("text/html"):
        request.session[GREETED_KEY] = clock.today().isoformat()
