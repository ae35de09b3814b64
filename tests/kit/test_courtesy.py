"""The polite-language rules on outgoing texts: domain section 5, duties L1 to L5."""

import pytest
from django.utils import translation

from parkservice.kit import courtesy
from parkservice.kit.courtesy import Context, address, check

REPLY = Context(complaint_reply=True, is_request=True, our_fault=True, inconvenience=True, person="王示例", title="ms")
POLITE = (
    "王女士:您好!您反映的A栋货梯异响(TS-2026-000123)已由工程部李工检修,今日16:00前试运行。"
    "给您添麻烦了,对不起。请您验收后告知我们,谢谢!"
)
OUTAGE = "您好!因检修,3月8日9:00–11:00停电,给您带来不便,对不起。请提前做好准备,谢谢!"


def rules(text: str, **context: object) -> list[str]:
    return [finding.rule for finding in check(text, Context(**context))]


def mended(text: str, rule: str, **context: object) -> str | None:
    return next(finding.mended for finding in check(text, Context(**context)) if finding.rule == rule)


@pytest.mark.duty("L1", "L2", "L3", "L4")
@pytest.mark.parametrize("context", [REPLY, Context(complaint_reply=True), Context(ends_dialogue=True)])
def test_the_polite_reply_passes(context):
    assert check(POLITE, context) == []
    assert check(POLITE.translate(str.maketrans(":!,()", "：！，（）")), context) == []


@pytest.mark.duty("L2")
def test_the_rude_reply_fails_four_rules():
    assert rules("你的投诉不归我管", complaint_reply=True) == ["R1", "R7", "R10", "R11"]


@pytest.mark.duty("L2", "L3")
def test_the_threat_fails_three_rules_and_only_the_threat_blocks():
    found = check("请于5日前缴清欠费,否则停电", Context(is_request=True))
    assert [(finding.rule, finding.level) for finding in found] == [("R1", "hint"), ("R3", "hint"), ("R12", "block")]
    assert [finding.rule for finding in courtesy.blocking(found)] == ["R12"]


@pytest.mark.duty("L4")
def test_the_outage_notice_is_allowed():
    assert rules(OUTAGE, is_request=True, inconvenience=True, outage=True) == []
    assert rules(f"{OUTAGE}逾期未缴清的住户不受影响。", outage=True) == []


def test_an_empty_text_has_no_findings():
    assert check(" \n", REPLY) == []


@pytest.mark.duty("L2")
@pytest.mark.parametrize(
    "text",
    [
        "您好，电梯已修好。",
        "王女士，您好！",
        "各位业主、租户：\n您好！",
        "云帆精密（虚构）：您好",
        "新年好！",
        "李经理您早！",
        "春节快乐！",
    ],
)
def test_a_greeting_opens_the_text(text):
    assert "R1" not in rules(text)


@pytest.mark.duty("L2")
@pytest.mark.parametrize(
    ("text", "with_greeting"),
    [
        ("电梯已修好。", "您好！电梯已修好。"),
        ("王女士：电梯已修好。", "王女士：您好！电梯已修好。"),
        ("尊敬的客户，\n电梯已修好。", "尊敬的客户，\n您好！电梯已修好。"),
        ("你好，电梯已修好。", "您好！电梯已修好。"),
        ("电梯已修好，您好。", "您好！电梯已修好，您好。"),
    ],
)
def test_one_click_puts_the_greeting_after_the_salutation(text, with_greeting):
    assert mended(text, "R1") == with_greeting
    assert "R1" not in rules(with_greeting)


@pytest.mark.duty("L3")
@pytest.mark.parametrize(
    ("text", "asks_politely"),
    [
        ("您好！请您来一趟。", True),
        ("您好！烦请确认。", True),
        ("您好！尽快来一趟。", False),
        ("您好！您的申请需补材料。", False),
        ("您好！请假单补交一下。", False),
    ],
)
def test_a_request_says_please(text, asks_politely):
    assert ("R2" in rules(text, is_request=True)) is not asks_politely
    assert "R2" not in rules(text)


@pytest.mark.duty("L3")
@pytest.mark.parametrize("signature", ["", "\n客服部\n2026年3月8日", "\n\n青禾示例产业园客服部", "——客服部"])
def test_thanks_go_before_the_signature(signature):
    text = f"您好！请您确认{signature}"
    assert "R3" in rules(text, is_request=True)
    assert mended(text, "R3", is_request=True) == f"您好！请您确认。谢谢！{signature}"
    assert "R3" not in rules(f"您好！请您确认。谢谢！{signature}", is_request=True)


def test_thanks_at_the_beginning_do_not_end_the_text():
    assert "R3" in rules(f"您好！谢谢来信。请{'您' * 40}确认。", is_request=True)


@pytest.mark.duty("L3")
def test_a_fault_of_ours_asks_for_an_apology():
    text = "您好！账单有误，已更正。请查收，谢谢！"
    assert rules(text, our_fault=True) == ["R4"]
    assert mended(text, "R4", our_fault=True) == "您好！账单有误，已更正。给您添麻烦了，对不起。请查收，谢谢！"


@pytest.mark.duty("L3")
def test_a_milder_apology_is_accepted_and_the_warmer_one_offered():
    found = check("您好！账单有误，非常抱歉。", Context(our_fault=True))
    assert [(finding.rule, finding.level, finding.mended) for finding in found] == [
        ("R4", "pass", "您好！账单有误，对不起。")
    ]
    assert courtesy.open_findings(found) == []
    assert not courtesy.needs_reason(found)
    assert rules("您好！账单有误，谨致歉意。", our_fault=True) == []


@pytest.mark.duty("L4")
@pytest.mark.parametrize("words", ["对不起", "打扰了", "敬请谅解，深表歉意"])
def test_trouble_asks_for_an_apology(words):
    assert rules("您好！明日施工。", inconvenience=True) == ["R5"]
    assert mended("您好！明日施工", "R5", inconvenience=True) == "您好！明日施工。给您带来不便，对不起。"
    assert rules(f"您好！明日施工，{words}。", inconvenience=True) == []


@pytest.mark.duty("L3", "L4")
@pytest.mark.parametrize("flag", ["our_fault", "inconvenience"])
def test_leaving_out_the_apology_wants_a_reason(flag):
    assert courtesy.needs_reason(check("您好！明日施工。", Context(**{flag: True})))
    assert not courtesy.needs_reason(check("您好！对不起，明日施工。", Context(**{flag: True})))


@pytest.mark.duty("L1")
@pytest.mark.parametrize(
    ("name", "title", "addressed"),
    [
        ("王示例", "ms", "王女士"),
        ("李样例", "mr", "李先生"),
        ("陈演示", "", "陈先生/女士"),
        ("王示例", "经理", "王经理"),
        ("欧阳示例", "mr", "欧阳先生"),
        ("ALEX SAMPLE", "mr", "ALEX SAMPLE 先生"),
    ],
)
def test_people_are_addressed_by_surname_and_title(name, title, addressed):
    assert address(name, title) == addressed
    assert "小姐" not in address(name, title)
    assert rules(f"{addressed}：您好！", person=name, title=title) == []


@pytest.mark.duty("L1")
@pytest.mark.parametrize(
    ("text", "addressed"),
    [
        ("您好！已修好。", "王女士：您好！已修好。"),
        ("王示例：您好！已修好。", "王女士：您好！已修好。"),
        ("尊敬的客户：您好！已修好。", "王女士：您好！已修好。"),
        ("王示例，已修好。", "王女士：已修好。"),
    ],
)
def test_one_click_addresses_the_person(text, addressed):
    assert mended(text, "R6", person="王示例", title="ms") == addressed
    assert "R6" not in rules(addressed, person="王示例", title="ms")


@pytest.mark.duty("L1")
@pytest.mark.parametrize("text", ["王小姐，您好！", "王示例女士，您好！", "王经理：您好！"])
def test_other_polite_forms_of_address_are_accepted(text):
    assert rules(text, person="王示例", title="ms") == []


@pytest.mark.duty("L1")
def test_a_firm_is_addressed_as_a_firm():
    firm = {"company": True, "person": "云帆精密（虚构）"}
    assert rules("您好！贵公司的车证已办好。", **firm) == rules("云帆精密（虚构）：您好！", **firm) == []
    assert mended("您好！车证已办好。", "R6", **firm) == "贵公司：您好！车证已办好。"


@pytest.mark.duty("L1")
@pytest.mark.parametrize(
    ("text", "formal"),
    [
        ("您好！你的车证好了。", "您好！您的车证好了。"),
        ("您好！你们公司的车证和你的。", "您好！贵公司的车证和您的。"),
        ("您好！通知你们，「你」不改，“你”不改。", "您好！通知各位，「你」不改，“你”不改。"),
    ],
)
def test_you_is_formal_outside_quotations(text, formal):
    assert mended(text, "R7") == formal
    assert rules(formal) == []


@pytest.mark.parametrize("text", ["您好！租户说「你不管」。", '您好！租户说"你不管"。', "您好！迷你冰箱可用。"])
def test_quotations_and_other_words_keep_their_you(text):
    assert rules(text) == []


@pytest.mark.duty("L5")
def test_the_first_message_of_the_day_greets_a_leader():
    leader = {"audience": "leader", "first_today": True, "person": "王示例", "title": "经理"}
    assert rules("王经理，您早！日报已交。", **leader) == []
    assert mended("王经理，您好！日报已交。", "R8", **leader) == "王经理，您早！日报已交。"
    assert rules("王经理，您好！日报已交。", **{**leader, "first_today": False}) == []


@pytest.mark.duty("L1")
@pytest.mark.parametrize(("answers", "words"), [("thanks", "不客气"), ("apology", "没关系")])
def test_thanks_and_apologies_are_answered(answers, words):
    assert mended("您好！收到。", "R9", answers=answers) == f"您好！{words}。收到。"
    assert rules(f"您好！{words}。", answers=answers) == []


@pytest.mark.duty("L1")
@pytest.mark.parametrize("words", ["不知道", "不归我管", "不行", "不可以", "没办法", "自己看"])
def test_curt_words_get_another_wording(words):
    assert rules(f"您好！这个{words}。") == ["R10"]
    assert words not in (mended(f"您好！这个{words}。", "R10") or words)
    assert rules(f"您好！请看《{words}饲养犬只》。") == []
    assert rules(f"您好！您说「{words}」。") == []


@pytest.mark.parametrize(
    ("text", "lacking"),
    [
        ("您好！明天由李工上门。", ""),
        ("您好！由李工上门。", "a date"),
        ("您好！明天上门检修。", "who is responsible"),
        ("王经理：您好！3日内检修。", "who is responsible"),
        ("您好！李工知道，周五。", "the next step"),
    ],
)
def test_a_reply_to_a_complaint_names_who_what_and_when(text, lacking):
    found = check(text, Context(complaint_reply=True))
    with translation.override("en"):
        assert [str(finding.message) for finding in found] == (
            [f"A reply to a complaint also names: {lacking}."] if lacking else []
        )


@pytest.mark.parametrize(
    "text",
    [
        "您好！逾期不缴将断水。",
        "您好！不结清欠款，即停 电。",
        "您好！欠费。明日停止供水。",
        "您好！请尽快缴清，以免停暖。",
        "Hello, your power will be cut off until the arrears are paid.",
        "Hello, overdue bills: we shall disconnect the water supply.",
    ],
)
def test_cutting_supplies_is_never_threatened(text):
    assert [finding.rule for finding in courtesy.blocking(check(text, Context()))] == ["R12"]


@pytest.mark.parametrize(
    "text",
    ["您好！明日停水检修。", "您好！您有欠费 60.00 元。", f"您好！明日停水。{'另行通知各位。' * 10}欠费可在前台缴清。"],
)
def test_outages_and_debts_apart_are_no_threat(text):
    assert rules(text) == []


@pytest.mark.parametrize(
    ("text", "masked"),
    [
        ("您好！请联系19900000034。", "您好！请联系199****0034。"),
        ("您好！请联系+86 199 0000 0034。", "您好！请联系199****0034。"),
        ("您好！请联系１９９００００００３４。", "您好！请联系199****0034。"),
        ("您好！证号990101199001010019。", "您好！证号990***********0019。"),
        ("您好！证号990101 19900101 0019。", "您好！证号990***********0019。"),
        ("您好！护照E00000001。", "您好！护照E******01。"),
        ("Hello, call 19900000034 or 19900000035.", "Hello, call 199****0034 or 199****0035."),
    ],
)
def test_personal_data_blocks_and_one_click_masks_it(text, masked):
    found = check(text, Context())
    assert [(finding.rule, finding.level, finding.mended) for finding in found] == [("R13", "block", masked)]
    assert check(masked, Context()) == []


@pytest.mark.parametrize(
    "text",
    [
        "您好！单号TS-2026-000123，税号91990001MA00000157，0755-26001234。",
        "您好！流水号12345678901234567890、199000000341。",
        "您好！编号990101209913010019。",
    ],
)
def test_other_numbers_pass(text):
    assert rules(text) == []


def test_the_desk_and_the_addressee_may_be_named_in_full():
    text = "您好！请联系19900000034或199-0000-0035。"
    assert rules(text, allowed_numbers=("199 0000 0034", "+8619900000035")) == []
    assert rules(text, allowed_numbers=("19900000034",)) == ["R13"]


@pytest.mark.duty("L2", "L3")
def test_english_texts_have_the_courtesy_words_too():
    asked = {"is_request": True, "our_fault": True}
    assert rules("Dear Ms Wang, we are sorry. Please test the lift. Thank you.", **asked) == []
    assert rules("Test the lift.", **asked) == ["R1", "R2", "R3", "R4"]
    assert rules("Hello, works tomorrow.", inconvenience=True) == ["R5"]
    assert mended("Hello, works tomorrow.", "R5", inconvenience=True) == (
        "Hello, works tomorrow. We are sorry for the trouble."
    )


def test_the_levels_are_reference_data():
    levels = {**courtesy.LEVELS, "R7": "pass", "R10": "block"}
    found = check("您好！你不可以。", Context(), levels)
    assert [(finding.rule, finding.level) for finding in found] == [("R10", "block")]


@pytest.mark.parametrize("rule", [f"R{number}" for number in range(1, 14)])
def test_only_the_law_blocks(rule):
    assert courtesy.LEVELS[rule] == ("block" if rule in ("R12", "R13") else "hint")


def test_messages_follow_the_language_of_the_writer():
    [finding] = check("电梯已修好。", Context())
    with translation.override("en"):
        assert str(finding.message) == "Begin with 您好."
    with translation.override("zh-hans"):
        assert str(finding.message) == "请先说「您好」。"
