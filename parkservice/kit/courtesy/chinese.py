"""R1 to R11 of domain section 5, for texts in Chinese."""

import re
from collections.abc import Callable

from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from parkservice.kit.courtesy.letter import Finding, Letter, address, surname

_QUOTED = re.compile(r"(「[^」]*」|『[^』]*』|“[^”]*”|‘[^’]*’|\"[^\"\n]*\")")
_TITLED = re.compile(r"《[^》]*》")
_PLEASE = re.compile(r"(?<![申邀聘宴报提])请(?![假示柬帖])")
_THANKS = re.compile("谢谢|感谢|多谢")
_SORRY = re.compile("对不起|打扰|抱歉|歉意|道歉|致歉|见谅")
_MILD_SORRY = re.compile("(?:非常|十分|很|深感|感到)?抱歉")
_HONORIFIC = "先生|女士|小姐|经理|主任|总|主管|老师|师傅|工"
_FIRM = re.compile("贵公司|贵司|贵单位|贵方")
_FAMILIAR = re.compile("你们(?:公司|单位)?|你(?:公司|单位)|(?<!迷)你")
_LEADER_GREETED = re.compile(r"(?:经理|主任|总监|总)[,，]?\s*您早")
_ANSWERS = {"thanks": "不客气", "apology": "没关系"}

CURT = {
    "不知道": "还需核实",
    "不归我管": "由我转交负责的同事",
    "不行(?![驶走人进动程])": "暂时做不到",
    "不可以": "暂时不能",
    "没办法": "我们再想办法",
    "自己看": "由我为您说明",
}
"""Words that end a conversation (as patterns), and what may stand in their place (R10)."""

_CURT = re.compile("|".join(f"({words})" for words in CURT))
_RESPONSIBLE = re.compile(
    "负责人|责任人|经办人|专人|管理员|由我|我(?:会|将)"
    "|(?:由|请|安排|联系|委派|转交)[^,，。]{1,16}(?:部|处|班|组|中心|公司|同事|人员|师傅|工|经理|主任|先生|女士)"
    "|[一-龥](?:工|师傅|经理|主任|先生|女士|小姐)(?![程作业人具])"
)
_NEXT_STEP = re.compile(
    "将|会在|会于|已由|安排|计划|预计|正在|检修|维修|整改|更换|试运行|验收|上门|回访|答复|回复|处理|跟进|联系您"
)
_WHEN = re.compile(
    r"今[日天晚]|明[日天]|后天|当[天日]|即日|本周|下周|周[一二三四五六日末]|星期|月底|\d{4}-\d\d-\d\d|\d+\s*[月日号]|\d[:：点]"
    r"|(?:\d+|[一二两三四五六七八九十]+)\s*个?(?:工作日|工时|小时|分钟|天|日内)"
)


def greeting(letter: Letter) -> Finding | None:
    """R1: the text opens with 您好 or a seasonal greeting, after the salutation."""
    if letter.greeting:
        return None
    body = re.sub(r"^\s*你好[!！,，。]?\s*", "", letter.body)
    mended = letter.salutation + "您好！" + body + letter.signature
    return Finding("R1", _("Begin with 您好."), mended)


def please(letter: Letter) -> Finding | None:
    """R2: a request says 请; 申请, 请假 and the like do not count."""
    if not letter.context.is_request or _PLEASE.search(letter.unsigned):
        return None
    return Finding("R2", _("A request says 请 before what is asked."))


def thanks(letter: Letter) -> Finding | None:
    """R3: a request, or the last word of a conversation, ends with thanks in its last 40 characters."""
    asked = letter.context.is_request or letter.context.ends_dialogue
    if not asked or _THANKS.search(letter.unsigned[-40:]):
        return None
    return Finding("R3", _("End with 谢谢."), letter.closed("谢谢！"))


def apology_for_fault(letter: Letter) -> Finding | None:
    """R4: our fault asks for 对不起; 抱歉 and 歉意 are accepted, 对不起 is offered in their place."""
    if not letter.context.our_fault or "对不起" in letter.text:
        return None
    if not _SORRY.search(letter.text):
        return Finding("R4", _("The fault is ours: say 对不起."), letter.before_thanks("给您添麻烦了，对不起。"))
    offered = _MILD_SORRY.sub("对不起", letter.text)
    if offered == letter.text:
        return None
    return Finding("R4", _("对不起 is warmer than 抱歉 when the fault is ours."), offered, level="pass")


def apology_for_trouble(letter: Letter) -> Finding | None:
    """R5: works, outages and visits ask for 对不起 or 打扰了."""
    if not letter.context.inconvenience or _SORRY.search(letter.text):
        return None
    mended = letter.before_thanks("给您带来不便，对不起。")
    return Finding("R5", _("This gives people trouble: say 对不起 or 打扰了."), mended)


def form_of_address(letter: Letter) -> Finding | None:
    """R6: a person is addressed by surname and title, a firm as 贵公司; 小姐 is accepted and never offered."""
    context = letter.context
    if context.company:
        if _FIRM.search(letter.text) or (context.person and context.person in letter.text):
            return None
        return Finding("R6", _("Address the firm as 贵公司."), letter.greeted(letter.greeting, salutation="贵公司："))
    if not context.person:
        return None
    polite = address(context.person, context.title)
    titled = rf"(?:{re.escape(surname(context.person))}|{re.escape(context.person)})\s*(?:{_HONORIFIC})"
    if re.search(titled, letter.text) or polite in letter.text:
        return None
    message = format_lazy(_("Address the person by surname and title: {address}."), address=polite)
    return Finding("R6", message, letter.greeted(letter.greeting, salutation=f"{polite}："))


def formal_you(letter: Letter) -> Finding | None:
    """R7: 您, not 你, outside quotations."""
    everyone = "贵公司" if letter.context.company else "各位"

    def formal(match: re.Match[str]) -> str:
        if match[0].endswith(("公司", "单位")):
            return "贵公司" if match[0].endswith("公司") else "贵单位"
        return everyone if match[0] == "你们" else "您"

    parts = _QUOTED.split(letter.text)
    parts[::2] = [_FAMILIAR.sub(formal, part) for part in parts[::2]]
    mended = "".join(parts)
    return None if mended == letter.text else Finding("R7", _("Write 您, not 你."), mended)


def leader_greeting(letter: Letter) -> Finding | None:
    """R8: the first message of the day to a leader begins 「王经理，您早」."""
    context = letter.context
    if context.audience != "leader" or not context.first_today or _LEADER_GREETED.search(letter.text):
        return None
    words = f"{address(context.person, context.title or '经理')}，" if context.person else ""
    message = format_lazy(_("Greet a leader with title the first time each day: {words}您早."), words=words)
    return Finding("R8", message, letter.greeted(f"{words}您早！", salutation=""))


def kind_answer(letter: Letter) -> Finding | None:
    """R9: thanks are answered with 不客气, an apology with 没关系."""
    words = _ANSWERS.get(letter.context.answers)
    if not words or words in letter.text:
        return None
    return Finding("R9", format_lazy(_("Answer with {words}."), words=words), letter.opened(f"{words}。"))


def curt_words(letter: Letter) -> Finding | None:
    """R10: no words that send people away, except inside the title of a rule or a quotation."""
    spared = [match.span() for pattern in (_TITLED, _QUOTED) for match in pattern.finditer(letter.text)]
    found: list[str] = []

    def mend(match: re.Match[str]) -> str:
        if any(start <= match.start() < end for start, end in spared):
            return match[0]
        found.append(match[0])
        return list(CURT.values())[(match.lastindex or 1) - 1]

    mended = _CURT.sub(mend, letter.text)
    if not found:
        return None
    message = format_lazy(
        _("{words} sounds curt: say what can be done instead."), words="、".join(dict.fromkeys(found))
    )
    return Finding("R10", message, mended)


def no_passing_on(letter: Letter) -> Finding | None:
    """R11: the reply to a complaint names who is responsible, the next step and when."""
    if not letter.context.complaint_reply:
        return None
    wanted = (
        (_RESPONSIBLE, _("who is responsible")),
        (_NEXT_STEP, _("the next step")),
        (_WHEN, _("a date")),
    )
    lacking = [name for pattern, name in wanted if not pattern.search(letter.body)]
    if not lacking:
        return None
    listed = format_lazy(" · ".join(["{}"] * len(lacking)), *lacking)
    return Finding("R11", format_lazy(_("A reply to a complaint also names: {parts}."), parts=listed))


RULES: tuple[Callable[[Letter], Finding | None], ...] = (
    greeting,
    please,
    thanks,
    apology_for_fault,
    apology_for_trouble,
    form_of_address,
    formal_you,
    leader_greeting,
    kind_answer,
    curt_words,
    no_passing_on,
)
