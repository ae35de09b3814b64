"""Suggestions for those who look after them (A4)."""

import pytest
from django.test import Client
from django.urls import reverse

from parkservice.journal.models import ExportEntry
from tests.complaints.factories import Office
from tests.complaints.intake.sending import page
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
    assert "It waits for your decision" in page(client, record(suggestion.pk))


def test_another_building_another_park_and_strangers_get_nothing(
    client: Client, office: Office, other_park: Office
) -> None:
    suggestion = a_suggestion(office)
    for person in (office.other_officer, other_park.officer, other_park.manager, office.tenant, office.clerk):
        client.force_login(person)
        assert client.get(record(suggestion.pk)).status_code == 404
        assert suggestion.number not in page(client, LIST)


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
