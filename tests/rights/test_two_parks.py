"""Who leads one park and rents in another finds a tenant's pages there, and nothing of the led park (section 5)."""

from functools import partial
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import Client
from django.urls import reverse

from complaints.choices import Topic
from complaints.contacts.services import Visit, record_contact
from complaints.intake.services import Arrival, Place, Sender, record_suggestion
from complaints.models import Contact
from parkservice.accounts.access import LISTED
from parkservice.accounts.roles import Role
from parkservice.estate.models import ContactPerson
from parkservice.messaging.models import InboxItem
from tests.accounts.factories import PostingFactory
from tests.complaints.conftest import morning, office, other_park
from tests.complaints.factories import Office, complaint_in, new_form
from tests.rights.table import ROWS
from tests.rights.test_rights import OURS, REFUSED, address, note_writing, verdict
from tests.rights.world import OWN, World

__all__ = ["morning", "office", "other_park"]

#: Words that stand in records of the park that this person leads.
LED = "甲园暗号"
#: Pages of a right, or of everybody with an account, whose address names no record.
PAGES = [name for name in OURS if name in ROWS and not ROWS[name].kind and not ROWS[name].anonymous]


@pytest.fixture
def both(client: Client, office: Office, other_park: Office) -> Client:
    """The browser of the manager of one park, who is a tenant's contact in the other one."""
    PostingFactory(user=office.manager, role=Role.TENANT, park=other_park.park)
    ContactPerson.objects.create(
        customer=other_park.customer, name="王示例", phone="19900000077", user=office.manager, may_invite=True
    )
    complaint_in(office, matter=LED, content=LED)
    _suggest(office, LED)
    client.force_login(office.manager)
    return client


def _suggest(office: Office, words: str) -> None:
    record_suggestion(
        park=office.park,
        sender=Sender(name="林示例", phone="19900000034"),
        place=Place(unit=office.unit),
        content=words,
        arrival=Arrival(channel="web", form_id=new_form()),
    )


def show(client: Client, office: Office) -> None:
    """Choose a park in the header."""
    client.post(reverse("accounts:switch_park"), {"park": office.park.pk})


def ask(client: Client, method: str, url: str) -> tuple[int, bool, str]:
    """Send one empty request: the answer, whether something was written, and the words of the page."""
    written: list[str] = []
    with transaction.atomic(), connection.execute_wrapper(partial(note_writing, written)):
        response: Any = client.generic(method.upper(), url)
        body = b"".join(response.streaming_content) if response.streaming else response.content
        transaction.set_rollback(True)
    return response.status_code, bool(written), body.decode(errors="ignore")


@pytest.mark.parametrize("role", [Role.MANAGER, Role.TENANT])
def test_every_page_asks_for_the_right_in_the_park_shown(
    role: Role, both: Client, office: Office, other_park: Office
) -> None:
    led = role == Role.MANAGER
    show(both, office if led else other_park)
    world, wrong, seen = World(office, other_park, {}), [], set()
    for name in PAGES:
        for method in ("get", "post"):
            status, wrote, text = ask(both, method, address(name, ROWS[name], world, OWN, None))
            expected = verdict(ROWS[name], role, OWN, method)
            if status not in expected or (wrote and status in REFUSED):
                wrong.append(f"{method} {name}: {status}{' and wrote' if wrote else ''}, not {expected}")
            if LED in text:
                seen.add(name)
    assert not wrong, "\n".join(wrong)
    assert ({"complaints:queue", "complaints:suggestions"} <= seen) if led else (seen <= {"messaging:inbox"}), seen


def test_pages_of_people_act_in_the_park_shown(both: Client, office: Office, other_park: Office) -> None:
    pages = [reverse("accounts:person", args=[office.clerk.pk]), reverse("accounts:propose", args=[office.clerk.pk])]
    show(both, other_park)
    assert [both.get(pages[0]).status_code, both.post(pages[1]).status_code] == [403, 403]
    show(both, office)
    assert [both.get(pages[0]).status_code, both.post(pages[1]).status_code] == [200, 422]


def test_a_message_leads_to_its_own_park(both: Client, office: Office, other_park: Office) -> None:
    show(both, other_park)
    item = InboxItem.objects.filter(recipient=office.manager, park=office.park).latest("pk")
    both.get(reverse("messaging:inbox_item", args=[item.pk]))
    assert both.get(reverse("complaints:analysis")).status_code == 200


def test_a_record_of_the_led_park_opens_and_shows_that_park(both: Client, office: Office, other_park: Office) -> None:
    contact, _new = record_contact(
        park=office.park,
        actor=office.clerk,
        sender=Sender(name="林示例", phone="19900000034"),
        place=Place(unit=office.unit),
        visit=Visit(channel="phone", topic=Topic.ENQUIRY, content="问停车证怎么办理。"),
        form_id=new_form(),
    )
    show(both, other_park)
    assert both.get(reverse("complaints:contacts")).status_code == 403
    assert both.get(reverse("complaints:contact", args=[contact.pk])).status_code == 200
    assert both.get(reverse("complaints:contacts")).status_code == 200
    assert Contact.objects.get().park == office.park


def test_pages_of_libraries_ask_for_no_right() -> None:
    assert {access.kind for access in LISTED.values()} == {"public", "signed_in"}
