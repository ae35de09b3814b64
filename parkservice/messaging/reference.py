"""Reference data: the courteous phrases of duty L1 and a ready text for every use and outcome (domain.md section 5).

Installed once per park; what a park has changed since stays as it is.
"""

from parkservice.messaging.models import Phrase, ReplyTemplate, TextUse
from parkservice.messaging.replytexts import KINDNESS, NOTICES, REPLIES, SUGGESTIONS, Reply
from parkservice.parks import reference
from parkservice.parks.models import Park

TEXTS = {
    TextUse.COMPLAINT: REPLIES,
    TextUse.SUGGESTION: SUGGESTIONS,
    TextUse.KINDNESS: KINDNESS,
    TextUse.NOTICE: NOTICES,
}

# code, Chinese, English, when to say it in Chinese and in English
PHRASES = (
    ("greeting", "您好", "Good morning, good afternoon", "开口第一句", "The first words, always"),
    ("please", "请", "Please", "请对方做任何事之前", "Before anything you ask of somebody"),
    ("sorry", "对不起", "I am sorry", "我们有错，或让对方等候、不便", "When we are at fault, or keep somebody waiting"),
    ("thanks", "谢谢", "Thank you", "对方配合、提醒或来电之后", "After any help, hint or call"),
    ("sir", "先生", "Mr", "称呼男士：姓加先生", "To a man: Mr and the family name"),
    ("madam", "女士", "Ms", "称呼女士：姓加女士", "To a woman: Ms and the family name"),
    ("miss", "小姐", "Miss", "仅当对方这样自称时", "Only when she calls herself so"),
    ("no-matter", "没关系", "That is quite all right", "对方道歉时", "When somebody apologises"),
    ("welcome", "不客气", "You are welcome", "对方道谢时", "When somebody thanks you"),
    (
        "disturb",
        "打扰了",
        "Sorry to disturb you",
        "上门、来电或打断对方时",
        "On a visit or call, or when you interrupt",
    ),
)


def install(park: Park) -> None:
    """Write the phrase book and the reply templates of a park; may be repeated at any time."""
    for position, (code, zh, en, use_zh, use_en) in enumerate(PHRASES):
        values = {"text_zh": zh, "text_en": en, "use_zh": use_zh, "use_en": use_en, "position": position}
        Phrase.objects.get_or_create(park=park, code=code, defaults=values)
    for use, texts in TEXTS.items():
        for text in texts:
            _install_text(park, use, text)


def _install_text(park: Park, use: str, text: Reply) -> None:
    for language, body in (("zh-hans", text.zh), ("en", text.en)):
        names = {"name_zh": text.name_zh, "name_en": text.name_en}
        ReplyTemplate.objects.get_or_create(
            park=park,
            code=f"{use}-{text.outcome}",
            language=language,
            defaults={**names, "category": use, "outcome": text.outcome, "body": body},
        )


reference.register(install)
