"""Fetching a file of vouchers as finance does, and reading it as another program does."""

import csv
import io

from django.test import Client

from parkservice.accounts.models import User

PAGE, FILE = "/fees/vouchers/", "/fees/vouchers/file/"


def as_person(user: User) -> Client:
    client = Client(headers={"accept-language": "zh-hans"})
    client.force_login(user)
    return client


def fetched(client: Client, first: str, last: str) -> list[dict[str, str]]:
    """The lines of a file as another program reads them."""
    answer = client.get(FILE, {"first": first, "last": last})
    content = b"".join(answer)  # type: ignore[call-overload]
    assert content.startswith(b"\xef\xbb\xbf")
    return list(csv.DictReader(io.StringIO(content.decode("utf-8-sig"))))
