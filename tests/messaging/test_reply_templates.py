"""Reply templates and the phrase book: complete, courteous, filled without surprises."""

import pytest
from django.utils.translation import override

from parkservice.kit import courtesy
from parkservice.messaging import templates
from parkservice.messaging.models import Phrase, ReplyTemplate
from parkservice.messaging.reference import install
from parkservice.messaging.replytexts import REPLIES
from tests.messaging.factories import ReplyTemplateFactory
from tests.parks.factories import ParkFactory

pytestmark = pytest.mark.django_db

VALUES = {
    "name": "林女士",
    "number": "TS-2026-000123",
    "officer": "管理员李样例",
    "date": "4 月 7 日 16:00",
    "matter": "A 栋货梯异响",
}


@pytest.mark.duty("L1")
def test_the_phrase_book_holds_the_courtesy_words_of_the_procedure():
    park = ParkFactory()
    install(park)
    words = {phrase.text_zh for phrase in Phrase.objects.filter(park=park)}
    assert words == {"您好", "请", "对不起", "谢谢", "先生", "女士", "小姐", "没关系", "不客气", "打扰了"}


@pytest.mark.both
def test_installing_again_adds_nothing_and_keeps_changes():
    park = ParkFactory()
    install(park)
    counts = Phrase.objects.count(), ReplyTemplate.objects.count()
    ReplyTemplate.objects.filter(park=park).update(body="own words")
    install(park)
    assert (Phrase.objects.count(), ReplyTemplate.objects.count()) == counts
    assert set(ReplyTemplate.objects.values_list("body", flat=True)) == {"own words"}


def test_every_outcome_has_a_text_in_both_languages():
    park = ParkFactory()
    install(park)
    for language in ("zh-hans", "en"):
        found = templates.for_outcome(park, category="complaint", language=language)
        assert [template.outcome for template in found] == [reply.outcome for reply in REPLIES]
    (settled,) = templates.for_outcome(park, category="complaint", outcome="settled")
    assert "对不起" in settled.body
    with override("en"):
        assert settled.name == "Valid, put right"


@pytest.mark.duty("L2", "L3", "A3")
@pytest.mark.parametrize("outcome", [reply.outcome for reply in REPLIES])
def test_the_chinese_texts_pass_the_courtesy_check(outcome):
    park = ParkFactory()
    install(park)
    (template,) = templates.for_outcome(park, category="complaint", outcome=outcome)
    text = templates.fill(template, **VALUES)
    context = courtesy.Context(
        is_request=True,
        our_fault=outcome == "settled",
        inconvenience=outcome in {"settled", "investigating", "declined"},
        complaint_reply=True,
        person="林",
        title="ms",
    )
    assert [finding.rule for finding in courtesy.check(text, context) if finding.level != "pass"] == []


@pytest.mark.parametrize("language", ["zh-hans", "en"])
def test_filled_texts_have_no_placeholder_left(language):
    park = ParkFactory()
    install(park)
    for template in templates.for_outcome(park, category="complaint", language=language):
        assert templates.open_placeholders(templates.fill(template, **VALUES)) == []


def test_what_is_not_known_stays_visible():
    template = ReplyTemplateFactory(body="{name}：{date}前由{officer}答复。")
    text = templates.fill(template, name="林女士", officer="")
    assert text == "林女士：{date}前由{officer}答复。"
    assert templates.open_placeholders(text) == ["date", "officer"]


def test_values_are_text_and_nothing_more():
    template = ReplyTemplateFactory(body="{name} {matter} {name.__class__} {0} {{x}} %(name)s")
    text = templates.fill(template, name="{matter}", matter="{number}")
    assert text == "{matter} {number} {name.__class__} {0} {{x}} %(name)s"
