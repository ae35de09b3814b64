"""The handling form 投诉处理单: a PDF with decision, both replies and visit, in a copy for each reader (A3)."""

import pytest
from django.test import Client
from django.urls import reverse

from complaints.casefile.papers import print_handling
from complaints.casework.services import decide, record_findings
from complaints.choices import Severity, State, Validity
from complaints.models import Complaint
from parkservice.accounts.models import User
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import render
from tests.complaints.factories import Office, complaint_in
from tests.support.paper import pages_of, words_of

HOSTILE = '#panic("x") *粗* $x^2$ @label <b> \\ #{ ] [ `raw` // 注释'


def press(client: Client, complaint: Complaint, user: User, button: str = "print_handling"):
    """Press a button of the print menu and follow it to the paper."""
    client.force_login(user)
    return client.post(reverse(f"complaints:{button}", args=[complaint.pk]), follow=True)


@pytest.mark.duty("A3", "A5")
def test_the_form_tells_the_case_from_the_complaint_to_the_visit(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    answer = press(client, complaint, office.officer)
    assert answer["Content-Type"] == "application/pdf"
    said = words_of(answer.content)
    for words in (
        *("投诉处理单", complaint.number, "林示例", "199****0034", "A-201", "松石电子（虚构）"),
        *("有很大的摩擦声", "导靴衬垫磨损4毫米", "有效", "工程部", "上次检修只调整未更换"),
        *("试运行5次", "给您添麻烦了", "更换导靴衬垫。", "HF-2026-000001", "满意度4分"),
        *("负责人签字", "客服部经理签字", "项目经理签字", "投诉人签字", "首次打印"),
    ):
        assert words in said, words
    assert "19900000034" not in said
    assert len(pages_of(answer.content)) <= 2
    shown = client.get(reverse("paperwork:verify", args=[Paper.objects.get().code])).content.decode()
    assert "投诉处理单" in shown
    assert "林" not in shown


@pytest.mark.duty("P3")
def test_proposal_and_decision_stand_with_the_names_of_who_wrote_and_who_approved(client: Client, office: Office):
    complaint = complaint_in(office, State.ACTING, severity=Severity.MAJOR)
    said = words_of(press(client, complaint, office.manager).content)
    for words in ("责任在我方，应当致歉", "客服部经理王示例", "已批准", "项目经理周示例"):
        assert words in said, words


@pytest.mark.duty("A3")
def test_problem_opinion_and_the_managers_decision_stand_on_the_form(client: Client, office: Office):
    complaint = complaint_in(office, State.ESCALATED)
    decide(complaint_id=complaint.pk, actor=office.manager, decision="同意租用叉车", target=State.ACTING)
    said = words_of(press(client, complaint, office.officer).content)
    for words in ("缺少备件，两周后到货", "建议先租用叉车", "管理员李样例", "同意租用叉车", "客服部经理王示例"):
        assert words in said, words


def test_a_fresh_complaint_leaves_the_rest_to_the_pen_on_one_sheet(client: Client, office: Office):
    answer = press(client, complaint_in(office), office.officer)
    (page,) = pages_of(answer.content)
    assert "处理意见" in page
    assert "回访结果" in page


@pytest.mark.duty("A3")
def test_the_same_content_is_a_reprint_and_the_register_form_stays_valid(client: Client, office: Office):
    complaint = complaint_in(office)
    press(client, complaint, office.officer, "print_register")
    press(client, complaint, office.officer)
    answer = press(client, complaint, office.officer)
    register, form = Paper.objects.order_by("pk")
    assert (register.reprints, register.revoked_at) == (0, None)
    assert form.reprints == 1
    assert "补打1" in words_of(answer.content)


@pytest.mark.duty("P1")
def test_the_duty_room_prints_without_the_complainant_and_revokes_nothing(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED, content="我是林示例，电话 19900000034，货梯有很大的摩擦声。")
    press(client, complaint, office.officer)
    said = words_of(press(client, complaint, office.duty_room).content)
    assert "隐名本" in said
    assert "林**" in said
    for secret in ("林示例", "林女士", "19900000034", "处理意见"):
        assert secret not in said, secret
    assert not Paper.objects.exclude(revoked_at=None).exists()


@pytest.mark.duty("A3", "A5")
def test_the_park_office_prints_the_result_only(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    said = words_of(press(client, complaint, office.park_office).content)
    assert "园区办本" in said
    assert "试运行5次" in said
    for secret in ("林示例", "林女士", "处理意见", "HF-2026-000001"):
        assert secret not in said, secret


@pytest.mark.parametrize("button", ["print_handling", "print_file"])
@pytest.mark.parametrize("role", ["clerk", "tenant", "other_officer"])
def test_who_only_follows_a_case_prints_nothing(client: Client, office: Office, button: str, role: str):
    complaint = complaint_in(office, actor=office.clerk, channel="phone", account=None)
    assert press(client, complaint, getattr(office, role), button).status_code in (403, 404)
    assert not Paper.objects.exists()


def test_nobody_opens_a_copy_that_shows_more_than_their_page(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    press(client, complaint, office.officer)
    address = reverse("complaints:case_paper", args=[complaint.pk, Paper.objects.get().pk])
    for user, status in (
        (office.officer, 200),
        (office.duty_room, 404),
        (office.park_office, 404),
        (office.clerk, 404),
    ):
        client.force_login(user)
        assert client.get(address).status_code == status, user


@pytest.mark.parametrize("button", ["print_handling", "print_file"])
def test_another_park_has_no_such_complaint(client: Client, office: Office, other_park: Office, button: str):
    complaint = complaint_in(office)
    assert press(client, complaint, other_park.manager, button).status_code == 404
    assert not Paper.objects.exists()


def test_hostile_words_stay_words(client: Client, office: Office):
    complaint = complaint_in(office, content=HOSTILE, matter=HOSTILE[:60], name="#林<b>")
    for button in ("print_handling", "print_file"):
        said = words_of(press(client, complaint, office.officer, button).content)
        assert "".join(HOSTILE.split()) in said
        assert "#林<b>" in said


@pytest.mark.parametrize(
    "long", ["货梯异响，三楼停靠时门关不严。" * 300 + "完", "一行\n" * 250 + "完"], ids=["words", "lines"]
)
def test_long_words_run_over_to_further_sheets_and_nothing_is_cut(client: Client, office: Office, long: str):
    complaint = complaint_in(office, State.INVESTIGATING)
    record_findings(
        complaint_id=complaint.pk,
        actor=office.officer,
        facts=long,
        cause="",
        validity=Validity.VALID,
        department=office.department,
    )
    for button in ("print_handling", "print_file"):
        pages = pages_of(press(client, complaint, office.officer, button).content)
        assert len(pages) > 2
        text = "".join(pages)
        assert text.count(long[:2]) >= long.count(long[:2])
        assert "完" in text


def test_the_form_in_english_has_english_labels(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    said = words_of(render(print_handling(complaint=complaint, actor=office.officer, language="en")))
    for words in ("Complainthandlingform", "Returnvisit", "Toldthecomplainant", "Valid"):
        assert words in said, words


def test_the_menu_offers_each_reader_what_they_may_print(client: Client, office: Office):
    complaint = complaint_in(office, State.CLOSED)
    offered = {}
    for role in ("officer", "manager", "duty_room", "park_office"):
        client.force_login(getattr(office, role))
        page = client.get(complaint.get_absolute_url()).content.decode()
        offered[role] = {
            name
            for name in ("print_register", "print_handling", "print_reply", "print_file")
            if reverse(f"complaints:{name}", args=[complaint.pk]) in page
        }
    both = {"print_handling", "print_file"}
    assert offered["officer"] == offered["manager"] == both | {"print_register", "print_reply"}
    assert offered["duty_room"] == offered["park_office"] == both
