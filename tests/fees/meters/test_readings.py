"""Meters: what is read, what is asked back, rollover and change (O4, domain 2.4 and 3.2).

The clock stands at Thursday 2026-11-05, 10:00.
"""

from datetime import date
from decimal import Decimal
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from fees.meters import services
from fees.meters.models import Meter, MeterReading, ReadingBatch
from fees.meters.reading import Said, in_doubt
from parkservice.kit import clock
from parkservice.paperwork.models import Attachment
from tests.accounts.factories import refused
from tests.complaints.factories import Office, new_form
from tests.fees.metering import history, meter_in, noon, read
from tests.paperwork.pictures import picture, upload

D = Decimal
pytestmark = pytest.mark.duty("O4")


def send(client: Client, user: Any, meter: Meter, value: str, **said: Any):
    """The form of the phone, read at ten o'clock."""
    client.force_login(user)
    usual = {"current": value, "read_at": "2026-11-05T10:00", "form_id": new_form()}
    return client.post(reverse("fees:reading_new", args=[meter.pk]), {**usual, **said})


def newest(meter: Meter) -> MeterReading:
    return meter.readings.order_by("-read_on", "-pk")[0]


def test_a_reading_keeps_the_value_before_it_and_the_usage(client: Client, office: Office):
    meter = meter_in(office, value="10234.50", multiplier="40")
    send(client, office.officer, meter, "10418.20")
    reading = newest(meter)
    assert (reading.previous, reading.current, reading.usage) == (D("10234.50"), D("10418.20"), D("7348"))
    assert reading.reader == office.officer


def test_a_lower_value_is_refused_until_the_rollover_is_declared(client: Client, office: Office):
    meter = meter_in(office, value="99980.5", multiplier="40")
    answer = send(client, office.officer, meter, "12.3")
    assert answer.status_code == 422
    assert 'id="id_current_error"' in answer.content.decode()
    send(client, office.officer, meter, "12.3", rolled="on")
    assert newest(meter).usage == D("1272")


@pytest.mark.parametrize(("multiplier", "value"), [("999999999999", "200"), ("1.5", "120.0001")])
def test_a_usage_that_no_bill_could_hold_is_told_beside_the_value(
    client: Client, office: Office, multiplier: str, value: str
):
    meter = meter_in(office, value="100", multiplier=multiplier)
    answer = send(client, office.officer, meter, value)
    assert answer.status_code == 422
    assert 'id="id_current_error"' in answer.content.decode()


def test_a_declared_rollover_that_was_none_is_refused(client: Client, office: Office):
    meter = meter_in(office, value="100")
    assert send(client, office.officer, meter, "120", rolled="on").status_code == 422


@pytest.mark.parametrize(
    ("usage", "doubt"), [("201", True), ("200", False), ("100", False), ("50", False), ("49", True), ("0", True)]
)
def test_more_than_twice_or_less_than_half_the_mean_of_the_last_four_is_in_doubt(usage, doubt):
    assert in_doubt(D(usage), [D(70), D(130), D(90), D(110)]) is doubt


def test_an_implausible_value_is_asked_back_and_written_only_with_its_reason(client: Client, office: Office):
    meter = meter_in(office)
    history(office, meter, "100", "100", "100", "100")
    form_id = new_form()
    answer = send(client, office.officer, meter, "900", form_id=form_id)
    assert answer.status_code == 422
    assert 'id="id_confirmed_error"' in answer.content.decode()
    assert meter.readings.count() == 5
    send(client, office.officer, meter, "900", form_id=form_id, confirmed="新增一条生产线")
    reading = newest(meter)
    assert (reading.usage, reading.doubt, reading.confirmed) == (D(500), True, "新增一条生产线")


def test_only_the_last_four_usages_count_for_the_mean(client: Client, office: Office):
    meter = meter_in(office)
    history(office, meter, "1000", "100", "100", "100", "100")
    assert send(client, office.officer, meter, "1500").status_code == 302


def test_no_usage_in_an_occupied_unit_is_marked(client: Client, office: Office):
    meter = meter_in(office, value="5")
    send(client, office.officer, meter, "5")
    assert newest(meter).zero is True
    office.unit.occupancies.update(ends=date(2026, 11, 1))
    other = meter_in(office, value="5")
    send(client, office.officer, other, "5")
    assert newest(other).zero is False


def test_an_estimated_value_is_marked_in_the_record(client: Client, office: Office):
    meter = meter_in(office)
    send(client, office.officer, meter, "50", estimated="on", remark="无人在场")
    assert newest(meter).estimated is True
    page = client.get(meter.get_absolute_url(), headers={"accept-language": "zh-CN"}).content.decode()
    assert "估抄" in page
    assert "无人在场" in page


def test_the_photo_of_a_meter_is_kept_with_the_reading(client: Client, office: Office):
    meter = meter_in(office)
    send(client, office.officer, meter, "50", photos=upload(picture()))
    photo = Attachment.objects.get(subject_kind="fees.meterreading", subject_id=newest(meter).pk)
    assert client.get(photo.url).status_code == 200
    client.force_login(office.other_officer)
    assert client.get(photo.url).status_code == 404


def test_a_double_click_reads_once(client: Client, office: Office):
    meter, form_id = meter_in(office), new_form()
    for _click in range(2):
        send(client, office.officer, meter, "50", form_id=form_id)
    assert meter.readings.count() == 2


@pytest.mark.parametrize("value", ["NaN", "-1", "１２", "1e400", "100000", "1.00005", ""])
def test_a_value_that_no_register_shows_is_refused(client: Client, office: Office, value: str):
    meter = meter_in(office)
    answer = send(client, office.officer, meter, value)
    assert answer.status_code == 422
    assert 'id="id_current_error"' in answer.content.decode()
    assert meter.readings.count() == 1


@pytest.mark.parametrize("when", ["2026-11-05T11:00", "2026-10-31T10:00"])
def test_a_day_ahead_or_before_the_last_reading_is_refused(client: Client, office: Office, when: str):
    meter = meter_in(office)
    read(office, meter, "10", 2026, 11, 1)
    answer = send(client, office.officer, meter, "20", read_at=when)
    assert answer.status_code == 422
    assert 'id="id_read_at_error"' in answer.content.decode()


def test_a_meter_is_read_once_a_day(client: Client, office: Office):
    meter = meter_in(office)
    send(client, office.officer, meter, "10")
    assert send(client, office.officer, meter, "11").status_code == 422


def test_the_readings_of_a_round_are_one_batch(client: Client, office: Office):
    for _place in range(2):
        send(client, office.officer, meter_in(office), "10")
    batch = ReadingBatch.objects.get()
    assert batch.number.startswith("CB-")
    assert batch.readings.count() == 2


def test_after_a_reading_the_next_meter_of_the_round_opens(client: Client, office: Office):
    first, second = meter_in(office, position=1), meter_in(office, position=2)
    assert send(client, office.officer, first, "10").url == reverse("fees:reading_new", args=[second.pk])
    assert send(client, office.officer, second, "10").url == reverse("fees:route", args=[office.building.pk])


def test_an_officer_reads_the_own_buildings_only(client: Client, office: Office):
    meter = meter_in(office)
    assert send(client, office.other_officer, meter, "10").status_code == 404
    client.force_login(office.other_officer)
    assert client.get(reverse("fees:route", args=[office.building.pk])).status_code == 404
    assert client.get(meter.get_absolute_url()).status_code == 404


def test_the_phone_shows_the_last_value(client: Client, office: Office):
    meter = meter_in(office, value="8812")
    client.force_login(office.officer)
    assert "8,812.00" in client.get(reverse("fees:reading_new", args=[meter.pk])).content.decode()
    assert "8,812.00" in client.get(reverse("fees:route", args=[office.building.pk])).content.decode()


def test_the_round_tells_what_is_still_to_be_read(client: Client, office: Office):
    done, todo = meter_in(office), meter_in(office)
    read(office, done, "100", 2026, 10, 2)
    client.force_login(office.officer)
    rounds = client.get(reverse("fees:routes")).context["rounds"]
    assert [(each.total, each.todo) for each in rounds] == [(2, 1)]
    stops = client.get(reverse("fees:route", args=[office.building.pk])).context["stops"]
    assert {stop.meter.pk: stop.done for stop in stops} == {done.pk: True, todo.pk: False}


def test_the_round_counts_what_is_read(client: Client, office: Office):
    done, _todo = meter_in(office), meter_in(office)
    read(office, done, "100", 2026, 10, 2)
    client.force_login(office.officer)
    answer = client.get(reverse("fees:route", args=[office.building.pk]))
    assert (answer.context["done"], len(answer.context["stops"])) == (1, 2)


def test_the_value_has_the_focus_and_the_multiplier_its_name(client: Client, office: Office):
    meter = meter_in(office, multiplier="40")
    client.force_login(office.officer)
    page = client.get(reverse("fees:reading_new", args=[meter.pk])).content.decode()
    assert "autofocus" in page.split('name="current"')[1].split(">")[0]
    assert "倍率 40<" in page


def change(client: Client, user: Any, meter: Meter, **said: Any):
    client.force_login(user)
    usual = {
        "current": "8950.0", "read_at": "2026-11-05T10:00", "remark": "到期轮换", "serial": "DB-NEW", "value": "0",
        "multiplier": "1", "digits": "5", "form_id": new_form(),
    }  # fmt: skip
    return client.post(reverse("fees:meter_change", args=[meter.pk]), {**usual, **said})


def test_a_changed_meter_goes_on_in_the_same_place(client: Client, office: Office):
    old = meter_in(office, value="8812.0")
    change(client, office.manager, old)
    new = Meter.objects.get(serial="DB-NEW")
    with clock.at(noon(2026, 11, 20)):
        read(office, new, "61.5", 2026, 11, 20)
    old.refresh_from_db()
    assert (old.ends, new.root_key, new.unit) == (date(2026, 11, 5), old.pk, office.unit)
    assert newest(old).usage + newest(new).usage == D("199.5")


def test_a_meter_that_is_out_is_neither_read_nor_changed_again(client: Client, office: Office):
    old = meter_in(office, value="8812.0")
    change(client, office.manager, old)
    assert send(client, office.officer, old, "9000").status_code == 422
    assert change(client, office.manager, old, serial="DB-3").status_code == 422


def test_a_number_in_use_is_refused(client: Client, office: Office):
    old, other = meter_in(office, value="8812.0"), meter_in(office)
    answer = change(client, office.manager, old, serial=other.serial)
    assert answer.status_code == 422
    assert 'id="id_serial_error"' in answer.content.decode()
    old.refresh_from_db()
    assert old.ends is None


def test_the_manager_puts_a_meter_in_with_its_first_value(client: Client, office: Office):
    client.force_login(office.manager)
    said = {
        "kind": "gas", "serial": "RQ-1", "building": office.building.pk, "unit": office.unit.code, "multiplier": "1",
        "digits": "5", "value": "1816", "starts": "2026-11-01", "position": "3", "form_id": new_form(),
    }  # fmt: skip
    assert client.post(reverse("fees:meter_new"), said).status_code == 302
    meter = Meter.objects.get(serial="RQ-1")
    assert (meter.readings.get().current, meter.unit) == (D(1816), office.unit)


def test_a_wrong_reading_is_made_void_and_read_again(client: Client, office: Office):
    meter = meter_in(office)
    send(client, office.officer, meter, "500")
    wrong = newest(meter)
    client.force_login(office.manager)
    client.post(reverse("fees:reading_void", args=[wrong.pk]), {"reason": "看错一位"})
    wrong.refresh_from_db()
    assert (wrong.voided_by, wrong.void_reason) == (office.manager, "看错一位")
    send(client, office.officer, meter, "50")
    assert newest(meter).usage == D(50)


def test_only_the_newest_reading_is_made_void(client: Client, office: Office):
    meter = meter_in(office)
    first = read(office, meter, "100", 2026, 10, 1)
    read(office, meter, "200", 2026, 11, 1)
    client.force_login(office.manager)
    client.post(reverse("fees:reading_void", args=[first.pk]), {"reason": "看错一位"})
    assert MeterReading.objects.get(pk=first.pk).voided_at is None


def test_somebody_without_the_right_reads_nothing(office: Office):
    meter = meter_in(office)
    with refused("no_right"):
        read(office, meter, "10", 2026, 11, 1, actor=office.clerk)
    with refused("no_right"):
        services.take_out(
            meter_id=meter.pk, actor=office.officer, said=Said(current=D(1), read_at=clock.now()), form_id=new_form()
        )


@pytest.mark.both
def test_the_database_keeps_readings_as_they_were_written(office: Office):
    reading = read(office, meter_in(office), "100", 2026, 11, 1)
    rows = MeterReading.objects.filter(pk=reading.pk)
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.update(current=D(1))
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        rows.delete()
    with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
        Meter.objects.update(multiplier=D(2))
