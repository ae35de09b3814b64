"""Filling in the intake screen as a colleague does."""

from typing import Any

from django.test import Client
from django.urls import reverse

from tests.complaints.factories import Office, new_form


def said(**more: Any) -> dict[str, Any]:
    """A call that asks something, as the form sends it; `more` changes or adds fields."""
    call = {
        "form_id": new_form(),
        "topic": "enquiry",
        "channel": "phone",
        "phone": "19900000034",
        "unit": "A-201",
        "name": "林示例",
        "title": "ms",
        "content": "问访客的车可以停多久。",
        "outcome": "answered",
        "answer": "访客停访客区，两小时内免费。",
    }
    return {**call, **more}


def complaint(**more: Any) -> dict[str, Any]:
    """A call that complains."""
    about = {
        "topic": "complaint",
        "content": "1 号货梯上行到二楼有很大的摩擦声，货都堆在一楼。",
        "category": "facility_repair",
        "severity": "important",
        "outcome": "",
        "answer": "",
    }
    return said(**{**about, **more})


def send(client: Client, user: Any, fields: dict[str, Any]) -> Any:
    """Sign in and send the form."""
    client.force_login(user)
    return client.post(reverse("complaints:contact_new"), fields)


def screen(client: Client, office: Office, **query: str) -> str:
    """The empty form of the clerk."""
    client.force_login(office.clerk)
    return client.get(reverse("complaints:contact_new"), query).content.decode()
