"""The public front of a park, and the pages that machines ask."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint
from tests.complaints.factories import Office


@pytest.mark.parametrize("address", ["/", "/p/qh/"])
def test_a_visitor_finds_form_tracking_and_the_phone_of_the_duty_room(client: Client, office: Office, address: str):
    seen = client.get(address).content.decode()
    assert "青禾示例产业园" in seen
    assert reverse("complaints:submit") in seen
    assert reverse("complaints:track") in seen
    assert 'href="tel:0755-26005678"' in seen


def test_the_front_speaks_the_language_of_the_browser(client: Client, office: Office):
    english = client.get("/", headers={"accept-language": "en"}).content.decode()
    assert "Hello, how can Qinghe Demo Park help you?" in english
    assert "Hello" not in client.get("/", headers={"accept-language": "de"}).content.decode()


def test_each_park_has_its_own_front(client: Client, office: Office, other_park: Office):
    assert client.get("/p/by/").status_code == 200
    assert client.get("/p/nowhere/").status_code == 404


def test_with_several_parks_every_public_link_names_its_park(client: Client, office: Office, other_park: Office):
    page = client.get("/p/by/").content.decode()
    for name in ("submit", "track", "about", "outcomes", "privacy"):
        assert reverse(f"park:{name}", args=["by"]) in page
        assert client.get(reverse(f"park:{name}", args=["by"])).status_code == 200
    assert "/p/by/complaints/" in client.get("/p/by/complaints/submit/").content.decode()


def test_a_matter_sent_to_a_named_park_belongs_to_it(client: Client, office: Office, other_park: Office):
    form = client.get("/p/by/complaints/submit/").context["form"]
    said = {
        "form_id": form["form_id"].value(),
        "kind": "complaint",
        "content": "门口的路灯不亮了",
        "category": "facility_repair",
        "anonymous": "on",
        "consent": "on",
    }
    answer = client.post("/p/by/complaints/submit/", said)
    assert answer.status_code == 302, answer.context["form"].errors
    assert [case.park.slug for case in Complaint.objects.all()] == ["by"]


def test_a_visitor_leaves_no_trace_by_looking(client: Client, office: Office):
    assert not client.get("/").cookies.get("sessionid")


def test_machines_learn_whether_process_and_database_answer(client: Client, db: None):
    assert client.get("/healthz").json() == {"status": "ok"}
    assert client.get("/readyz").json()["status"] == "ready"


def test_only_reading_is_allowed(client: Client, office: Office):
    for address in ("/", "/healthz", "/readyz"):
        assert client.post(address).status_code == 405
