"""Several workers deliver the outbox at the same moment: every message arrives once."""

import threading
from collections import Counter
from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connection

from parkservice.messaging import outbox
from parkservice.messaging.models import OutboxMessage, OutboxState
from parkservice.parks.models import Park
from tests.messaging.mailserver import mail_server
from tests.support.stores import Store

WORKERS = 6
MESSAGES = 30

pytestmark = pytest.mark.race


def test_no_message_is_lost_or_sent_twice(park_copy: Store, settings):
    park = Park.objects.get_default()
    mine = OutboxMessage.objects.filter(purpose="race")
    for number in range(MESSAGES):
        values = {"subject": str(number), "body": "x", "language": "en", "purpose": "race", "about": park}
        outbox.send_mail(park=park, to=f"p{number}@example.com", key=f"race:{number}", **values)
    with mail_server() as server:
        settings.EMAIL_BACKEND = "django.core.mail.backends.smtp.EmailBackend"
        settings.EMAIL_HOST, settings.EMAIL_PORT = "127.0.0.1", server.port
        _deliver_together()
        arrived = Counter(str(mail["To"]) for mail in server.mails if str(mail["To"]).startswith("p"))
    assert arrived == Counter(f"p{number}@example.com" for number in range(MESSAGES))
    assert set(mine.values_list("state", "attempts")) == {(OutboxState.SENT, 1)}


def _deliver_together() -> None:
    start = threading.Barrier(WORKERS)

    def work(_worker: int) -> None:
        start.wait()
        try:
            outbox.deliver_due(limit=1000)
        finally:
            connection.close()

    with ThreadPoolExecutor(WORKERS) as pool:
        list(pool.map(work, range(WORKERS)))
