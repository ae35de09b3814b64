"""The demo park: whole, courteous, the same for every run of a day, and never beside real data."""

from datetime import datetime
from io import StringIO

import pytest
from django.core.management import CommandError, call_command
from django.db import transaction

from complaints.choices import State
from complaints.models import Complaint, Contact, Reply, Suggestion
from parkservice.accounts.models import Posting, PostingState, User
from parkservice.accounts.roles import Role
from parkservice.home.demo import cases
from parkservice.home.demo.texts import stories
from parkservice.kit import clock
from parkservice.messaging.models import OutboxMessage, OutboxState
from parkservice.paperwork.models import Attachment
from parkservice.parks.models import Park
from tests.complaints.factories import REACHED, Office

#: A Monday, so that the last working day lies three days back.
TODAY = datetime(2026, 11, 9, 10, 0, tzinfo=clock.SHANGHAI)


def build() -> str:
    """Run the command and return what it says."""
    said = StringIO()
    with clock.at(TODAY):
        call_command("demo", stdout=said)
    return said.getvalue()


@pytest.fixture
def park(db: None) -> Park:
    """The whole demo park."""
    build()
    return Park.objects.get()


def test_the_demo_park_is_whole(park: Park):
    with clock.at(TODAY):
        call_command("check_books", stdout=StringIO())
        cases_open = Complaint.objects.open()
        assert 55 <= Complaint.objects.count() <= 65
        assert set(Complaint.objects.values_list("state", flat=True)) >= set(REACHED)
        assert len(set(cases_open.filter(next_due__lt=clock.now()).values_list("next_due", "officer"))) == 3
    assert Complaint.objects.filter(anonymous=True, state=State.CLOSED).exists()
    assert Complaint.objects.filter(language="en").count() == 2
    assert cases_open.filter(held=True).count() == 1
    assert cases_open.filter(state=State.ESCALATED).count() == 2
    assert cases_open.filter(told_complainant_at__isnull=False, told_office_at__isnull=True).exists()
    assert Attachment.objects.count() > 10
    assert Suggestion.objects.count() == 3
    assert Contact.objects.open().count() == 2
    assert not Reply.objects.exclude(courtesy=[]).exists(), "a text of the demo park is not courteous"
    assert not OutboxMessage.objects.exclude(state=OutboxState.SENT).exists()
    assert not Reply.objects.filter(at__gte=clock.combine(TODAY.date())).exists(), "the story ends the night before"


def test_every_role_has_an_account_and_every_posting_two_people(park: Park):
    held = set(Posting.objects.filter(state=PostingState.GRANTED).values_list("role", flat=True))
    assert held == set(Role.values)
    assert set(User.objects.values_list("is_demo", flat=True)) == {True}
    granted = Posting.objects.exclude(role=Role.PROJECT_MANAGER)
    assert all(posting.granted_by and posting.granted_by != posting.proposed_by for posting in granted)
    with clock.at(TODAY):
        for name in [*(role for role in Role if role != Role.SYSADMIN), "officer2", "tenant2"]:
            assert User.objects.get(username=name).check_password("qinghe-demo-park")


def test_the_same_day_gives_the_same_park(db: None, monkeypatch: pytest.MonkeyPatch):
    monkeypatch.setattr(cases, "stories", lambda: stories()[-8:])
    seen = []
    for hour in (9, 20):
        kept = transaction.savepoint()
        with clock.at(TODAY.replace(hour=hour)):
            call_command("demo", stdout=StringIO())
        fields = ("number", "matter", "officer__username", "state", "received_at", "next_due")
        seen.append(list(Complaint.objects.order_by("number").values_list(*fields)))
        transaction.savepoint_rollback(kept)
    assert seen[0] == seen[1]
    assert len(seen[0]) == 8


def test_a_database_with_data_is_refused(office: Office):
    with pytest.raises(CommandError, match="empty database"):
        build()
    assert Park.objects.count() == 1
