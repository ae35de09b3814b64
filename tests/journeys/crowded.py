"""A complaint on which everything happened that can happen, beside the demo park's own: for pages that show it all."""

from datetime import timedelta

from complaints.approvals import services as approvals
from complaints.casework import services, words
from complaints.choices import Severity, State
from complaints.duplicates.services import merge
from complaints.handovers import services as handovers
from complaints.models import Complaint
from complaints.office.services import comment
from complaints.oversight import services as oversight
from complaints.pauses import services as pauses
from complaints.returnvisits.services import check_quality
from parkservice.accounts.saved.services import keep_view
from parkservice.accounts.tokens.services import make_token
from parkservice.estate.imports.services import keep_table
from parkservice.kit import clock
from parkservice.tasks.rectifications import services as plans
from tests.complaints import factories
from tests.complaints.factories import POLITE, Office, complaint_in, new_form
from tests.tasks.factories import a_question, a_referral, an_order


def crowd(office: Office) -> Complaint:
    """Fill the park; return the complaint with the longest page."""
    case = complaint_in(office, State.INVESTIGATING, email="lin@example.invalid", severity=Severity.IMPORTANT)
    while_it_waits(office, case)
    others_are_asked(office, case)
    it_is_settled(office, case)
    around(office)
    return Complaint.objects.get(pk=case.pk)


def while_it_waits(office: Office, case: Complaint) -> None:
    """Joined, handed over in vain, more time asked in vain, waiting for an answer."""
    key, officer = {"complaint_id": case.pk}, case.officer
    merge(complaint_id=complaint_in(office).pk, actor=officer, into=case)
    handovers.ask(**key, actor=officer, receiver=office.manager, reason="须协调工程部。", form_id=new_form())
    handovers.refuse(**key, actor=office.manager, refusal="请先查清。")
    words.note(**key, actor=officer, text="下午再看。", form_id=new_form())
    words.remark_by_complainant(**key, text="今天又响了。")
    until = clock.today() + timedelta(days=2)
    said = {"method": "phone", "text": POLITE, "courtesy_reason": "已致歉", "form_id": new_form()}
    pauses.pause(**key, actor=officer, reason="等待照片", until=until, **said)
    pauses.resume(**key, actor=officer)
    oversight.remind(**key, actor=office.duty_room, text="请尽快答复。")
    seen = oversight.observe_complaint(**key, actor=office.duty_room, text="前台没人接电话。", form_id=new_form())
    oversight.answer(observation_id=seen.pk, actor=office.manager, text="已安排双人值守。")


def others_are_asked(office: Office, case: Complaint) -> None:
    """A work order, a question, the next level, a plan of measures."""
    due = clock.now() + timedelta(days=2)
    an_order(office, subject=case, due=due, details="更换左侧导靴。", place="二楼货梯口", contact_name="林示例")
    a_question(office, subject=case, due=due)
    a_referral(office, subject=case, due=due)
    measure = plans.Measure(what="更换灯具", owner=office.officer, due=due.date())
    plan = plans.Plan(matter="走廊照明", problem="灯暗", owner=office.officer, due=due.date(), measures=[measure])
    plans.plan(park=office.park, actor=office.manager, plan=plan, form_id=new_form(), subject=case)


def it_is_settled(office: Office, case: Complaint) -> None:
    """Escalated, decided, resolved, told, commented, visited, closed, checked."""
    key = {"complaint_id": case.pk}
    factories.find(office, case)
    factories.escalate(office, case)
    services.decide(**key, actor=office.manager, decision="同意租用叉车。", target=State.ACTING)
    for step in (factories.resolve, factories.tell_result, factories.tell_office):
        step(office, case)
    comment(**key, actor=office.park_office, text="请抄送工程部。")
    factories.visit(office, case, shortcomings="等得久", suggestion="先打电话", note="语气平和")
    factories.close(office, case)
    check_quality(**key, actor=office.project_manager, quality=4, remark="记录完整。")
    returned = complaint_in(office, State.AWAITING_APPROVAL)
    approvals.send_back(complaint_id=returned.pk, actor=office.project_manager, reason="请补充费用。")


def around(office: Office) -> None:
    """What the demo park has none of: a kept view, a token, a table that is shown first."""
    park, manager = office.park, office.manager
    keep_view(actor=manager, park=park, list_name="complaints", name="我的视图", query="state=received", shared=True)
    ends = clock.today() + timedelta(days=1)
    make_token(actor=manager, posting_id=manager.postings.get().pk, name="看板", ends=ends)
    table = "名称或姓名,联系人,电话\n示例公司（虚构）,林示例,19900000001\n"
    keep_table(actor=manager, park=park, kind="customers", name="客户.csv", content=table.encode())
