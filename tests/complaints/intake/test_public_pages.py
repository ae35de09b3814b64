"""How complaints are handled, and what happens to personal data (P4)."""

import pytest
from django.test import Client

from complaints.choices import LimitKind, Severity
from complaints.intake.consent import CONSENT_VERSION
from complaints.models import TimeLimit
from parkservice.kit import clock
from tests.complaints.factories import Office
from tests.complaints.intake.sending import page, rows


@pytest.mark.parametrize("language", ["en", "zh-CN"])
@pytest.mark.parametrize(
    "url", ["/complaints/about/", "/complaints/privacy/", "/complaints/track/", "/complaints/submit/"]
)
def test_public_pages_open_without_an_account_and_write_nothing(
    client: Client, office: Office, url: str, language: str
) -> None:
    before = rows()
    page(client, url, language)
    assert rows() == before


def test_the_promises_are_the_limits_of_the_park(client: Client, office: Office) -> None:
    assert "4 working hours" in page(client, "/complaints/about/")
    first = TimeLimit.objects.get(severity=Severity.MINOR, urgent=False, kind=LimitKind.ACKNOWLEDGE)
    first.pk, first.amount, first.valid_from = None, 180, clock.today()
    first.save()
    assert "3 working hours" in page(client, "/complaints/about/")
    assert "3 working hours" in page(client, "/complaints/submit/")
    assert "Within 3 working hours; in an emergency within 15 minutes." in page(client, "/")


def test_the_privacy_page_names_the_version_that_is_stored(client: Client, office: Office) -> None:
    assert f"Version {CONSENT_VERSION}" in page(client, "/complaints/privacy/")


def test_every_public_page_leads_to_both(client: Client, office: Office) -> None:
    words = page(client, "/complaints/submit/")
    assert 'href="/complaints/about/"' in words
    assert 'href="/complaints/privacy/"' in words


def test_before_the_first_park_there_is_nothing_to_send(client: Client, db: None) -> None:
    assert client.get("/complaints/submit/").status_code == 404


def test_whoever_comes_to_suggest_something_is_not_asked_what_happened(client: Client, office: Office) -> None:
    words = page(client, "/complaints/submit/?kind=suggestion")
    assert "What do you suggest?" in words
    assert "What would it improve?" in words
    assert "What happened?" not in words
    assert "What happened?" in page(client, "/complaints/submit/?kind=nonsense")
