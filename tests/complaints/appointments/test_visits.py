"""Agreed visits: told to the host, met and recorded, or called off; the board reads today's (M9)."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from complaints.models import Appointment, Contact
from parkservice.home import board
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from tests.complaints.contacts.sending import said
from tests.complaints.factories import MORNING, Office, new_form


def agree(client: Client, office: Office, at=None) -> Appointment:
    """The clerk agrees on a visit to the manager."""
    client.force_login(office.clerk)
    moment = clock.local(at or MORNING + timedelta(hours=4))
    fields = {
        "at": f"{moment:%Y-%m-%dT%H:%M}",
        "visitor": "林示例",
        "phone": "19900000034",
        "unit": "A-201",
        "matter": "谈续租",
        "host": office.manager.pk,
        "form_id": new_form(),
    }
    response = client.post(reverse("complaints:appointments"), fields)
    assert response.status_code == 302, response.context["form"].errors
    return Appointment.objects.latest("pk")


def state_of(office: Office) -> str:
    tiles = board.read_own(office.manager, office.park, clock.today())
    return next(tile.status.state for tile in tiles if tile.duty.id == "M9")


@pytest.mark.duty("M9")
def test_the_host_is_told_and_the_visit_is_recorded_from_the_appointment(client: Client, office: Office):
    assert state_of(office) == "nothing"
    agreed = agree(client, office)
    assert InboxItem.objects.get(verb="inbox.appointment").recipient == office.manager
    assert state_of(office) == "due"
    address = f"{reverse('complaints:contact_new')}?appointment={agreed.pk}"
    assert "谈续租" in client.get(address).content.decode()
    assert client.post(address, said(channel="visit", content="谈续租，下周签约")).status_code == 302
    agreed.refresh_from_db()
    assert agreed.contact == Contact.objects.get()
    assert state_of(office) == "done"


@pytest.mark.duty("M9")
def test_a_visit_that_passed_without_a_record_is_missed(client: Client, office: Office):
    agreed = agree(client, office)
    with clock.at(agreed.at + timedelta(minutes=1)):
        assert state_of(office) == "missed"


def test_a_visit_is_called_off_with_a_reason_and_only_once(client: Client, office: Office):
    agreed = agree(client, office)
    address = reverse("complaints:appointment_call_off", args=[agreed.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    for reason in ("客户改期", "再一次"):
        client.post(address, {"reason": reason})
    agreed.refresh_from_db()
    assert agreed.reason == "客户改期"
    assert state_of(office) == "nothing"


def test_a_moment_that_passed_is_refused_beside_the_field(client: Client, office: Office):
    with pytest.raises(AssertionError, match="at"):
        agree(client, office, MORNING - timedelta(hours=1))
    assert not Appointment.objects.exists()


def test_others_neither_see_nor_call_off(client: Client, office: Office, other_park: Office):
    agreed = agree(client, office)
    address = reverse("complaints:appointment_call_off", args=[agreed.pk])
    for stranger in (other_park.manager, office.officer):
        client.force_login(stranger)
        assert client.post(address, {"reason": "不关我的事"}).status_code == 404
        assert "谈续租" not in client.get(reverse("complaints:appointments")).content.decode()
