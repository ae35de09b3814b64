"""Dunning notices on the screen: the list, the record with its next step, the paper (P8, domain 2.4)."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from fees.dunning.models import DunningNotice, NoticeState
from parkservice.accounts.models import User
from parkservice.ui.words import day_text
from tests.fees.dunning.acting import at, at_stage, debt, deliver
from tests.fees.factories import Desk, new_form, pay

pytestmark = pytest.mark.duty("P8")


def show(client: Client, who: User, notice: DunningNotice) -> Any:
    client.force_login(who)
    return client.get(notice.get_absolute_url())


def send(client: Client, notice: DunningNotice, **said: str) -> Any:
    words = "您好!请于4月30日前缴纳物业费,谢谢!"
    given = {"delivery": "hand", "text": words, "remark": "前台代收,未签字", "form_id": new_form(), **said}
    return client.post(reverse("fees:notice_deliver", args=[notice.pk]), given)


def keys(client: Client, view: str) -> list[int]:
    listing = client.get(f"{reverse('fees:notices')}?view={view}").context["listing"]
    return [row.pk for row in listing.page.rows]


def test_the_officer_finds_what_is_to_be_sent_and_sends_it(client: Client, desk: Desk):
    debt(desk)
    with at(8):
        client.force_login(desk.officer)
        client.post(reverse("fees:notices_propose"))
        notice = DunningNotice.objects.get()
        assert keys(client, "send") == [notice.pk]
        page = show(client, desk.officer, notice)
        assert "青禾精密示例有限公司：您好！" in page.content.decode()
        assert page.context["deliver_form"] is not None
        assert send(client, notice).status_code == 302
        notice.refresh_from_db()
        assert (notice.state, keys(client, "send"), keys(client, "over")) == (NoticeState.DELIVERED, [], [])
        assert "送达催缴通知单 ¥1,000.00（当面交付）" in show(client, desk.officer, notice).content.decode()
    with at(16):
        client.force_login(desk.officer)
        assert keys(client, "over") == [notice.pk]


def test_a_threat_stands_beside_the_letter_and_nothing_is_sent(client: Client, desk: Desk):
    notice = at_stage(desk, 1)
    with at(8):
        client.force_login(desk.officer)
        answer = send(client, notice, text="您好!请于5日前缴清欠费,否则停电,谢谢!")
    notice.refresh_from_db()
    assert (answer.status_code, notice.state) == (422, NoticeState.PROPOSED)
    assert "text" in answer.context["deliver_form"].errors


def test_what_was_paid_this_morning_is_not_in_the_list(client: Client, desk: Desk):
    notice, bill = at_stage(desk, 1), desk.company.bills.get()
    with at(8):
        client.force_login(desk.officer)
        assert keys(client, "send") == [notice.pk]
        pay(desk, "1004.00", bills={bill.pk: 1004})
        assert keys(client, "send") == []


def test_the_final_notice_offers_the_manager_only_ways_in_person(client: Client, desk: Desk):
    notice = at_stage(desk, 3)
    with at(61):
        assert show(client, desk.officer, notice).context["deliver_form"] is None
        form = show(client, desk.manager, notice).context["deliver_form"]
    assert [way for way, _label in form.fields["delivery"].choices] == ["hand", "door"]


def test_the_legal_route_goes_through_two_desks(client: Client, desk: Desk):
    notice = at_stage(desk, 4)
    with at(182):
        assert show(client, desk.manager, notice).context["deliver_form"] is None
        client.post(reverse("fees:notice_ask", args=[notice.pk]), {"reason": "多次催缴无果"})
        assert keys(client, "asked") == [notice.pk]
        assert show(client, desk.manager, notice).context["may_approve"] is False
        assert show(client, desk.project_manager, notice).context["may_approve"] is True
        client.post(reverse("fees:notice_approve", args=[notice.pk]))
        assert show(client, desk.manager, notice).context["deliver_form"] is not None
        said = show(client, desk.manager, notice).content.decode()
    for words in ("申请走法律程序", "批准走法律程序", "多次催缴无果"):
        assert words in said, words


def test_an_empty_reason_comes_back_with_what_is_missing(client: Client, desk: Desk):
    notice = at_stage(desk, 4)
    with at(182):
        client.force_login(desk.manager)
        assert client.post(reverse("fees:notice_ask", args=[notice.pk]), {"reason": ""}).status_code == 422


def test_the_letter_is_printed_and_opened(client: Client, desk: Desk):
    notice = at_stage(desk, 1)
    with at(8):
        client.force_login(desk.officer)
        answer = client.post(reverse("fees:notice_print", args=[notice.pk]), follow=True)
    assert answer["Content-Type"] == "application/pdf"


def test_the_customers_page_shows_the_chain(client: Client, desk: Desk):
    notice = at_stage(desk, 2)
    with at(30):
        client.force_login(desk.officer)
        said = client.get(reverse("fees:debtor", args=[desk.company.pk])).content.decode()
    for words in ("第一次催缴", "第二次催缴", notice.number):
        assert words in said, words


def test_while_a_deadline_runs_the_customer_need_not_be_urged(client: Client, desk: Desk):
    notice = at_stage(desk, 1)

    def urged() -> list[int]:
        client.force_login(desk.manager)
        return [row.pk for row in client.get(reverse("fees:arrears")).context["listing"].page.rows]

    with at(8):
        assert urged() == [desk.company.pk]
        deliver(notice, desk.officer)
        assert urged() == []
    with at(16):
        assert urged() == [desk.company.pk]


def test_the_badge_counts_what_is_to_be_sent(client: Client, desk: Desk):
    at_stage(desk, 1)
    with at(8):
        client.force_login(desk.officer)
        shell = client.get(reverse("fees:notices")).context["shell"]
    links = {link.url: link.count for group in shell.groups for link in group.links}
    assert links[reverse("fees:notices")] == 1


def test_nonsense_in_the_address_is_left_out(client: Client, desk: Desk):
    client.force_login(desk.manager)
    for query in ("view=x", "state=9", "sort=__class__", "state=abc"):
        assert client.get(f"{reverse('fees:notices')}?{query}").status_code == 200


def test_a_notice_has_no_deadline_in_the_list_before_it_is_delivered(client: Client, desk: Desk):
    notice = at_stage(desk, 1)
    with at(8):
        client.force_login(desk.officer)
        before = client.get(f"{reverse('fees:notices')}?view=all").content.decode()
        assert day_text(notice.deadline) not in before
        deadline = day_text(deliver(notice, desk.officer).deadline)
        assert deadline in client.get(f"{reverse('fees:notices')}?view=all").content.decode()


def test_a_refused_delivery_keeps_what_was_typed(client: Client, desk: Desk):
    notice = at_stage(desk, 1)
    with at(8):
        client.force_login(desk.officer)
        answer = send(client, notice, signed_by="林示例", remark="放在前台")
    assert answer.status_code == 422
    form = answer.context["deliver_form"]
    assert form.errors.keys() == {"signed_by"}
    assert form["remark"].value() == "放在前台"
    assert "您好!请于4月30日前缴纳物业费,谢谢!" in answer.content.decode()


def test_a_notice_handed_over_names_who_signed_or_says_why_nobody_did(client: Client, desk: Desk):
    notice = at_stage(desk, 1)
    with at(8):
        client.force_login(desk.officer)
        assert send(client, notice, remark="").status_code == 422
        assert send(client, notice, remark="", delivery="door").status_code == 302


@pytest.mark.parametrize(("day", "status"), [("2020-01-01", 422), ("2026-04-21", 422), ("2026-04-22", 302)])
def test_nobody_signs_a_notice_before_its_day(client: Client, desk: Desk, day: str, status: int):
    notice = at_stage(desk, 1)  # proposed seven days after 15 April
    with at(8):
        client.force_login(desk.officer)
        assert send(client, notice, signed_by="林示例", signed_at=day).status_code == status


def test_when_a_colleague_was_first_the_notice_shows_it(client: Client, desk: Desk):
    notice = at_stage(desk, 1)
    with at(8):
        client.force_login(desk.officer)
        assert send(client, notice).status_code == 302
        assert send(client, notice).status_code == 302
    notice.refresh_from_db()
    assert notice.state == NoticeState.DELIVERED
