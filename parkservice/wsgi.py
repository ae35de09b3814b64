"""The WSGI application that gunicorn serves; production does not start with demo secrets or demo people.

It is loaded once, before the web processes part (`--preload`): one that died is replaced at once.
"""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application
from django.db import connections
from django.urls import get_resolver

from parkservice.kit import garbage

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkservice.settings")
application = get_wsgi_application()
get_resolver().url_patterns  # noqa: B018 - reading them loads every page, which the first visitor would wait for
garbage.keep_what_stands()  # looking through it again would hold a page up for a fifth of a second

from django.conf import settings  # noqa: E402 - the settings are read once the application stands

if settings.PRODUCTION:
    # Servers do not run the system checks by themselves, and a demo key must never serve a real park.
    call_command("check", deploy=True, databases=["default"], fail_level="ERROR")
    # A connection must not be shared by the processes to come.
    connections.close_all()
