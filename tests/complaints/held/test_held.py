"""What is held for a look disturbs nobody, is released whole, and can be thrown away (domain 2.1, flooding)."""

from datetime import timedelta

import pytest
from django.conf import LazySettings
from django.test import Client
from django.urls import reverse

from complaints.analysis.figures import MonthFigures
from complaints.casework import queries
from complaints.choices import Severity, State
from complaints.ladder.raising import raise_due
from complaints.ladder.services import remind
from complaints.models import Complaint
from complaints.withdrawals.services import withdraw
from parkservice.home import board
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem, OutboxMessage
from tests.complaints.factories import MORNING, Office, complaint_in
from tests.complaints.intake.sending import page, send

pytestmark = pytest.mark.duty("O11")


def told(verb: str = "") -> list[str]:
    """Who has an item in the inbox, of one kind or at all."""
    items = InboxItem.objects.filter(verb=verb) if verb else InboxItem.objects.all()
    return sorted(items.values_list("recipient__username", flat=True))


def flood(client: Client, settings: LazySettings, times: int, **said) -> None:
    settings.PUBLIC_HOLD_PER_PHONE = 0
    for _time in range(times):
        assert send(client, **said).status_code == 302


def reject(client: Client, user, complaint: Complaint, **said):
    client.force_login(user)
    return client.post(reverse("complaints:reject", args=[complaint.pk]), {"reason": "广告", **said})


def test_a_flood_is_told_in_one_word_and_climbs_no_ladder(client: Client, office: Office, settings: LazySettings):
    flood(client, settings, 3)
    assert told() == ["manager-qh", "officer-qh"]
    for later in (timedelta(days=1), timedelta(days=40)):
        with clock.at(MORNING + later):
            assert (remind(), raise_due()) == (0, 0)
    assert MonthFigures(office.park, MORNING.date().replace(day=1)).counts["registered"] == 0


def test_an_urgent_one_is_shown_to_the_duty_room_once(client: Client, office: Office, settings: LazySettings):
    flood(client, settings, 2, urgent="on")
    assert told("inbox.held_urgent") == ["duty-qh", "manager-qh", "officer-qh"]


def test_a_released_one_is_announced_as_if_it_came_now(client: Client, office: Office):
    complaint = complaint_in(office, held=True, urgent=True, severity=Severity.MAJOR, email="lin@example.com")
    assert not OutboxMessage.objects.exists()
    client.force_login(office.manager)
    client.post(reverse("complaints:release", args=[complaint.pk]))
    assert told("inbox.complaint") == ["officer-qh"]
    assert (told("inbox.major"), told("inbox.urgent")) == (["project-qh"], ["duty-qh"])
    assert OutboxMessage.objects.filter(to="lin@example.com").count() == 1


def test_the_manager_throws_a_flood_away_and_number_and_reason_stay(
    client: Client, office: Office, settings: LazySettings
):
    flood(client, settings, 2)
    flood(client, settings, 1, address="203.0.113.9")
    first, second, elsewhere = Complaint.objects.order_by("pk")
    assert reject(client, office.officer, first).status_code == 403
    assert reject(client, office.manager, first, reason="").status_code == 422
    assert reject(client, office.manager, first, whole_source="on").status_code == 302
    states = [Complaint.objects.get(pk=case.pk).state for case in (first, second, elsewhere)]
    assert states == [State.REJECTED, State.REJECTED, State.RECEIVED]
    said = Event.objects.about(first).get(verb="complaint.rejected")
    assert (said.actor, said.data["reason"]) == (office.manager, "广告")
    assert "Rejected" in page(client, reverse("complaints:record", args=[first.pk]))
    assert "We did not take it up" in page(client, reverse("complaints:track_case", args=[first.track_code]))
    client.post(reverse("complaints:release", args=[first.pk]))
    assert Complaint.objects.get(pk=first.pk).held


def test_the_rest_of_a_flood_goes_in_one_step_but_an_urgent_one_is_looked_at(
    client: Client, office: Office, settings: LazySettings
):
    flood(client, settings, 3)
    flood(client, settings, 1, urgent="on")
    reject(client, office.manager, Complaint.objects.order_by("pk")[0], whole_source="on")
    assert list(Complaint.objects.filter(state=State.RECEIVED).values_list("urgent", flat=True)) == [True]
    said = page(client, reverse("complaints:record", args=[Complaint.objects.order_by("pk")[0].pk]))
    assert "已剔除 3 件" in said


def test_what_was_thrown_away_makes_no_real_complaint_a_repeat(client: Client, office: Office, settings: LazySettings):
    real = complaint_in(office)
    flood(client, settings, 3)
    reject(client, office.manager, Complaint.objects.exclude(pk=real.pk)[0], whole_source="on")
    with clock.at(MORNING + timedelta(minutes=5)):
        later = complaint_in(office)
    assert later.repeat_of == real
    Complaint.objects.filter(pk=later.pk).update(repeat_of=Complaint.objects.filter(held=True)[0])
    with clock.at(MORNING + timedelta(minutes=10)):
        assert raise_due() == 0


def test_what_is_held_is_late_on_no_desk_and_no_board(client: Client, office: Office):
    complaint_in(office, held=True, severity=Severity.MAJOR)
    with clock.at(MORNING + timedelta(days=14)):
        for user in (office.officer, office.manager):
            tiles = board.read_own(user, office.park, clock.today())
            assert not [
                tile.duty.id for tile in tiles if tile.status.state == "miss" and tile.duty.id in {"A1", "A3", "P3"}
            ]
        client.force_login(office.manager)
        assert "No complaint is past its limit." in page(client, reverse("home:desk"))
        assert not Complaint.objects.filter(queries.overdue(clock.now()) | queries.due_on(clock.today())).exists()


def test_a_held_one_that_is_taken_back_reaches_nobody(office: Office):
    complaint = complaint_in(office, held=True)
    withdraw(complaint_id=complaint.pk)
    assert told("inbox.withdrawn") == []
    assert not Complaint.objects.visible_to(office.park_office).exists()


def test_what_is_not_held_is_never_thrown_away(client: Client, office: Office):
    complaint = complaint_in(office)
    reject(client, office.manager, complaint)
    assert Complaint.objects.get().state == State.RECEIVED


def test_a_slow_drip_from_one_address_is_held_but_taken(client: Client, office: Office, settings: LazySettings):
    settings.PUBLIC_HOLD_PER_DAY = 2
    for hour in range(3):
        with clock.at(MORNING + timedelta(hours=2 * hour)):
            assert send(client, phone=f"1990000003{hour}").status_code == 302
    assert [each.held for each in Complaint.objects.order_by("pk")] == [False, False, True]


def test_one_network_of_ipv6_counts_as_one_sender(client: Client, office: Office, settings: LazySettings):
    settings.PUBLIC_HOLD_PER_ADDRESS = 1
    for address in ("2001:db8:1:2::1", "2001:db8:1:2:ffff::9", "2001:db8:1:3::1", "::ffff:203.0.113.7", "203.0.113.7"):
        send(client, phone="", anonymous="on", address=address)
    assert [each.held for each in Complaint.objects.order_by("pk")] == [False, True, False, False, True]
