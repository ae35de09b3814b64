"""Delivering notices: who, how, with which words; the legal route by two people; the letter on paper (domain 2.4)."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, connection, transaction

from fees.dunning import services
from fees.dunning.models import DunningNotice, NoticeState
from fees.dunning.services import Handing
from parkservice.messaging.models import InboxItem, OutboxMessage
from parkservice.paperwork.models import Paper, PaperState
from parkservice.paperwork.papers import render
from tests.accounts.factories import refused
from tests.fees.arrears.park import officer_of, other_unit
from tests.fees.dunning.acting import DUE, SIGNED, at, at_stage, debt, deliver, proposed
from tests.fees.factories import Desk, bill_for, new_form, pay
from tests.support.paper import words_of

pytestmark = [pytest.mark.both, pytest.mark.duty("P8")]


def test_the_amounts_and_the_deadline_are_those_of_the_delivery(desk: Desk):
    notice, bill = at_stage(desk, 1), desk.company.bills.get()
    with at(10):
        pay(desk, "400.00", bills={bill.pk: 400})
    with at(17):
        notice = deliver(notice, desk.officer)
    # 10 days on 1,000.00 and 7 days on 600.00 at 0.05 %
    assert (str(notice.amount_principal), str(notice.late_fee_to_date)) == ("600.00", "7.10")
    assert notice.deadline == DUE + timedelta(days=17 + 7)
    assert (notice.state, notice.delivered_by) == (NoticeState.DELIVERED, desk.officer)


def test_sent_twice_it_is_delivered_once(desk: Desk):
    notice, form_id = at_stage(desk, 1), new_form()
    handing = Handing("door", "您好!请于4月30日前缴费,谢谢!")
    with at(8):
        first, made = services.deliver(actor=desk.officer, notice_id=notice.pk, handing=handing, form_id=form_id)
        again, new = services.deliver(actor=desk.officer, notice_id=notice.pk, handing=handing, form_id=form_id)
        assert (first.pk, made, new) == (again.pk, True, False)
        with refused("wrong_state"):
            deliver(notice, desk.officer2)


def test_what_is_paid_meanwhile_is_not_urged(desk: Desk):
    notice, bill = at_stage(desk, 1), desk.company.bills.get()
    with at(8):
        pay(desk, "1004.00", bills={bill.pk: 1004})
        with refused("nothing_open"):
            deliver(notice, desk.officer)


@pytest.mark.parametrize(
    "text",
    [
        "您好!请于5日前缴清欠费,否则停电,谢谢!",
        "您好!您已逾期,请缴费,以免停水,谢谢!",
        "您好!拖欠费用将停暖,请尽快缴纳,谢谢!",
        "Hello! Please pay your arrears, or we cut off the power. Thank you!",
    ],
)
def test_no_letter_threatens_to_cut_supplies(desk: Desk, text: str):
    notice = at_stage(desk, 1)
    with at(8), refused("courtesy"):
        deliver(notice, desk.officer, text=text)
    notice.refresh_from_db()
    assert (notice.state, notice.text) == (NoticeState.PROPOSED, "")


@pytest.mark.duty("L1", "L2")
@pytest.mark.parametrize("stage", [1, 2, 3])
@pytest.mark.parametrize("person", [False, True])
def test_the_ready_words_of_each_stage_are_polite(desk: Desk, stage: int, person: bool):
    if person:
        desk.company = desk.resident
    debt(desk, customer=desk.company)
    days = {1: 7, 2: 30, 3: 61}
    for each in range(1, stage + 1):
        with at(days[each]):
            notice = deliver(proposed(desk)[0], desk.manager, **(SIGNED if each == 3 else {}))
    assert notice.courtesy == []
    assert ("林女士" if person else "青禾精密示例有限公司") in notice.text


def test_the_reminder_names_the_day_on_which_it_is_due(desk: Desk):
    debt(desk)
    with at(-5):
        notice = deliver(proposed(desk)[0], desk.officer)
    assert (notice.stage, notice.deadline, notice.courtesy) == (0, DUE, [])
    assert "4 月 15 日" in notice.text


def test_the_final_notice_is_brought_by_the_manager_in_person_and_signed(desk: Desk):
    notice = at_stage(desk, 3)
    with at(61):
        with pytest.raises(PermissionDenied):
            deliver(notice, desk.officer, **SIGNED)
        with refused("in_person"):
            deliver(notice, desk.manager, delivery="mail", **SIGNED)
        with refused("no_signature"):
            deliver(notice, desk.manager, remark="")
        assert deliver(notice, desk.manager, **SIGNED).signed_by == "林示例"
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("UPDATE fees_dunningnotice SET delivery = 'mail' WHERE stage = 3")


def test_who_refuses_to_sign_is_noted(desk: Desk):
    notice = at_stage(desk, 3)
    with at(61):
        assert deliver(notice, desk.project_manager, remark="当面送达,拒绝签字").state == NoticeState.DELIVERED


@pytest.mark.parametrize("said", [{"signed_by": "林示例"}, {"signed_at": date(2026, 4, 20)}])
def test_a_signature_has_its_day(desk: Desk, said: dict[str, Any]):
    notice = at_stage(desk, 1)
    with at(8), refused("no_signature"):
        deliver(notice, desk.officer, **said)


def test_the_legal_route_is_asked_for_and_approved_by_two_people(desk: Desk):
    notice = at_stage(desk, 4)
    with at(182):
        with refused(""):
            deliver(notice, desk.manager)
        with pytest.raises(PermissionDenied):
            services.ask(actor=desk.officer, notice_id=notice.pk, reason="多次催缴无果")
        services.ask(actor=desk.manager, notice_id=notice.pk, reason="多次催缴无果")
        assert InboxItem.objects.get(verb="inbox.dunning_asked").recipient == desk.project_manager
        for who in (desk.manager, desk.officer):
            with pytest.raises(PermissionDenied):
                services.approve(actor=who, notice_id=notice.pk)
        services.approve(actor=desk.project_manager, notice_id=notice.pk)
        assert deliver(notice, desk.manager, delivery="mail").state == NoticeState.DELIVERED


def test_who_asked_does_not_approve_even_as_project_manager(desk: Desk):
    notice = at_stage(desk, 4)
    with at(182):
        services.ask(actor=desk.project_manager, notice_id=notice.pk, reason="多次催缴无果")
        with pytest.raises(PermissionDenied):
            services.approve(actor=desk.project_manager, notice_id=notice.pk)
        services.approve(actor=desk.general_manager, notice_id=notice.pk)
    with connection.cursor() as cursor, pytest.raises(IntegrityError), transaction.atomic():
        cursor.execute("UPDATE fees_dunningnotice SET approved_by_id = asked_by_id WHERE stage = 4")


def test_a_refusal_has_its_reason_and_may_be_asked_again(desk: Desk):
    notice = at_stage(desk, 4)
    with at(182):
        services.ask(actor=desk.manager, notice_id=notice.pk, reason="多次催缴无果")
        with refused("no_reason"):
            services.refuse(actor=desk.project_manager, notice_id=notice.pk, reason="")
        services.refuse(actor=desk.project_manager, notice_id=notice.pk, reason="再上门一次")
        assert services.ask(actor=desk.manager, notice_id=notice.pk, reason="已再上门").state == NoticeState.ASKED


def test_only_the_legal_route_is_asked_for(desk: Desk):
    notice = at_stage(desk, 2)
    with at(31), refused(""):
        services.ask(actor=desk.manager, notice_id=notice.pk, reason="急")


def test_an_officer_delivers_for_the_own_buildings_only(desk: Desk):
    unit = other_unit(desk)
    officer = officer_of(unit, "何样例")
    notice = at_stage(desk, 1)
    assert not DunningNotice.objects.visible_to(officer).exists()
    with at(8), pytest.raises(PermissionDenied):
        deliver(notice, officer)
    bill_for(desk, "30.00", due=DUE, unit=unit, building=unit.building, customer=desk.resident)
    with at(8):
        (own,) = proposed(desk)
        assert deliver(own, officer).delivered_by == officer


def test_by_mail_it_leaves_through_the_outbox_once(desk: Desk):
    type(desk.company).objects.filter(pk=desk.company.pk).update(email="finance@qinghe.invalid")
    notice = at_stage(desk, 1)
    with at(8):
        deliver(notice, desk.officer, delivery="email")
    message = OutboxMessage.objects.get()
    assert (message.to, message.purpose) == ("finance@qinghe.invalid", "dunning.letter")
    assert message.subject == "第一次催缴 CJ-2026-000001"
    assert "1,000.00" in message.body


def test_without_an_address_no_mail_and_no_delivery(desk: Desk):
    notice = at_stage(desk, 1)
    with at(8), refused("no_address"):
        deliver(notice, desk.officer, delivery="email")
    notice.refresh_from_db()
    assert (notice.state, OutboxMessage.objects.count()) == (NoticeState.PROPOSED, 0)


def test_the_paper_shows_bills_sums_and_capitals(desk: Desk):
    notice = at_stage(desk, 3)
    with at(61):
        words = words_of(render(services.print_notice(actor=desk.manager, notice_id=notice.pk)))
    # 1,000.00 × 0.05 % × 61 days = 30.50
    for said in (
        "催缴通知单",
        "最后催缴",
        "青禾精密示例有限公司",
        "1,000.00",
        "30.50",
        "¥1,030.50",
        "壹仟零叁拾元伍角整",
    ):
        assert said in words, said
    for said in ("欠费人签字", "2026-04-15", "2026年6月20日"):
        assert said in words, said


def test_a_second_print_is_a_reprint_and_a_dropped_notice_is_revoked(desk: Desk):
    notice, bill = at_stage(desk, 1), desk.company.bills.get()
    with at(8):
        for _time in range(2):
            services.print_notice(actor=desk.officer, notice_id=notice.pk)
        assert Paper.objects.get().reprints == 1
        pay(desk, "1004.00", bills={bill.pk: 1004})
        proposed(desk)
    assert Paper.objects.get().state == PaperState.REVOKED


def test_hostile_names_stay_words_on_paper(desk: Desk):
    type(desk.company).objects.filter(pk=desk.company.pk).update(name='#panic("x") $y$')
    notice = at_stage(desk, 1)
    with at(8):
        words = words_of(render(services.print_notice(actor=desk.officer, notice_id=notice.pk)))
    assert '#panic("x")$y$' in words
