"""Limits, thresholds and calendar: proposed by one, released by another, kept in versions (design section 4, C11).

The clock stands at Thursday 2026-11-05, 10:00.
"""

from datetime import date
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint, ReferenceChange, TimeLimit
from parkservice.kit import clock
from parkservice.messaging.models import InboxItem
from parkservice.parks import thresholds
from parkservice.parks.calendar import calendar_for
from parkservice.parks.models import Park, Threshold
from tests.complaints.factories import Office, at, complaint_in, new_form

THURSDAY, FRIDAY, MONDAY = (date(2026, 11, day) for day in (5, 6, 9))
pytestmark = pytest.mark.duty("A3")


def form_of(client: Client, area: str, **kwargs: Any) -> dict[str, Any]:
    """What the form of an area holds as it opens, ready to be sent."""
    name = "limits_propose_year" if area == "year" else "limits_propose"
    url = reverse(f"complaints:{name}", kwargs=kwargs or {"area": area})
    form = client.get(url).context["form"]
    held = {name: form[name].value() for name in form.fields}
    held = {name: value.isoformat() if isinstance(value, date) else value for name, value in held.items()}
    return {**{name: "" if value is None else value for name, value in held.items()}, "form_id": new_form(), "url": url}


def propose(client: Client, office: Office, area: str, user: Any = None, **said: Any):
    """The manager opens the form, changes something and sends it."""
    client.force_login(user or office.manager)
    keys = {"year": said.pop("year")} if "year" in said else {}
    answers = {**form_of(client, area, **keys), "reason": "试行一个季度", **said}
    return client.post(answers.pop("url"), answers)


def release(client: Client, user: Any, change: ReferenceChange):
    """Somebody presses the button."""
    client.force_login(user)
    return client.post(reverse("complaints:change_release", args=[change.pk]))


def answer_due(complaint: Complaint):
    """First answer, local."""
    return clock.local(Complaint.objects.get(pk=complaint.pk).answer_due)


def test_a_released_limit_counts_for_what_comes_in_from_its_day_on(client: Client, office: Office):
    """First answer of a minor complaint: 1 working day = Friday 17:30; 2 days from Friday on."""
    before = complaint_in(office)
    said = {"minor/0/answer/amount": "2", "valid_from": FRIDAY.isoformat()}
    assert propose(client, office, "limits", **said).status_code == 302
    change = ReferenceChange.objects.get()
    assert answer_due(complaint_in(office)) == at(FRIDAY, 17, 30)
    assert release(client, office.project_manager, change).status_code == 302
    assert answer_due(complaint_in(office)) == at(FRIDAY, 17, 30)
    with clock.at(at(FRIDAY, 10)):
        assert answer_due(complaint_in(office)) == at(date(2026, 11, 10), 17, 30)
    assert answer_due(before) == at(FRIDAY, 17, 30)
    assert TimeLimit.objects.filter(park=office.park, severity="minor", urgent=False, kind="answer").count() == 2


def test_nobody_releases_their_own_proposal(client: Client, office: Office):
    propose(client, office, "thresholds", user=office.project_manager, remind_percent="70")
    change = ReferenceChange.objects.get()
    release(client, office.project_manager, change)
    assert thresholds.value(Park.objects.get(pk=office.park.pk), "remind_percent") == 80
    release(client, office.general_manager, change)
    assert ReferenceChange.objects.get().state == "released"


def test_a_threshold_counts_from_its_day_on(client: Client, office: Office):
    propose(client, office, "thresholds", remind_percent="70", valid_from=MONDAY.isoformat())
    release(client, office.project_manager, ReferenceChange.objects.get())
    park = Park.objects.get(pk=office.park.pk)
    assert thresholds.value(park, "remind_percent") == 80
    assert thresholds.value(park, "remind_percent", MONDAY) == 70
    assert Threshold.objects.filter(park=park).count() == len(thresholds.known()) + 1


def test_a_returned_proposal_changes_nothing_and_tells_why(client: Client, office: Office):
    propose(client, office, "thresholds", remind_percent="70")
    change = ReferenceChange.objects.get()
    client.force_login(office.project_manager)
    client.post(reverse("complaints:change_return", args=[change.pk]), {"note": "先听听管理员的意见"})
    change.refresh_from_db()
    assert (change.state, change.note) == ("returned", "先听听管理员的意见")
    assert InboxItem.objects.filter(recipient=office.manager, verb="inbox.reference_returned").count() == 1
    release(client, office.project_manager, change)
    assert ReferenceChange.objects.get().state == "returned"


def test_one_proposal_waits_at_a_time_and_a_second_is_told(client: Client, office: Office):
    propose(client, office, "thresholds", remind_percent="70")
    assert propose(client, office, "thresholds", remind_percent="60").status_code == 422
    assert ReferenceChange.objects.count() == 1


@pytest.mark.parametrize(
    ("area", "said", "field"),
    [
        ("limits", {"minor/0/answer/amount": "0"}, "minor/0/answer/amount"),
        ("limits", {"minor/0/answer/amount": "abc"}, "minor/0/answer/amount"),
        ("limits", {"valid_from": "2026-11-04"}, "valid_from"),
        ("thresholds", {"remind_percent": "100"}, "remind_percent"),
        ("thresholds", {"remind_percent": "70", "reason": ""}, "reason"),
        ("hours", {"closes1": "08:00"}, "closes1"),
        ("hours", {"opens2": "11:00"}, "opens2"),
        ("hours", {"closes2": ""}, "closes2"),
        ("year", {"year": 2027, "name1": "元旦", "first1": "2026-12-31"}, "first1"),
        ("year", {"year": 2027, "name1": "元旦", "first1": "2027-01-01", "last1": "2026-12-31"}, "last1"),
        ("year", {"year": 2027, "name1": "", "first1": "2027-01-01"}, "name1"),
        ("year", {"year": 2027, "name1": "元旦", "first1": "2027-01-01", "worked1": "2027-01-04"}, "worked1"),
        ("year", {"year": 2027, "name1": "元旦", "first1": "2027-01-01", "worked1": "明天"}, "worked1"),
    ],
)
def test_a_wrong_value_comes_back_beside_its_field(client: Client, office: Office, area: str, said: dict, field: str):
    response = propose(client, office, area, **said)
    assert response.status_code == 422
    assert f'id="id_{field}_error"' in response.content.decode()
    assert not ReferenceChange.objects.exists()


def test_nothing_different_is_no_proposal(client: Client, office: Office):
    for area in ("limits", "thresholds", "hours"):
        assert propose(client, office, area).status_code == 422
    assert not ReferenceChange.objects.exists()


def test_released_hours_count_for_new_limits_and_stored_ones_stay(client: Client, office: Office):
    """First contact within 4 h from Thursday 10:00: 2 h until 12:00; from 14:00 on the other two end at 16:00."""
    before = complaint_in(office)
    propose(client, office, "hours", opens2="14:00", closes2="18:00")
    release(client, office.project_manager, ReferenceChange.objects.get())
    office.park.refresh_from_db()
    office.unit.park.refresh_from_db()
    assert clock.local(complaint_in(office).acknowledge_due) == at(THURSDAY, 16)
    assert clock.local(Complaint.objects.get(pk=before.pk).acknowledge_due) == at(THURSDAY, 15, 30)


def test_the_holidays_of_a_year_are_entered_when_they_are_announced(client: Client, office: Office):
    said = {
        "name1": "春节",
        "english1": "Spring Festival",
        "first1": "2027-02-05",
        "last1": "2027-02-11",
        "worked1": "2027-02-14，2027-02-20",
    }
    assert propose(client, office, "year", year=2027, **said).status_code == 302
    assert not calendar_for(Park.objects.get(pk=office.park.pk)).known_years & {2027}
    release(client, office.project_manager, ReferenceChange.objects.get())
    calendar = calendar_for(Park.objects.get(pk=office.park.pk))
    assert 2027 in calendar.known_years
    worked = [calendar.works(date(2027, 2, day)) for day in (5, 8, 11, 12, 14, 20, 21)]
    assert worked == [False, False, False, True, True, True, False]
    client.force_login(office.clerk)
    assert "春节" in client.get("/parks/calendar/?year=2027").content.decode()


def test_everybody_who_works_by_them_reads_them(client: Client, office: Office):
    propose(client, office, "limits", **{"minor/0/answer/amount": "2"})
    client.force_login(office.officer)
    page = client.get(reverse("complaints:limits"), headers={"accept-language": "zh-CN"}).content.decode()
    assert "试行一个季度" in page
    assert "2 个工作日" in page
    assert reverse("complaints:change_release", args=[ReferenceChange.objects.get().pk]) not in page


@pytest.mark.both
def test_the_database_keeps_the_two_person_rule_and_the_versions(client: Client, office: Office):
    propose(client, office, "thresholds", remind_percent="70")
    change = ReferenceChange.objects.get()
    decided = {"state": "released", "decided_at": clock.now(), "decided_by": change.proposed_by}
    with pytest.raises(IntegrityError, match="change_released_by_another"), transaction.atomic():
        ReferenceChange.objects.update(**decided)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        ReferenceChange.objects.update(after={})
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        TimeLimit.objects.update(amount=1)
