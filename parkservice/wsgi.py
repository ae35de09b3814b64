"""The WSGI application that gunicorn serves; production does not start with demo secrets or demo people."""

import os

from django.core.management import call_command
from django.core.wsgi import get_wsgi_application

from parkservice.kit import garbage

garbage.look_seldom()
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "parkservice.settings")
application = get_wsgi_application()
garbage.keep_what_stands()  # looking through it again would hold a page up for a fifth of a second

from django.conf import settings  # noqa: E402 - the settings are read once the application stands

if settings.PRODUCTION:
    # Servers do not run the system checks by themselves, and a demo key must never serve a real park.
    call_command("check", deploy=True, databases=["default"], fail_level="ERROR")
