"""Where a journey begins that others have walked to: made by the services, in the park that the server shows."""

import uuid
from datetime import timedelta
from decimal import Decimal

from django.urls import reverse

from complaints.casework import services, words
from complaints.choices import Category, Channel, ReplyKind, ReplyMethod, Validity
from complaints.intake.services import Arrival, Matter, Place, Sender, record_complaint
from fees.billing.lines import Single, bill_once
from fees.billing.models import Bill
from fees.tariffs.models import FeeItem
from parkservice.accounts.models import User
from parkservice.estate.models import Unit
from parkservice.kit import clock
from tests.conftest import LivePark
from tests.journeys.acting import Sent


def settled_and_told(park: LivePark, *, unit: str, content: str, result: str) -> Sent:
    """A valid complaint of 秦来访 whose officer put it right and told the result; report, visit and closing follow."""
    place = Unit.objects.select_related("building__park").get(code=unit)
    complaint, _new = record_complaint(
        park=place.building.park,
        sender=Sender(name="秦来访", title="mr", phone="19900000098"),
        place=Place(unit=place),
        matter=Matter(content=content, category=Category.FACILITY_REPAIR),
        arrival=Arrival(channel=Channel.WEB, form_id=uuid.uuid4().hex, consent_version="2026-01"),
    )
    said = {"complaint_id": complaint.pk, "actor": complaint.officer}
    services.investigate(**said)
    department = place.building.park.departments.get(code="GC")
    services.record_findings(facts="通气管堵塞。", validity=Validity.VALID, department=department, **said)
    services.begin_action(measures="疏通通气管。", **said)
    services.resolve(measures="疏通通气管。", **said)
    way = {"kind": ReplyKind.RESULT, "method": ReplyMethod.PHONE}
    words.reply(text=result, form_id=uuid.uuid4().hex, **way, **said)
    return Sent(complaint.number, park.url(reverse("complaints:track_case", args=[complaint.track_code])))


def billed(unit: str, amount: str, what: str) -> Bill:
    """A bill of whoever has a unit: another charge, written by the manager, due in a month."""
    place = Unit.objects.select_related("building__park").get(code=unit)
    single = Single(
        item=FeeItem.objects.get(park=place.building.park, code="other"),
        customer=place.occupancies.current().get(main=True).customer,
        unit=place,
        due=clock.today() + timedelta(days=30),
        amount=Decimal(amount),
        what=what,
    )
    manager = User.objects.get(username="manager")
    return bill_once(park=place.building.park, actor=manager, single=single, form_id=uuid.uuid4().hex)
