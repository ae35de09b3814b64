"""Suggestions for those who look after them (A4)."""

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from complaints.models import Suggestion
from parkservice.journal.models import ExportEntry
from parkservice.messaging.models import InboxItem, OutboxMessage
from tests.complaints.factories import Office
from tests.complaints.intake.sending import page, send
from tests.complaints.intake.test_follow import a_suggestion

LIST = "/complaints/suggestions/"


def record(pk: int) -> str:
    """The address of one suggestion."""
    return reverse("complaints:suggestion", args=[pk])


@pytest.mark.duty("A4")
def test_officer_and_manager_see_it_in_list_and_record(client: Client, office: Office) -> None:
    suggestion = a_suggestion(office)
    for person in (office.officer, office.manager, office.project_manager):
        client.force_login(person)
        assert suggestion.number in page(client, LIST)
        seen = page(client, record(suggestion.pk))
        assert "自行车棚加装充电桩" in seen
        assert "199****0034" in seen
        assert "19900000034" not in seen


def test_the_record_says_who_decides(client: Client, office: Office) -> None:
    suggestion = a_suggestion(office)
    client.force_login(office.officer)
    assert "It waits for the decision of 王示例" in page(client, record(suggestion.pk))
    client.force_login(office.manager)
    assert "Decide suggestion" in page(client, record(suggestion.pk))


def test_another_building_another_park_and_strangers_get_nothing(
    client: Client, office: Office, other_park: Office
) -> None:
    suggestion = a_suggestion(office)
    for person in (office.other_officer, other_park.officer, other_park.manager, office.tenant, office.clerk):
        client.force_login(person)
        assert client.get(record(suggestion.pk)).status_code == 404
        assert suggestion.number not in page(client, LIST)


def test_a_tenant_follows_the_own_suggestion_on_its_public_page(client: Client, office: Office) -> None:
    client.force_login(office.tenant)
    send(client, kind="suggestion")
    suggestion = Suggestion.objects.get()
    assert suggestion.number in page(client, LIST)
    response = client.get(record(suggestion.pk))
    assert response["Location"] == reverse("complaints:track_case", args=[suggestion.track_code])


def release(suggestion: Suggestion) -> str:
    """The address that releases one."""
    return reverse("complaints:suggestion_release", args=[suggestion.pk])


@pytest.mark.duty("O11")
def test_a_held_suggestion_is_released_once_and_its_receipt_leaves(
    client: Client, office: Office, settings: LazySettings
) -> None:
    settings.PUBLIC_HOLD_PER_PHONE = 0
    send(client, kind="suggestion", email="lin@example.com")
    suggestion = Suggestion.objects.get()
    assert "inbox.held_suggestions" in InboxItem.objects.values_list("verb", flat=True)
    client.force_login(office.manager)
    client.post(reverse("complaints:suggestion_decide", args=[suggestion.pk]), {"decision": "adopt"})
    assert Suggestion.objects.get().decided_at is None
    client.force_login(office.officer)
    assert suggestion.number in page(client, f"{LIST}?view=held")
    assert "Release the suggestion" in page(client, record(suggestion.pk))
    assert client.post(release(suggestion)).status_code == 302
    assert client.post(release(suggestion)).status_code == 302
    suggestion.refresh_from_db()
    assert not suggestion.held
    assert OutboxMessage.objects.get().to == "lin@example.com"
    assert "Release the suggestion" not in page(client, record(suggestion.pk))


def test_the_park_office_reads_but_does_not_release(client: Client, office: Office, settings: LazySettings) -> None:
    settings.PUBLIC_HOLD_PER_PHONE = 0
    send(client, kind="suggestion")
    suggestion = Suggestion.objects.get()
    client.force_login(office.park_office)
    assert "Release the suggestion" not in page(client, record(suggestion.pk))
    assert client.post(release(suggestion)).status_code == 403
    suggestion.refresh_from_db()
    assert suggestion.held


def test_without_signing_in_the_list_is_closed(client: Client, office: Office) -> None:
    assert client.get(LIST).status_code == 302


@pytest.mark.parametrize(("query", "found"), [("?q=充电桩", True), ("?q=JY-2026", True), ("?q=食堂", False)])
def test_the_list_is_searched(client: Client, office: Office, query: str, found: bool) -> None:
    suggestion = a_suggestion(office)
    client.force_login(office.manager)
    assert (suggestion.number in page(client, LIST + query)) is found


@pytest.mark.parametrize("query", ["sort=__class__", "state=x", "building=abc", "view=x", "after=%00", "received=9"])
def test_nonsense_in_the_address_is_left_out_and_said(client: Client, office: Office, query: str) -> None:
    a_suggestion(office)
    client.force_login(office.manager)
    assert 'data-tone="due"' in page(client, f"{LIST}?{query}")


def test_the_managers_export_is_logged(client: Client, office: Office) -> None:
    a_suggestion(office)
    client.force_login(office.manager)
    response = client.get(f"{LIST}?export=csv")
    assert "自行车棚" in b"".join(response.streaming_content).decode("utf-8-sig")
    assert ExportEntry.objects.get().what == "suggestions"
    client.force_login(office.officer)
    assert client.get(f"{LIST}?export=csv").status_code == 302
