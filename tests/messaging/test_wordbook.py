"""Phrase book, ready texts and courtesy levels: who changes them, what is refused, what stays (L1 to L4)."""

import uuid

import pytest
from django.db import IntegrityError, transaction
from django.utils.translation import override

from parkservice.accounts.roles import Role
from parkservice.journal.models import Event
from parkservice.kit import courtesy
from parkservice.kit.errors import RuleViolation
from parkservice.messaging import templates
from parkservice.messaging.models import CourtesyLevels, InboxItem, Phrase, ReplyTemplate, TextUse
from parkservice.messaging.reference import install
from parkservice.messaging.wordbook import services
from parkservice.messaging.wordbook.levels import levels_of
from parkservice.messaging.wordbook.samples import previews
from tests.accounts.factories import person
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db
EN = {"accept-language": "en"}


@pytest.fixture
def park():
    park = ParkFactory()
    install(park)
    return park


@pytest.fixture
def manager(client, park):
    user = person(Role.MANAGER, park)
    client.force_login(user)
    return user


@pytest.fixture
def head(park):
    return person(Role.PROJECT_MANAGER, park)


def text_of(park, code="complaint-settled", language="zh-hans"):
    return ReplyTemplate.objects.get(park=park, code=code, language=language)


def sent(row=None, **changes):
    """What the form of a ready text sends."""
    usual = {
        "form_id": uuid.uuid4().hex,
        "category": "complaint",
        "outcome": "settled",
        "name_zh": "电梯",
        "name_en": "Lift",
        "body_zh": "{name}：您好！{matter}已修好，谢谢！",
        "body_en": "Dear {name}, {matter} is repaired.",
        **({"is_active": "on", "version": row.version} if row else {}),
    }
    return {**usual, **changes}


@pytest.mark.duty("L1")
def test_the_phrase_book_says_when_to_say_each_word(client, park):
    client.force_login(person(Role.CLERK, park))
    text = client.get("/words/", headers={"accept-language": "zh-hans"}).content.decode()
    for word in ("您好", "请", "对不起", "谢谢", "先生", "女士", "小姐", "没关系", "不客气", "打扰了"):
        assert word in text
    assert "我们有错，或让对方等候、不便" in text
    assert "/words/phrases/" not in text


def test_the_manager_adds_a_phrase_once_and_it_is_in_the_journal(client, park, manager):
    form = {
        "form_id": uuid.uuid4().hex,
        "text_zh": "请慢走",
        "text_en": "Goodbye",
        "use_zh": "送客时",
        "use_en": "At the door",
    }
    for _again in range(2):
        assert client.post("/words/phrases/new/", {**form, "position": 60}).status_code == 302
    phrase = Phrase.objects.get(park=park, text_zh="请慢走")
    assert phrase.changed_by == manager
    assert Event.objects.get(verb="words.phrase_added").data == {"text": "请慢走"}


def test_a_phrase_out_of_use_is_offered_to_nobody_and_stays_so(client, park, manager):
    phrase = Phrase.objects.get(park=park, code="miss")
    form = {**{name: getattr(phrase, name) for name in ("text_zh", "text_en", "use_zh", "use_en", "position")}}
    client.post(f"/words/phrases/{phrase.pk}/", {**form, "form_id": uuid.uuid4().hex, "version": ""})
    install(park)
    client.force_login(person(Role.CLERK, park))
    assert "小姐" not in client.get("/words/").content.decode()


def test_a_ready_text_is_changed_in_both_languages(client, park, manager):
    text = text_of(park)
    assert client.post(f"/words/texts/{text.pk}/", sent(text)).status_code == 302
    assert text_of(park).body == "{name}：您好！{matter}已修好，谢谢！"
    assert text_of(park, language="en").body == "Dear {name}, {matter} is repaired."
    install(park)
    assert text_of(park).name_zh == "电梯"


@pytest.mark.parametrize("wrong", ["{namen}", "{Name}", "{姓名}", "{phone}", "{name", "name}"])
def test_a_placeholder_that_nobody_fills_is_refused_beside_its_field(client, park, manager, wrong):
    text = text_of(park)
    answer = client.post(f"/words/texts/{text.pk}/", sent(text, body_zh=f"{wrong}您好！谢谢！"), headers=EN)
    assert answer.status_code == 422
    page = answer.content.decode()
    assert "is not known here. Placeholders are: {name} {number} {officer} {date} {matter}" in page
    assert f"{wrong}您好！谢谢！" in page
    assert text_of(park) == text
    assert not Event.objects.filter(verb="words.text_changed").exists()


def test_a_notice_has_placeholders_of_its_own(client, park, manager):
    body = "各位客户：您好！{place}将于{start}至{end}{what}，给您带来不便，对不起。请您绕行，谢谢！"
    new = sent(category="notice", outcome="works", body_zh=body, body_en="Works in {place}.")
    assert client.post("/words/texts/new/?use=notice", new).status_code == 302
    (added,) = ReplyTemplate.objects.filter(code__startswith="own-", language="zh-hans")
    assert (added.category, added.outcome) == ("notice", "works")


def test_the_preview_fills_the_text_and_names_its_hints_and_writes_nothing(client, park, manager):
    text = text_of(park)
    answer = client.post(f"/words/texts/{text.pk}/", sent(text, preview="1"), headers=EN)
    page = answer.content.decode()
    assert answer.status_code == 200
    assert "林女士：您好！A 栋货梯异响已修好，谢谢！" in page
    assert "say 对不起" in page
    assert text_of(park).changed_at is None


def test_two_people_who_change_one_text_are_told(client, park, manager, head):
    text = text_of(park)
    first = sent(text)
    services.change_text(
        text_id=text.pk,
        actor=head,
        version="",
        **{name: first[name] for name in ("category", "outcome", "name_zh", "name_en", "body_zh", "body_en")},
    )
    answer = client.post(f"/words/texts/{text.pk}/", {**first, "body_zh": "{name}：您好！另一段。"}, headers=EN)
    assert answer.status_code == 422
    assert "changed these words meanwhile" in answer.content.decode()
    assert text_of(park).body == first["body_zh"]


def test_words_of_another_park_do_not_exist(client, park, manager):
    far = ParkFactory()
    install(far)
    assert client.get(f"/words/texts/{text_of(far).pk}/").status_code == 404
    assert client.get(f"/words/phrases/{Phrase.objects.filter(park=far).first().pk}/").status_code == 404


def test_a_text_out_of_use_is_not_offered(park):
    ReplyTemplate.objects.filter(park=park, code="complaint-settled").update(is_active=False)
    offered = templates.for_outcome(park, category="complaint")
    assert "complaint-settled" not in {text.code for text in offered}


@pytest.mark.duty("L2", "L3", "L4")
@pytest.mark.parametrize("use", TextUse.values)
def test_every_ready_text_is_courteous_and_has_no_placeholder_left(park, use):
    for language in ("zh-hans", "en"):
        for text in templates.for_outcome(park, category=use, language=language):
            (shown,) = previews(park, use, text.outcome, [(language, text.body)])
            assert courtesy.open_findings(shown.findings) == [], text.code
            assert templates.open_placeholders(shown.text) == []


@pytest.mark.duty("L4")
def test_a_notice_of_an_outage_without_an_apology_is_hinted_at(park):
    body = "您好！{place}{start}至{end}{what}。请提前做好准备，谢谢！"
    (shown,) = previews(park, "notice", "outage", [("zh-hans", body)])
    assert [finding.rule for finding in shown.findings] == ["R5"]
    assert "对不起" in shown.findings[0].mended


def proposal(park, actor, **levels):
    every = {rule: "hint" for rule in courtesy.LEVELS if rule not in courtesy.BLOCKS}
    return services.propose_levels(park=park, actor=actor, levels={**every, **levels}, reason="少些提示")


def test_levels_hold_once_another_person_released_them(client, park, manager, head):
    proposed = proposal(park, manager, R7="pass")
    assert levels_of(park)["R7"] == "hint"
    assert InboxItem.objects.get(recipient=head).verb == "inbox.levels_proposed"
    client.force_login(head)
    assert "Release levels" in client.get("/words/courtesy/", headers=EN).content.decode()
    client.post(f"/words/courtesy/{proposed.pk}/release/")
    assert levels_of(park)["R7"] == "pass"
    assert courtesy.check("您好！你放心。", courtesy.Context(), levels_of(park)) == []
    assert levels_of(ParkFactory())["R7"] == "hint"


def test_refused_levels_change_nothing(client, park, manager, head):
    proposed = proposal(park, manager, R7="pass")
    client.force_login(head)
    client.post(f"/words/courtesy/{proposed.pk}/refuse/")
    assert levels_of(park) == courtesy.LEVELS


def test_nobody_releases_their_own_proposal(client, park, head):
    proposed = proposal(park, head, R7="pass")
    client.force_login(head)
    answer = client.post(f"/words/courtesy/{proposed.pk}/release/", follow=True, headers=EN)
    assert "Who proposed the levels cannot release them" in answer.content.decode()
    assert levels_of(park)["R7"] == "hint"


@pytest.mark.both
def test_the_store_itself_refuses_a_release_by_the_proposer(park, manager):
    proposed = proposal(park, manager)
    with pytest.raises(IntegrityError), transaction.atomic():
        CourtesyLevels.objects.filter(pk=proposed.pk).update(
            decided_by=manager, decided_at=proposed.proposed_at, released=True
        )


def test_a_second_proposal_waits_for_the_first(park, manager):
    proposal(park, manager)
    with override("en"), pytest.raises(RuleViolation, match="A proposal waits already"):
        proposal(park, manager)


@pytest.mark.parametrize("rule", ["R12", "R13"])
def test_what_the_law_forbids_cannot_be_lowered(client, park, manager, rule):
    with pytest.raises(RuleViolation):
        proposal(park, manager, **{rule: "pass"})
    form = dict.fromkeys(courtesy.LEVELS, "hint") | {rule: "pass", "reason": "太严"}
    client.post("/words/courtesy/propose/", form)
    assert rule not in CourtesyLevels.objects.get().levels
    threat = "您好！请于5日前缴清欠费，否则停电。身份证 990101199001010019"
    found = courtesy.check(threat, courtesy.Context(), dict.fromkeys(courtesy.LEVELS, "pass"))
    assert {finding.rule: finding.level for finding in found} == {"R12": "block", "R13": "block"}


def test_a_proposal_without_a_reason_comes_back(client, park, manager):
    form = dict.fromkeys(courtesy.LEVELS, "hint") | {"R7": "pass"}
    assert client.post("/words/courtesy/propose/", form).status_code == 422
    assert not CourtesyLevels.objects.exists()
