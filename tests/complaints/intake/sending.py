"""Filling in and sending the public form, as a browser does it."""

from typing import Any

from django.apps import apps
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint
from tests.complaints.factories import new_form

WORDS = "这周一开始，1 号货梯上行到二楼附近有很大的摩擦声。"


def answers(**changed: Any) -> dict[str, Any]:
    """A complete form; None leaves an answer out."""
    given: dict[str, Any] = {
        "form_id": new_form(),
        "kind": "complaint",
        "content": WORDS,
        "category": "facility_repair",
        "building": "A",
        "unit": "A-201",
        "place": "A 栋 1 号货梯",
        "name": "林示意",
        "title": "ms",
        "phone": "199 0000 0034",
        "email": "",
        "consent": "on",
        **changed,
    }
    return {name: value for name, value in given.items() if value is not None}


def send(client: Client, *, language: str = "en", address: str = "203.0.113.7", **changed: Any) -> Any:
    """Send the form and return the response."""
    return client.post(
        reverse("complaints:submit"),
        answers(**changed),
        headers={"accept-language": language},
        REMOTE_ADDR=address,
    )


def page(client: Client, url: str, language: str = "en") -> str:
    """The words of a page that must be there."""
    response = client.get(url, headers={"accept-language": language})
    assert response.status_code == 200, response.status_code
    return str(response.content.decode())


def only_complaint() -> Complaint:
    """The one complaint there is."""
    return Complaint.objects.get()


def rows() -> dict[str, int]:
    """How many rows each table has: equal before and after means that nothing was written."""
    return {model._meta.label: model._base_manager.count() for model in apps.get_models()}
