"""The manager drafts a rule, another person releases it, and what was released stays as it was (A2, M1)."""

from datetime import date

import pytest
from django.core.exceptions import PermissionDenied
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from complaints.models import Article, Rule, RuleDraft, RuleVersion
from complaints.rulebook import services
from complaints.rulebook.changes import Words, compare
from parkservice.accounts.roles import Role
from parkservice.journal.queries import timeline
from parkservice.kit.errors import RuleViolation
from parkservice.messaging.inbox import lines
from parkservice.messaging.models import InboxItem
from tests.complaints.factories import Office, new_form, staff
from tests.complaints.rulebook.writing import begin, page, propose, release, renew, rows, rule, write


def drafted(client: Client, office: Office, code: str = "GZ-01") -> RuleDraft:
    """The manager begins the next version on the page of the rule."""
    client.force_login(office.manager)
    client.post(reverse("complaints:rule_begin", args=[rule(office, code).pk]))
    return RuleDraft.objects.get(rule=rule(office, code))


def send(client: Client, draft: RuleDraft, articles, press: str = "save", **more):
    """Press a button of the draft page."""
    return client.post(reverse("complaints:rule_draft", args=[draft.rule_id]), page(draft, articles, press, **more))


def texts(draft: RuleDraft) -> list[str]:
    """The Chinese texts of a draft as it is kept."""
    return [row["text_zh"][:4] for row in RuleDraft.objects.get(pk=draft.pk).articles]


def told(user) -> list[str]:
    """What stands in the inbox of a person."""
    return [line.sentence for line in lines(InboxItem.objects.visible_to(user))]


def test_a_draft_begins_with_the_text_of_today(client: Client, office: Office):
    draft = drafted(client, office)
    assert texts(draft) == ["公共通道", "每日 2", "生活垃圾"]
    assert "公共通道、楼梯间" in client.get(reverse("complaints:rule_draft", args=[draft.rule_id])).content.decode()
    client.post(reverse("complaints:rule_begin", args=[draft.rule_id]))
    assert RuleDraft.objects.count() == 1


@pytest.mark.parametrize(
    ("press", "order"),
    [
        ("save", ["甲甲甲甲", "乙乙乙乙", "丙丙丙丙"]),
        ("up:2", ["乙乙乙乙", "甲甲甲甲", "丙丙丙丙"]),
        ("down:2", ["甲甲甲甲", "丙丙丙丙", "乙乙乙乙"]),
        ("remove:1", ["乙乙乙乙", "丙丙丙丙"]),
        ("up:1", ["甲甲甲甲", "乙乙乙乙", "丙丙丙丙"]),
        ("down:3", ["甲甲甲甲", "乙乙乙乙", "丙丙丙丙"]),
        ("remove:99", ["甲甲甲甲", "乙乙乙乙", "丙丙丙丙"]),
        ("up:²", ["甲甲甲甲", "乙乙乙乙", "丙丙丙丙"]),
    ],
)
def test_every_button_keeps_what_was_typed(client: Client, office: Office, press: str, order: list[str]):
    draft = drafted(client, office)
    assert send(client, draft, rows("甲甲甲甲", "乙乙乙乙", "丙丙丙丙"), press).status_code == 302
    assert texts(draft) == order


def test_an_article_may_be_added_and_stay_unfinished(client: Client, office: Office):
    draft = drafted(client, office, "GZ-02")
    unfinished = {"text_zh": "新的一条", "text_en": "", "plain_zh": "", "plain_en": ""}
    send(client, draft, [*rows("甲甲甲甲"), unfinished], "add")
    assert texts(draft) == ["甲甲甲甲", "新的一条"]


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ({"a-0-text_zh": "长" * 1001}, "最多 1000 个字"),
        ({"a-0-plain_zh": "坏\x07字"}, "请重新输入"),
        ({"valid_from": "2026-11-04"}, "这一天已经过去"),
        ({"valid_from": "2036-01-01"}, "请核对年份"),
        ({"valid_from": "明天"}, "日期"),
        ({"edition": "x"}, ""),
        ({"a-TOTAL_FORMS": "x"}, ""),
        ({"a-TOTAL_FORMS": "5000"}, ""),
    ],
)
def test_bad_input_comes_back_with_a_message_and_writes_nothing(client: Client, office: Office, fields, message: str):
    draft = drafted(client, office)
    answer = send(client, draft, rows("甲甲甲甲"), **fields)
    assert answer.status_code == 422
    assert message in answer.content.decode()
    assert texts(draft) == ["公共通道", "每日 2", "生活垃圾"]


def test_a_proposal_names_beside_the_field_what_is_missing(client: Client, office: Office):
    draft = drafted(client, office)
    unfinished = {"text_zh": "只写了正文。", "text_en": "", "plain_zh": "", "plain_en": ""}
    answer = send(client, draft, [unfinished], "propose")
    seen = answer.content.decode()
    assert answer.status_code == 422
    assert seen.count("这里还没填") >= 3
    assert "请写明修订了什么" in seen
    assert "只写了正文。" in seen
    assert RuleDraft.objects.get(pk=draft.pk).state == "draft"


def test_two_people_in_one_draft_the_second_is_told_and_keeps_the_words(client: Client, office: Office):
    draft = drafted(client, office)
    write(office.project_manager, draft.rule, rows("项目经理写的。"))
    answer = send(client, draft, rows("经理写的。"))
    seen = answer.content.decode()
    assert answer.status_code == 422
    assert "期间有别人保存了这份草案" in seen
    assert "经理写的。" in seen
    assert texts(draft) == ["项目经理"]


def test_a_released_draft_is_the_current_version_and_the_old_one_stays(client: Client, office: Office):
    draft = drafted(client, office)
    send(client, draft, rows("园区内禁止燃放烟花爆竹。"), "propose", changes_zh="精简条款。")
    assert "管理规约：草案待您批准发布" in told(office.project_manager)
    draft.refresh_from_db()
    client.force_login(office.project_manager)
    seen = client.get(reverse("complaints:rule_proposal", args=[draft.rule_id])).content.decode()
    assert "<ins>园区内禁止燃放烟花爆竹。</ins>" in seen
    assert "<del>公共通道" in seen
    client.post(reverse("complaints:rule_release", args=[draft.rule_id]), {"edition": draft.edition})
    old, new = RuleVersion.objects.filter(rule=draft.rule).order_by("number")
    assert (old.state, old.valid_until, old.articles.count()) == ("superseded", date(2026, 11, 4), 3)
    assert (new.state, new.number, new.valid_from) == ("released", 2, date(2026, 11, 5))
    assert (new.drafted_by, new.released_by) == (office.manager, office.project_manager)
    assert "管理规约第 2 版已发布，请阅读后签字" in told(office.clerk)
    assert "管理规约：您的草案已发布为第 2 版" in told(office.manager)
    verbs = [entry.event.verb for entry in timeline(draft.rule)]
    assert verbs == ["rule.drafted", "rule.edited", "rule.proposed", "rule.released"]


def test_a_later_day_ends_the_old_version_the_day_before(office: Office):
    renew(office, "GZ-01", rows("甲"), valid_from=date(2026, 12, 1))
    old, new = RuleVersion.objects.filter(rule=rule(office)).order_by("number")
    assert old.valid_until == date(2026, 11, 30)
    assert old.in_force
    assert new.is_coming


def test_nobody_releases_a_draft_they_wrote_in(client: Client, office: Office):
    draft = drafted(client, office)
    write(office.project_manager, draft.rule, rows("甲"))
    write(office.manager, draft.rule, rows("甲", "乙"))
    services.propose(rule_id=draft.rule_id, actor=office.manager)
    edition = RuleDraft.objects.get(pk=draft.pk).edition
    with pytest.raises(RuleViolation, match="另一位负责人"):
        services.release(rule_id=draft.rule_id, actor=office.project_manager, edition=edition)
    boss = staff(Role.GENERAL_MANAGER, office.park, "boss", "高样本")
    assert services.release(rule_id=draft.rule_id, actor=boss, edition=edition).number == 2


def test_the_manager_does_not_release(office: Office):
    services.begin_draft(rule_id=rule(office).pk, actor=office.project_manager)
    draft = write(office.project_manager, rule(office), rows("甲"))
    services.propose(rule_id=rule(office).pk, actor=office.project_manager)
    with pytest.raises(PermissionDenied):
        services.release(rule_id=rule(office).pk, actor=office.manager, edition=draft.edition)


def test_a_proposal_comes_back_with_its_reason(client: Client, office: Office):
    row = begin(office.manager, office, code="GZ-08", name_zh="养犬规定")
    propose(office, row, rows("犬只须办证。"))
    client.force_login(office.project_manager)
    address = reverse("complaints:rule_return", args=[row.pk])
    assert client.post(address, {"reason": ""}).status_code == 422
    client.post(address, {"reason": "请写明牵绳长度。"})
    assert "养犬规定：您的草案被退回。请写明牵绳长度。" in told(office.manager)
    client.force_login(office.manager)
    assert "请写明牵绳长度。" in client.get(reverse("complaints:rule_draft", args=[row.pk])).content.decode()


def test_what_was_changed_since_it_was_read_is_not_released(office: Office):
    row = rule(office)
    services.begin_draft(rule_id=row.pk, actor=office.manager)
    seen = propose(office, row, rows("甲"))
    services.take_back(rule_id=row.pk, actor=office.manager)
    propose(office, row, rows("甲", "乙"))
    with pytest.raises(RuleViolation, match="重新阅读"):
        services.release(rule_id=row.pk, actor=office.project_manager, edition=seen.edition)


def test_of_two_decisions_the_second_is_told(client: Client, office: Office):
    row = rule(office)
    services.begin_draft(rule_id=row.pk, actor=office.manager)
    draft = propose(office, row, rows("甲"))
    services.take_back(rule_id=row.pk, actor=office.manager)
    services.discard(rule_id=row.pk, actor=office.manager)
    client.force_login(office.project_manager)
    answer = client.post(reverse("complaints:rule_release", args=[row.pk]), {"edition": draft.edition}, follow=True)
    assert "草案已不存在" in answer.content.decode()
    assert RuleVersion.objects.filter(rule=row).count() == 1


def test_a_new_rule_is_seen_by_nobody_else_before_its_release(client: Client, office: Office):
    client.force_login(office.manager)
    fields = {"code": "gz-07", "name_zh": "养犬规定", "name_en": "Dog rules", "kind": "park", "form_id": new_form()}
    for _time in range(2):
        client.post(reverse("complaints:rule_new"), fields)
    row = Rule.objects.get(park=office.park, code="GZ-07")
    again = client.post(reverse("complaints:rule_new"), {**fields, "form_id": new_form()})
    assert again.status_code == 422
    assert "本园区已有相同编号的制度" in again.content.decode()
    client.force_login(office.clerk)
    assert client.get(row.get_absolute_url()).status_code == 404
    assert "养犬规定" not in client.get(reverse("complaints:rules")).content.decode()
    release(office, row, rows("犬只须办证。"), changes_zh="")
    assert "养犬规定" in client.get(reverse("complaints:rules")).content.decode()


def test_a_repealed_rule_no_longer_applies_and_stays_readable(client: Client, office: Office):
    row = rule(office)
    client.force_login(office.manager)
    assert client.post(reverse("complaints:rule_repeal", args=[row.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("complaints:rule_repeal", args=[row.pk]), {"reason": "并入装修管理规定。"})
    draft = RuleDraft.objects.get(rule=row)
    client.force_login(office.project_manager)
    assert "并入装修管理规定。" in client.get(reverse("complaints:rule_proposal", args=[row.pk])).content.decode()
    client.post(reverse("complaints:rule_release", args=[row.pk]), {"edition": draft.edition})
    assert "管理规约：已废止，不再适用" in told(office.clerk)
    assert not Article.objects.of_park(office.park.pk).filter(version__rule=row).exists()
    assert "管理规约" not in client.get("/rules/").content.decode()
    client.force_login(office.clerk)
    assert "管理规约" not in client.get(reverse("complaints:rules")).content.decode()
    page = client.get(row.get_absolute_url()).content.decode()
    assert "本制度已废止" in page
    assert "公共通道、楼梯间" in page
    assert "我已阅读本版规定" not in page


def test_a_repeal_that_comes_back_leaves_the_rule_as_it_is(client: Client, office: Office):
    row = rule(office)
    services.propose_repeal(rule_id=row.pk, actor=office.manager, reason="并入装修管理规定。")
    services.send_back(rule_id=row.pk, actor=office.project_manager, reason="还要用。")
    assert RuleVersion.objects.to_sign().filter(rule=row).exists()
    assert RuleDraft.objects.get(rule=row).state == "discarded"
    services.propose_repeal(rule_id=row.pk, actor=office.manager, reason="并入装修管理规定。")
    client.force_login(office.manager)
    client.post(reverse("complaints:rule_take_back", args=[row.pk]))
    assert RuleVersion.objects.in_force().filter(rule=row).exists()


@pytest.mark.both
def test_released_words_cannot_be_changed_or_deleted(office: Office):
    for rows_of in (
        lambda: Article.objects.update(text_zh="改了"),
        lambda: Article.objects.all().delete(),
        lambda: RuleVersion.objects.update(valid_from=date(2020, 1, 1)),
    ):
        with pytest.raises(IntegrityError, match="append-only"), transaction.atomic():
            rows_of()


@pytest.mark.both
def test_the_database_knows_one_current_version_one_draft_and_two_people(office: Office):
    row = rule(office)
    said = {"rule": row, "released_at": "2026-11-05T02:00:00Z", "valid_from": "2026-11-05"}
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleVersion.objects.create(**said, number=2)
    RuleVersion.objects.filter(rule=row).update(state="superseded")
    with pytest.raises(IntegrityError, match="released_by_another"), transaction.atomic():
        RuleVersion.objects.create(**said, number=2, drafted_by=office.manager, released_by=office.manager)
    services.begin_draft(rule_id=row.pk, actor=office.manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        RuleDraft.objects.create(rule=row, drafted_by=office.manager, created_at="2026-11-05T02:00:00Z")


def test_what_changed_is_told_article_by_article():
    old = [Words(1, "通道不得堆货。", "安全"), Words(2, "夜间不施工。", "休息"), Words(3, "垃圾入房。", "卫生")]
    new = [
        Words(1, "电动车在棚内充电。", "防火"),
        Words(2, "通道不得堆放货物。", "安全"),
        Words(3, "垃圾入房。", "卫生"),
    ]
    changes = compare(old, new)
    assert [(change.kind, change.position, change.former) for change in changes] == [
        ("new", 1, 0),
        ("changed", 2, 1),
        ("gone", 2, 2),
    ]
    assert [(piece.text, piece.how) for piece in changes[1].text] == [
        ("通道不得堆", ""),
        ("放", "in"),
        ("货", ""),
        ("物", "in"),
        ("。", ""),
    ]


def test_a_new_number_after_an_insertion_is_no_change_and_a_new_place_is():
    old = [Words(1, "甲甲甲", ""), Words(2, "乙乙乙", ""), Words(3, "丙丙丙", "")]
    inserted = [Words(1, "丁丁丁", ""), Words(2, "甲甲甲", ""), Words(3, "乙乙乙", ""), Words(4, "丙丙丙", "")]
    assert [change.kind for change in compare(old, inserted)] == ["new"]
    swapped = [Words(1, "丙丙丙", ""), Words(2, "甲甲甲", ""), Words(3, "乙乙乙", "")]
    assert [(change.kind, change.position) for change in compare(old, swapped)] == [("moved", 1)]
