"""Staff sign the current version of every rule; who has not is visible and reminded (M1, D1, O1)."""

from datetime import date, time, timedelta

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from complaints.models import RuleVersion, Signature
from complaints.rulebook import signing
from parkservice.accounts.models import User
from parkservice.accounts.roles import Role
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.models import InboxItem
from tests.complaints.factories import MORNING, Office, staff
from tests.complaints.rulebook.writing import renew, rows
from tests.home.reading import reads, tile

DUTIES = [("M1", "manager"), ("D1", "clerk"), ("O1", "officer")]


def sign_all(office: Office, *people: User) -> None:
    """These people sign every current version."""
    for version in RuleVersion.objects.to_sign().filter(rule__park=office.park):
        for person in people:
            signing.sign(version_id=version.pk, actor=person)


def press(client: Client, user: User, version: RuleVersion, **fields: str):
    """Tick the box and press the button under a version."""
    client.force_login(user)
    address = reverse("complaints:rule_sign", args=[version.rule_id])
    return client.post(address, {"version": version.pk, **fields}, follow=True)


def current(office: Office, code: str = "ZY-01") -> RuleVersion:
    """The version of the professional code that is signed now."""
    return RuleVersion.objects.to_sign().get(rule__park=office.park, rule__code=code)


@pytest.mark.duty("M1", "D1", "O1")
@pytest.mark.parametrize(("duty", "who"), DUTIES)
def test_the_duty_is_due_until_all_current_versions_are_signed(client: Client, office: Office, duty: str, who: str):
    person = getattr(office, who)
    assert reads(client, person, duty) == ("due", "5 项未签")
    press(client, person, current(office), read="on")
    assert reads(client, person, duty) == ("due", "4 项未签")
    for version in RuleVersion.objects.to_sign().filter(rule__park=office.park).exclude(signatures__user=person):
        press(client, person, version, read="on")
    assert reads(client, person, duty) == ("done", "5 项制度")


@pytest.mark.duty("M1", "D1", "O1")
@pytest.mark.parametrize(("duty", "who"), DUTIES)
def test_a_new_version_is_due_again_and_missed_after_seven_days(client: Client, office: Office, duty: str, who: str):
    person = getattr(office, who)
    sign_all(office, person)
    renew(office, "GZ-03", rows("电动自行车在充电棚充电。"))
    assert reads(client, person, duty) == ("due", "1 项未签")
    with clock.at(MORNING + timedelta(days=7, minutes=-1)):
        assert tile(client, person, duty).status.state == "due"
    with clock.at(MORNING + timedelta(days=7)):
        assert reads(client, person, duty) == ("missed", "1 项未签")


@pytest.mark.duty("O1")
def test_who_begins_later_has_seven_days_from_the_first_day_of_the_posting(client: Client, office: Office):
    new = staff(Role.OFFICER, office.park, "new", "新来的")
    new.postings.update(starts=date(2026, 11, 20))
    with clock.at(clock.combine(date(2026, 11, 26), time(23, 59))):
        assert tile(client, new, "O1").status.state == "due"
    with clock.at(clock.combine(date(2026, 11, 27))):
        assert tile(client, new, "O1").status.state == "missed"


def test_signing_wants_the_tick_and_keeps_name_and_time(client: Client, office: Office):
    version = current(office)
    assert press(client, office.clerk, version).status_code == 422
    assert not Signature.objects.exists()
    seen = press(client, office.clerk, version, read="on").content.decode()
    signature = Signature.objects.get()
    assert (signature.user, signature.name, signature.at) == (office.clerk, "赵示范", MORNING)
    assert "赵示范 已于 今日 10:00 签字（第 1 版）。" in seen
    assert Event.objects.filter(verb="rule.signed", actor=office.clerk).count() == 1


def test_a_version_is_signed_once_and_only_while_it_is_the_newest(client: Client, office: Office):
    version = current(office, "GZ-01")
    press(client, office.clerk, version, read="on")
    assert "您已签过这一版" in press(client, office.clerk, version, read="on").content.decode()
    renew(office, "GZ-01", rows("甲"))
    assert "已发布新版本" in press(client, office.officer, version, read="on").content.decode()
    assert Signature.objects.count() == 1


def test_the_list_tells_what_is_signed_and_what_is_not(client: Client, office: Office):
    press(client, office.clerk, current(office), read="on")
    seen = client.get(reverse("complaints:rules")).content.decode()
    assert seen.count("已签") == 1
    assert seen.count("待签") == 4


@pytest.mark.duty("M1")
def test_the_manager_sees_who_has_not_signed(client: Client, office: Office):
    sign_all(office, office.clerk)
    client.force_login(office.manager)
    shown = client.get(reverse("complaints:rule_signatures"))
    owing = {line.person: len(line.reader.owed) for line in shown.context["lines"]}
    assert owing[office.clerk] == 0
    assert owing[office.officer] == 5
    assert office.project_manager not in owing
    assert office.tenant not in owing
    assert "管理规约第 1 版" in shown.content.decode()


def test_a_reminder_reaches_each_person_once_a_day(client: Client, office: Office):
    sign_all(office, office.clerk)
    client.force_login(office.manager)
    address = reverse("complaints:rule_remind")
    client.post(address)
    first = InboxItem.objects.filter(verb=signing.REMINDER)
    assert set(first.values_list("recipient", flat=True)) == {
        person.pk for person in (office.officer, office.other_officer, office.manager, office.duty_room)
    }
    assert "今天都已提醒过" in client.post(address, follow=True).content.decode()
    late = staff(Role.GUARD, office.park, "guard", "门岗甲")
    client.post(address)
    assert first.filter(recipient=late).count() == 1
    assert first.count() == 5
    with clock.at(MORNING + timedelta(days=1)):
        client.force_login(office.manager)
        client.post(address)
    assert first.filter(recipient=office.officer).count() == 2


def test_nobody_is_reminded_when_everybody_has_signed(office: Office):
    sign_all(office, office.clerk, office.officer, office.other_officer, office.manager, office.duty_room)
    with pytest.raises(RuleViolation, match="都已签完"):
        signing.remind(park=office.park, actor=office.manager)


@pytest.mark.both
def test_a_signature_stays_and_is_given_once(office: Office):
    signature = signing.sign(version_id=current(office).pk, actor=office.clerk)
    with pytest.raises(IntegrityError), transaction.atomic():
        Signature.objects.create(version=signature.version, user=office.clerk, name="赵示范", at=signature.at)
    for change in (lambda: Signature.objects.update(name="别人"), lambda: Signature.objects.all().delete()):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            change()
