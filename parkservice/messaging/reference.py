"""Reference data: the courteous phrases of duty L1 and a reply text for every outcome (domain.md section 5).

Installed once per park; what a park has changed since stays as it is.
"""

from parkservice.messaging.models import Phrase, ReplyTemplate
from parkservice.parks import reference
from parkservice.parks.models import Park

COMPLAINT = "complaint"

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
    ("disturb", "打扰了", "Sorry to disturb you", "上门、来电或打断对方时", "On a visit, a call, or when you interrupt"),
)

# outcome, name in Chinese, name in English, Chinese text, English text
REPLIES = (
    (
        "acknowledged",
        "已受理",
        "Received",
        "{name}：您好！您反映的{matter}（{number}）我们已经收到，由{officer}负责。我们将在{date}前把调查情况告诉您。"
        "如有补充，请随时与我们联系。谢谢您告诉我们！",
        "Dear {name},\n\nThank you for telling us about {matter} ({number}). {officer} is looking after it and will tell you "
        "what we found by {date}. If you would like to add anything, please contact us at any time.",
    ),
    (
        "investigating",
        "正在调查",
        "Under investigation",
        "{name}：您好！您反映的{matter}（{number}），{officer}正在调查，还需要一些时间核实，让您久等了，对不起。"
        "我们将在{date}前把结果和处理办法告诉您，请您放心。谢谢！",
        "Dear {name},\n\n{officer} is looking into {matter} ({number}). We need a little longer to be sure of the facts, and we "
        "are sorry to keep you waiting. You will hear from us by {date}. Thank you for your patience.",
    ),
    (
        "settled",
        "属实，已处理",
        "Valid, put right",
        "{name}：您好！您反映的{matter}（{number}）经查属实，给您添麻烦了，对不起。{officer}已负责处理完毕，"
        "并将在{date}前再次检查效果。请您验收后告诉我们是否满意，谢谢！",
        "Dear {name},\n\nYou were right about {matter} ({number}), and we are sorry for the trouble it caused you. {officer} has "
        "put it right and will check again by {date}. Please tell us whether you are satisfied. Thank you.",
    ),
    (
        "explained",
        "按规定解释",
        "Explained by the rules",
        "{name}：您好！关于您反映的{matter}（{number}），{officer}已经核实。按照园区现行规定，这件事目前是这样办理的，"
        "规定全文可以在前台或公示页查阅。如有疑问，请在{date}前与{officer}联系，我们愿意当面向您说明。感谢您的理解，谢谢！",
        "Dear {name},\n\n{officer} has checked {matter} ({number}). The present rules of the park provide for it; you can read them "
        "in full at the front desk or on our public page. If anything is unclear, please contact {officer} by {date}: "
        "we will gladly explain it in person. Thank you for your understanding.",
    ),
    (
        "unfounded",
        "未发现问题",
        "Nothing found",
        "{name}：您好！您反映的{matter}（{number}），{officer}已到现场核实，当时没有发现您说的情况。{officer}将在{date}前"
        "再复查一次，并把结果告诉您。如果再次出现，请您随时告诉我们，我们马上去看。感谢您的提醒，谢谢！",
        "Dear {name},\n\n{officer} went to see about {matter} ({number}) and did not find what you described at that time. "
        "{officer} will look again by {date} and tell you the result. If it happens again, please call us at once and we will "
        "come straight away. Thank you for watching out.",
    ),
    (
        "declined",
        "暂不能照办",
        "Wish declined",
        "{name}：您好！您就{matter}（{number}）提出的要求，我们认真研究过，目前还做不到，没有达到您的期望，对不起。"
        "{officer}将在{date}前与您联系，当面说明原因，一起商量别的办法；您也可以请项目经理复核。感谢您的理解，谢谢！",
        "Dear {name},\n\nWe have considered what you asked for about {matter} ({number}) with care. At present we cannot do it, and "
        "we are sorry to disappoint you. {officer} will contact you by {date} to explain why and to look for another way. "
        "You may also ask the project manager to review this. Thank you for your understanding.",
    ),
)


def install(park: Park) -> None:
    """Write the phrase book and the reply templates of a park; may be repeated at any time."""
    for position, (code, zh, en, use_zh, use_en) in enumerate(PHRASES):
        values = {"text_zh": zh, "text_en": en, "use_zh": use_zh, "use_en": use_en, "position": position}
        Phrase.objects.get_or_create(park=park, code=code, defaults=values)
    for outcome, name_zh, name_en, body_zh, body_en in REPLIES:
        for language, body in (("zh-hans", body_zh), ("en", body_en)):
            ReplyTemplate.objects.get_or_create(
                park=park,
                code=f"{COMPLAINT}-{outcome}",
                language=language,
                defaults={
                    "name_zh": name_zh,
                    "name_en": name_en,
                    "category": COMPLAINT,
                    "outcome": outcome,
                    "body": body,
                },
            )


reference.register(install)
