"""The parts of an outgoing text, what is known about it, and how people are addressed."""

import re
from collections.abc import Mapping
from dataclasses import dataclass, replace
from typing import Self

_STOPS = "。!?！？;；\n"
_GREETING = (
    "(?:祝[您大家各位]*)?(?:您们?好|各位好|大家好|您早|[早晚]上好|[上中下]午好|过年好"
    r"|(?:新年|春节|新春|元旦|元宵|端午|中秋|国庆|重阳|劳动|节日|周末)节?(?:好|快乐|愉快))[!！,，。.]?\s*"
)
_TITLE = (
    "(?:先生/女士|先生|女士|小姐|经理|主任|总监|总|主管|老师|师傅|工|公司|贵司|单位"
    "|客户|业主|租户|住户|用户|朋友|同事|各位|们)"
)
_ADDRESSED = rf"[^{_STOPS}]{{0,30}}?(?:{_TITLE}|[)）])[,，:：]?\s*|[^{_STOPS},，:：]{{1,12}}[:：]\s*"
_ALONE = rf"[^{_STOPS},，:：您你请已]{{0,16}}(?:{_TITLE}|[)）])[,，:：]\s*"
_SIGNING = re.compile(
    r"^\s*(?:—|--)|(?:部|处|中心|公司|园|园区|办|办公室|前台|客服|经理|主任)\s*$|\d{1,4}\s*[年月日./-]\s*\d{0,2}"
)
_INLINE_SIGNATURE = re.compile(r"\s*(?:——|--)[^\n。]{1,30}\s*$")
_SENTENCE = re.compile(r"[^。!?！？\n]*[。!?！？\n]+\s*|[^。!?！？\n]+$")
_CJK = re.compile(r"[\u3400-\u9fff\U00020000-\U0003ffff]")
_COMPOUND_SURNAME = re.compile(
    "欧阳|司马|上官|诸葛|东方|皇甫|尉迟|公孙|慕容|令狐|长孙|宇文|司徒|端木|夏侯|南宫|独孤|轩辕|澹台|公冶"
    "|宗政|濮阳|淳于|单于|太叔|申屠|仲孙|钟离|鲜于|闾丘|司空|亓官|呼延|百里|东郭|南门|西门|第五"
)
_TITLES = {"mr": "先生", "ms": "女士", "": "先生/女士"}


@dataclass(frozen=True, kw_only=True)
class Context:
    """What is known about an outgoing text before it is read; the template gives it, not the writer.

    `person` is the name of whoever is addressed, `title` "mr", "ms", "" or a job title such as 经理; with `company` the
    person is a firm. `audience` is customer, internal or leader. `answers` is "thanks" or "apology" for an answer to
    one. `allowed_numbers` are phone numbers that may stand in full: the desk, the addressee.
    """

    is_request: bool = False
    our_fault: bool = False
    inconvenience: bool = False
    ends_dialogue: bool = False
    complaint_reply: bool = False
    outage: bool = False
    audience: str = "customer"
    first_today: bool = False
    answers: str = ""
    person: str = ""
    title: str = ""
    company: bool = False
    allowed_numbers: tuple[str, ...] = ()


@dataclass(frozen=True)
class Finding:
    """One remark of a rule: a sentence for the writer and, when one click can mend it, the whole mended text."""

    rule: str
    message: object
    mended: str | None = None
    level: str = "hint"

    def at(self, levels: Mapping[str, str]) -> Self:
        """Return the finding at the level its rule has; an offer stays an offer."""
        return self if self.level == "pass" else replace(self, level=levels.get(self.rule, self.level))


@dataclass(frozen=True)
class Letter:
    """A text cut into salutation, greeting, body and signature, which joined give the text again."""

    context: Context
    salutation: str
    greeting: str
    body: str
    signature: str

    @classmethod
    def read(cls, text: str, context: Context) -> Self:
        """Cut a text into its parts; each may be empty."""
        opening, signature = _cut_signature(text)
        salutation, greeting = _opening(opening, context.person)
        return cls(context, salutation, greeting, opening[len(salutation + greeting) :], signature)

    @property
    def text(self) -> str:
        """Return the whole text."""
        return self.salutation + self.greeting + self.body + self.signature

    @property
    def unsigned(self) -> str:
        """Return the text without its signature."""
        return self.salutation + self.greeting + self.body

    @property
    def is_chinese(self) -> bool:
        """Tell whether the text has Chinese characters."""
        return bool(_CJK.search(self.text))

    def greeted(self, words: str, *, salutation: str | None = None) -> str:
        """Return the text with this greeting, and salutation, in place of its own."""
        return (self.salutation if salutation is None else salutation) + words + self.body + self.signature

    def opened(self, words: str) -> str:
        """Return the text with a sentence added right after the greeting."""
        return self.salutation + self.greeting + words + self.body + self.signature

    def closed(self, words: str) -> str:
        """Return the text with a sentence added at its end, before the signature."""
        return _ended(self.unsigned) + words + self.signature

    def before_thanks(self, words: str) -> str:
        """Return the text with a sentence added at its end, but before the sentence that thanks."""
        sentences = _SENTENCE.findall(self.body)
        if not sentences or not re.search("谢谢|感谢", sentences[-1]):
            return self.closed(words)
        *kept, last = sentences
        return "".join([self.salutation, self.greeting, *kept, words, last, self.signature])


def surname(name: str) -> str:
    """Return the family name of a Chinese name, compound ones included; any other name whole."""
    if not _CJK.match(name):
        return name
    return name[:2] if len(name) > 2 and _COMPOUND_SURNAME.match(name) else name[:1]


def address(name: str, title: str = "") -> str:
    """Return how a person is addressed in Chinese: 王女士, 李先生, 王经理; 先生/女士 while the title is unknown (R6).

    `title` is "mr", "ms", "" or a job title in Chinese.
    """
    words = _TITLES.get(title, title)
    return surname(name) + words if _CJK.match(name) else f"{name} {words}"


def _cut_signature(text: str) -> tuple[str, str]:
    """Return the text without the lines at its end that only sign and date it, and these lines."""
    kept = text.rstrip()
    while "\n" in kept:
        head, line = kept.rsplit("\n", 1)
        if len(line) > 30 or re.search(r"[。!?！？,，;；]", line) or (line.strip() and not _SIGNING.search(line)):
            break
        kept = head.rstrip()
    if inline := _INLINE_SIGNATURE.search(kept):
        kept = kept[: inline.start()]
    return kept, text[len(kept) :]


def _opening(text: str, person: str) -> tuple[str, str]:
    """Return salutation and greeting at the start of a text; a salutation without greeting needs its comma or colon."""
    named = rf"{re.escape(person)}{_TITLE}?" if person else "(?!)"
    if greeted := re.match(rf"(\s*(?:{named}[,，:：]?\s*|{_ADDRESSED})?)({_GREETING})", text):
        return greeted[1], greeted[2]
    alone = re.match(rf"\s*(?:{named}[,，:：]\s*|{_ALONE})", text)
    return (alone[0] if alone else ""), ""


def _ended(text: str) -> str:
    """Return a text that ends with a full stop, or whatever else ends a sentence."""
    return text if text.endswith(tuple("。!?！？…")) else text.rstrip(",，、;；:：") + "。"
