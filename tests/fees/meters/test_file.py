"""A file of readings: shown first, a bad row is named, all or nothing (O4, domain 2.4).

The clock stands at Thursday 2026-11-05, 10:00.
"""

from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.test import Client
from django.urls import reverse

from fees.meters.models import Meter, MeterReading, ReadingBatch
from tests.complaints.factories import Office
from tests.fees.metering import history, meter_in, read

HEAD = "表号,读数,抄表日期,估抄,翻转,备注,确认原因"
pytestmark = pytest.mark.duty("O4")


def send(client: Client, user: Any, *rows: str):
    """Send a file and follow to what would become of it."""
    client.force_login(user)
    file = SimpleUploadedFile("三季度抄表.csv", "\n".join([HEAD, *rows]).encode())
    return client.post(reverse("fees:readings_import"), {"file": file}, follow=True)


def confirm(client: Client, page: Any):
    batch = page.context["batch"]
    return client.post(reverse("fees:readings_confirm", args=[batch.pk]), {"seen": page.context.get("seen", "")})


def regular(meter: Meter):
    return meter.readings.filter(kind="regular")


def test_a_file_is_shown_first_and_then_taken_over_as_one_batch(client: Client, office: Office):
    first, second = meter_in(office), meter_in(office)
    page = send(client, office.officer, f"{first.serial},100,2026-11-04", f"{second.serial},200,2026-11-04,是,,锁门")
    assert not MeterReading.objects.filter(kind="regular").exists()
    confirm(client, page)
    batch = ReadingBatch.objects.get()
    assert (batch.state, batch.number[:3], batch.readings.count()) == ("posted", "CB-", 2)
    assert regular(second).get().estimated is True


@pytest.mark.parametrize(
    ("row", "key"),
    [
        ("DB-UNKNOWN,100,2026-11-04", "meter"),
        ("{serial},abc,2026-11-04", "current"),
        ("{serial},1,2026-11-04", "current"),
        ("{serial},100,2026-11-06", "day"),
        ("{serial},100,2026-10-01", "day"),
        ("{serial},=1+1,2026-11-04", "current"),
        ("{serial},9000,2026-11-04", "confirmed"),
    ],
)
def test_a_bad_row_is_named_and_nothing_is_taken_over(client: Client, office: Office, row: str, key: str):
    good, bad = meter_in(office), meter_in(office)
    history(office, bad, "100", "100")
    read(office, bad, "300", 2026, 10, 20)
    page = send(client, office.officer, f"{good.serial},100,2026-11-04", row.format(serial=bad.serial))
    wrong = page.context["lines"][0]
    assert (wrong.number, list(wrong.errors)) == (3, [key])
    confirm(client, page)
    assert not regular(good).exists()
    assert ReadingBatch.objects.get(source="file").state == "shown"


def test_an_implausible_value_with_its_reason_is_taken_over(client: Client, office: Office):
    meter = meter_in(office)
    history(office, meter, "100", "100")
    confirm(client, send(client, office.officer, f"{meter.serial},900,2026-11-04,,,,新增产线"))
    assert regular(meter).order_by("-pk")[0].confirmed == "新增产线"


def test_one_meter_twice_in_a_file_is_refused(client: Client, office: Office):
    meter = meter_in(office)
    page = send(client, office.officer, f"{meter.serial},100,2026-11-03", f"{meter.serial},110,2026-11-04")
    assert page.context["counts"]["wrong"] == 1


def test_what_was_read_since_the_preview_stops_the_file(client: Client, office: Office):
    meter = meter_in(office)
    page = send(client, office.officer, f"{meter.serial},100,2026-11-04")
    read(office, meter, "150", 2026, 11, 4)
    confirm(client, page)
    assert regular(meter).get().current == 150


def test_meters_of_other_buildings_are_not_known(client: Client, office: Office):
    meter = meter_in(office)
    page = send(client, office.other_officer, f"{meter.serial},100,2026-11-04")
    assert page.context["counts"]["wrong"] == 1


def test_a_file_that_was_put_away_is_not_taken_over(client: Client, office: Office):
    meter = meter_in(office)
    page = send(client, office.officer, f"{meter.serial},100,2026-11-04")
    client.post(reverse("fees:readings_drop", args=[page.context["batch"].pk]))
    confirm(client, page)
    assert not regular(meter).exists()


def test_a_file_without_the_column_of_values_is_refused(client: Client, office: Office):
    client.force_login(office.officer)
    file = SimpleUploadedFile("x.csv", "表号,抄表日期\nDB-1,2026-11-04".encode())
    answer = client.post(reverse("fees:readings_import"), {"file": file})
    assert answer.status_code == 422
    assert not ReadingBatch.objects.exists()


def test_the_template_can_be_fetched_and_holds_the_headings(client: Client, office: Office):
    client.force_login(office.officer)
    answer = client.get(reverse("fees:readings_template"))
    assert answer["Content-Type"].startswith("application/vnd.openxmlformats")


def test_an_unknown_meter_is_told_as_one(client: Client, office: Office):
    meter_in(office)
    page = send(client, office.officer, "DB-UNKNOWN,100,2026-11-04")
    assert page.wsgi_request.path == reverse("fees:readings_import") or "DB-UNKNOWN" in page.content.decode()
    client.force_login(office.officer)
    told = client.get(page.wsgi_request.get_full_path(), headers={"accept-language": "en"}).content.decode()
    assert "No meter that you read has this number. Check it." in told
