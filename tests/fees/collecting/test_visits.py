"""Collection visits: what came of them, promises kept and broken, disputes that are complaints first (P8)."""

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import connection, transaction
from django.db.utils import IntegrityError
from django.test import Client
from django.urls import reverse

from complaints.models import Complaint
from fees.billing.models import BillState
from fees.collecting.models import CollectionVisit
from fees.collecting.promises import promise_state, with_paid
from fees.disputes.models import Dispute
from parkservice.kit import clock
from tests.accounts.factories import refused
from tests.fees.arrears.park import officer_of, other_unit
from tests.fees.dunning.acting import DUE, at, at_stage, debt, deliver, heard, promise, proposed
from tests.fees.factories import Desk, bill_for, new_form, pay, take_back

pytestmark = [pytest.mark.both, pytest.mark.duty("P8")]
SOON = DUE + timedelta(days=20)


def state_of(visit: CollectionVisit) -> str:
    return promise_state(with_paid(CollectionVisit.objects.filter(pk=visit.pk)).get())


def test_a_visit_keeps_what_was_overdue_and_why(desk: Desk):
    debt(desk)
    bill_for(desk, "70.00", due=date(2026, 12, 1))
    with at(10):
        visit = heard(desk.officer, desk.company, reason="wilful", said="说下月再说")
    assert (str(visit.overdue), visit.building, visit.by) == ("1000.00", desk.unit.building, desk.officer)


def test_the_same_form_gives_the_same_visit(desk: Desk):
    debt(desk)
    form_id = new_form()
    with at(10):
        first = heard(desk.officer, desk.company, form_id=form_id)
        assert heard(desk.officer, desk.company, form_id=form_id).pk == first.pk
    assert CollectionVisit.objects.count() == 1


@pytest.mark.parametrize(
    ("said", "code"),
    [
        ({"result": "promised"}, "no_promise"),
        ({"result": "promised", "promise_date": SOON}, "no_promise"),
        ({"result": "refused", "promise_date": SOON, "promise_amount": Decimal(1)}, "promise"),
        ({"result": "promised", "promise_date": DUE, "promise_amount": Decimal(1)}, "promise_day"),
        ({"result": "promised", "promise_date": date(2026, 12, 1), "promise_amount": Decimal(1)}, "promise_day"),
        ({"result": "refused", "reason": ""}, "no_reason"),
        ({"reason": "service_dispute"}, "no_words"),
        ({"reason": "service_dispute", "said": "电梯常坏"}, "no_bills"),
        ({"reason": "service_dispute", "said": "电梯常坏", "bills": (0,)}, "no_bills"),
    ],
)
def test_what_is_brought_back_is_whole(desk: Desk, said: dict[str, Any], code: str):
    debt(desk)
    with at(10), refused(code):
        heard(desk.officer, desk.company, **said)
    assert not CollectionVisit.objects.exists()


def test_who_owes_nothing_is_not_urged(desk: Desk):
    with refused("nothing_open"):
        heard(desk.officer, desk.company)


def test_others_urge_nobody(desk: Desk, other_park: Desk):
    unit = other_unit(desk)
    elsewhere = officer_of(unit, "何样例")
    debt(desk)
    with at(10):
        for who in (desk.clerk, desk.finance):
            with pytest.raises(PermissionDenied):
                heard(who, desk.company)
        for who in (elsewhere, other_park.manager):
            with refused("nothing_open"):
                heard(who, desk.company)


def test_a_promise_is_kept_by_paying_in_time(desk: Desk):
    bill = debt(desk)
    with at(10):
        visit = promise(desk.officer, desk.company, SOON, "600.00")
        assert state_of(visit) == "running"
    with at(12):
        pay(desk, "600.00", bills={bill.pk: Decimal(600)})
        assert state_of(visit) == "kept"


def test_money_after_the_day_or_taken_back_keeps_no_promise(desk: Desk):
    bill = debt(desk)
    with at(10):
        visit = promise(desk.officer, desk.company, SOON, "600.00")
    with at(12):
        receipt = pay(desk, "600.00", bills={bill.pk: Decimal(600)})
    with at(13):
        take_back(desk, receipt)
        assert state_of(visit) == "running"
    with at(21):
        pay(desk, "600.00", bills={bill.pk: Decimal(600)})
        assert state_of(visit) == "broken"


def test_the_database_wants_promises_whole(desk: Desk):
    debt(desk)
    with at(10):
        visit = promise(desk.officer, desk.company, SOON, "600.00")
    with pytest.raises(IntegrityError), transaction.atomic():
        CollectionVisit.objects.bulk_create([CollectionVisit(**_columns(visit) | {"promise_amount": None})])
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("UPDATE fees_collectionvisit SET said = 'x'")


def _columns(visit: CollectionVisit) -> dict[str, Any]:
    return {field.attname: getattr(visit, field.attname) for field in visit._meta.fields if field.name != "id"}


def test_the_result_stands_on_the_notice(desk: Desk):
    notice = at_stage(desk, 1)
    with at(8):
        with refused("not_delivered"):
            heard(desk.officer, desk.company, notice=notice)
        deliver(notice, desk.officer)
        promise(desk.officer, desk.company, SOON, "1000.00", notice=notice)
    notice.refresh_from_db()
    assert (notice.result, notice.reason, notice.promise_date) == ("promised", "hardship", SOON)


def test_a_dispute_about_the_service_is_a_complaint_first_and_stops_dunning(desk: Desk):
    bill, other = debt(desk), debt(desk, "200.00")
    with at(28):
        deliver(proposed(desk)[0], desk.officer)
    with at(36):
        visit = heard(
            desk.officer, desk.company, reason="service_dispute", said="物业费里的电梯常年停用", bills=(bill.pk,)
        )
        complaint = Complaint.objects.get()
        assert visit.complaint == complaint
        assert (complaint.category, complaint.content, complaint.unit) == ("fees", "物业费里的电梯常年停用", desk.unit)
        assert (complaint.customer, complaint.sender_name) == (desk.company, desk.company.name)
        bill.refresh_from_db()
        assert bill.state == BillState.DISPUTED
        assert complaint.number in Dispute.objects.get().reason
        (second,) = proposed(desk)
    assert [line.bill_id for line in second.lines.all()] == [other.pk]


def test_a_dispute_sent_twice_opens_one_complaint(desk: Desk):
    bill, form_id = debt(desk), new_form()
    said: dict[str, Any] = {"reason": "service_dispute", "said": "电梯常坏", "bills": (bill.pk,), "form_id": form_id}
    with at(10):
        for _time in range(2):
            heard(desk.officer, desk.company, **said)
    assert (Complaint.objects.count(), Dispute.objects.count()) == (1, 1)


def test_a_bill_is_disputed_once(desk: Desk):
    bill = debt(desk)
    said: dict[str, Any] = {"reason": "service_dispute", "said": "电梯常坏", "bills": (bill.pk,)}
    with at(10):
        heard(desk.officer, desk.company, **said)
        with refused("disputed"):
            heard(desk.officer, desk.company, **said)
    assert Complaint.objects.count() == 1


# ---- on the screen


def send(client: Client, desk: Desk, **said: Any) -> Any:
    given = {"way": "visit", "result": "refused", "reason": "other", "form_id": new_form(), **said}
    return client.post(reverse("fees:collection_visit_new", args=[desk.company.pk]), given)


def test_a_promise_is_written_down_on_the_phone_and_seen_on_the_customers_page(client: Client, desk: Desk):
    debt(desk)
    with at(10):
        client.force_login(desk.officer)
        assert client.get(reverse("fees:collection_visit_new", args=[desk.company.pk])).status_code == 200
        answer = send(client, desk, result="promised", promise_date=str(SOON), promise_amount="600", reason="hardship")
        assert answer.status_code == 302
        said = client.get(reverse("fees:debtor", args=[desk.company.pk])).content.decode()
    assert "2026-05-05 前付 ¥600.00" in said
    assert "未到期" in said


@pytest.mark.parametrize(
    ("said", "field"),
    [
        ({"result": "promised"}, "promise_date"),
        ({"result": "promised", "promise_date": "2026-04-01", "promise_amount": "5"}, "promise_date"),
        ({"result": "promised", "promise_date": "2026-05-05", "promise_amount": "1.005"}, "promise_amount"),
        ({"result": "promised", "promise_date": "2026-05-05", "promise_amount": "１００"}, "promise_amount"),
        ({"result": "promised", "promise_date": "2026-05-05", "promise_amount": "-0"}, "promise_amount"),
        ({"result": "promised", "promise_date": "2026-05-05", "promise_amount": "NaN"}, "promise_amount"),
        ({"reason": ""}, "reason"),
        ({"reason": "service_dispute"}, "said"),
        ({"reason": "service_dispute", "said": "电梯"}, "bills"),
        ({"reason": "service_dispute", "said": "电梯", "bills": ["0"]}, "bills"),
    ],
)
def test_mistakes_come_back_beside_their_fields(client: Client, desk: Desk, said: dict[str, Any], field: str):
    debt(desk)
    with at(10):
        client.force_login(desk.officer)
        answer = send(client, desk, **said)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert not CollectionVisit.objects.exists()


def test_the_complaint_leads_back_to_the_debt(client: Client, desk: Desk):
    bill = debt(desk)
    with at(10):
        client.force_login(desk.officer)
        send(client, desk, reason="service_dispute", said="电梯常坏", bills=[str(bill.pk)])
        complaint = Complaint.objects.get()
        assert complaint.number in client.get(reverse("fees:debtor", args=[desk.company.pk])).content.decode()
        page = client.get(complaint.get_absolute_url()).content.decode()
    assert reverse("fees:debtor", args=[desk.company.pk]) in page


def test_broken_and_kept_promises_have_their_views(client: Client, desk: Desk):
    bill, other = debt(desk), debt(desk, "50.00", customer=desk.resident)
    with at(10):
        kept = promise(desk.officer, desk.company, SOON, "600.00")
        late = promise(desk.officer, desk.resident, SOON, "50.00")
        pay(desk, "600.00", bills={bill.pk: Decimal(600)})
    with at(21):
        client.force_login(desk.officer)
        for view, expected in (("broken", [late.pk]), ("kept", [kept.pk]), ("running", []), ("mine", 2)):
            rows = client.get(f"{reverse('fees:collection_visits')}?view={view}").context["listing"].page.rows
            assert [row.pk for row in rows] == expected or len(rows) == expected, view
    assert other.customer == desk.resident


def test_another_officer_finds_no_visit_to_record(client: Client, desk: Desk):
    unit = other_unit(desk)
    officer = officer_of(unit, "何样例")
    debt(desk)
    with at(10):
        client.force_login(officer)
        assert client.get(reverse("fees:collection_visit_new", args=[desk.company.pk])).status_code == 404
        assert clock.today() == DUE + timedelta(days=10)
