"""The ready texts that every park starts with: for complaints, suggestions and notices (domain.md section 5).

The Chinese texts pass the courtesy check: greeting, 对不起 where we were at fault or somebody had to wait, who is
responsible, what comes next and when, thanks.
"""

from typing import NamedTuple


class Reply(NamedTuple):
    """One outcome in both languages, with the placeholders of messaging.templates."""

    outcome: str
    name_zh: str
    name_en: str
    zh: str
    en: str


REPLIES = (
    Reply(
        outcome="acknowledged",
        name_zh="已受理",
        name_en="Received",
        zh=(
            "{name}：您好！您反映的{matter}（{number}）我们已经收到，由{officer}负责。"
            "我们将在{date}前把调查情况告诉您。如有补充，请随时与我们联系。谢谢您告诉我们！"
        ),
        en=(
            "Dear {name},\n\nThank you for telling us about {matter} ({number}). {officer} is looking after it and "
            "will tell you what we found by {date}. If you would like to add anything, please contact us at any time."
        ),
    ),
    Reply(
        outcome="investigating",
        name_zh="正在调查",
        name_en="Under investigation",
        zh=(
            "{name}：您好！您反映的{matter}（{number}），{officer}正在调查，还需要一些时间核实，让您久等了，对不起。"
            "我们将在{date}前把结果和处理办法告诉您，请您放心。谢谢！"
        ),
        en=(
            "Dear {name},\n\n{officer} is looking into {matter} ({number}). We need a little longer to be sure of the "
            "facts, and we are sorry to keep you waiting. You will hear from us by {date}. Thank you for your patience."
        ),
    ),
    Reply(
        outcome="planned",
        name_zh="已查明，计划处理",
        name_en="Facts known, measure planned",
        zh=(
            "{name}：您好！您反映的{matter}（{number}）已经查明，给您添麻烦了，对不起。由{officer}负责处理，"
            "计划在{date}前完成，完成后请您验收。谢谢您告诉我们！"
        ),
        en=(
            "Dear {name},\n\nWe have found the cause of {matter} ({number}), and we are sorry for the trouble. "
            "{officer} is putting it right and plans to finish by {date}. Please have a look then and tell us whether "
            "you are satisfied. Thank you for telling us."
        ),
    ),
    Reply(
        outcome="settled",
        name_zh="属实，已处理",
        name_en="Valid, put right",
        zh=(
            "{name}：您好！您反映的{matter}（{number}）经查属实，给您添麻烦了，对不起。{officer}已负责处理完毕，"
            "并将在{date}前再次检查效果。请您验收后告诉我们是否满意，谢谢！"
        ),
        en=(
            "Dear {name},\n\nYou were right about {matter} ({number}), and we are sorry for the trouble it caused you. "
            "{officer} has put it right and will check again by {date}. Please tell us whether you are satisfied. "
            "Thank you."
        ),
    ),
    Reply(
        outcome="explained",
        name_zh="按规定解释",
        name_en="Explained by the rules",
        zh=(
            "{name}：您好！关于您反映的{matter}（{number}），{officer}已经核实。"
            "按照园区现行规定，这件事目前是这样办理的，规定全文可以在前台或公示页查阅。如有疑问，请告诉我们，"
            "{officer}将在{date}前当面向您说明。感谢您的理解，谢谢！"
        ),
        en=(
            "Dear {name},\n\n{officer} has checked {matter} ({number}). The present rules of the park provide for it; "
            "you can read them in full at the front desk or on our public page. If anything is unclear, please tell "
            "us: {officer} will gladly explain it in person by {date}. Thank you for your understanding."
        ),
    ),
    Reply(
        outcome="unfounded",
        name_zh="未发现问题",
        name_en="Nothing found",
        zh=(
            "{name}：您好！您反映的{matter}（{number}），{officer}已到现场核实，当时没有发现您说的情况。"
            "{officer}将在{date}前再复查一次，并把结果告诉您。如果再次出现，请您随时告诉我们，我们马上去看。感谢您的提醒，谢谢！"
        ),
        en=(
            "Dear {name},\n\n{officer} went to see about {matter} ({number}) and did not find what you described at "
            "that time. {officer} will look again by {date} and tell you the result. If it happens again, please call "
            "us at once and we will come straight away. Thank you for watching out."
        ),
    ),
    Reply(
        outcome="declined",
        name_zh="暂不能照办",
        name_en="Wish declined",
        zh=(
            "{name}：您好！您就{matter}（{number}）提出的要求，我们认真研究过，目前还做不到，没有达到您的期望，对不起。"
            "{officer}将在{date}前与您联系，当面说明原因，一起商量别的办法；您也可以请项目经理复核。感谢您的理解，谢谢！"
        ),
        en=(
            "Dear {name},\n\nWe have considered what you asked for about {matter} ({number}) with care. At present we "
            "cannot do it, and we are sorry to disappoint you. {officer} will contact you by {date} to explain why and "
            "to look for another way. You may also ask the project manager to review this. Thank you for your "
            "understanding."
        ),
    ),
)

SUGGESTIONS = (
    Reply(
        outcome="acknowledged",
        name_zh="已收到建议",
        name_en="Suggestion received",
        zh=(
            "{name}：您好！您提出的建议「{matter}」（{number}）我们已经登记，由{officer}负责，将在{date}前给您答复。"
            "谢谢您为园区着想！"
        ),
        en=(
            "Dear {name},\n\nThank you for your suggestion about {matter} ({number}). {officer} is looking after it "
            "and will answer you by {date}."
        ),
    ),
    Reply(
        outcome="adopted",
        name_zh="采纳",
        name_en="Adopted",
        zh=(
            "{name}：您好！您关于「{matter}」的建议（{number}）已经采纳，由{officer}负责落实，计划在{date}前完成，"
            "完成后再告诉您。谢谢您的好建议！"
        ),
        en=(
            "Dear {name},\n\nWe have adopted your suggestion about {matter} ({number}). {officer} is carrying it out, "
            "plans to finish by {date} and will tell you then. Thank you for the good idea."
        ),
    ),
    Reply(
        outcome="declined",
        name_zh="暂不采纳",
        name_en="Not adopted",
        zh=(
            "{name}：您好！您关于「{matter}」的建议（{number}），我们认真研究过，目前还做不到，没有达到您的期望，对不起。"
            "{officer}将在{date}前向您当面说明原因；条件变化时，我们会再考虑。谢谢您为园区着想！"
        ),
        en=(
            "Dear {name},\n\nWe have considered your suggestion about {matter} ({number}) with care. At present we "
            "cannot carry it out, and we are sorry to disappoint you. {officer} will explain the reasons to you by "
            "{date}, and we will look at it again when things change. Thank you for thinking of the park."
        ),
    ),
    Reply(
        outcome="done",
        name_zh="已落实",
        name_en="Carried out",
        zh=(
            "{name}：您好！您建议的「{matter}」（{number}）已经落实。请您看看效果，如有不满意的地方，请告诉{officer}。"
            "谢谢您的好建议！"
        ),
        en=(
            "Dear {name},\n\nWhat you suggested about {matter} ({number}) has been carried out. Please have a look and "
            "tell {officer} if anything could be better. Thank you for the good idea."
        ),
    ),
)

KINDNESS = (
    Reply(
        outcome="thanked",
        name_zh="答谢",
        name_en="Answer to thanks",
        zh="{name}：您好！不客气，这是我们应该做的。以后有事，请随时告诉{officer}。谢谢您的鼓励！",
        en=(
            "Dear {name},\n\nYou are welcome; it is what we are here for. Please tell {officer} whenever something "
            "comes up. Thank you for your kind words."
        ),
    ),
    Reply(
        outcome="apologised",
        name_zh="对方道歉",
        name_en="Answer to an apology",
        zh="{name}：您好！没关系，请您别放在心上。以后有事，请随时告诉{officer}，谢谢您！",
        en=(
            "Dear {name},\n\nThat is quite all right, please do not worry. {officer} is glad to help whenever "
            "something comes up. Thank you."
        ),
    ),
)

NOTICES = (
    Reply(
        outcome="outage",
        name_zh="停水停电通知",
        name_en="Supply interrupted",
        zh=(
            "各位客户：您好！因{reason}，{place}将于{start}至{end}{what}，给您带来不便，对不起。请提前做好准备，"
            "如有疑问请致电 {phone}，谢谢！"
        ),
        en=(
            "Dear clients,\n\nBecause of {reason} there will be {what} in {place} from {start} to {end}. We are sorry "
            "for the trouble. Please prepare in good time; for questions please call {phone}. Thank you."
        ),
    ),
    Reply(
        outcome="works",
        name_zh="施工通知",
        name_en="Works",
        zh=(
            "各位客户：您好！{place}将于{start}至{end}进行{what}，期间会有噪声，打扰了，对不起。请您注意安全，"
            "如有疑问请致电 {phone}，谢谢！"
        ),
        en=(
            "Dear clients,\n\nFrom {start} to {end} there will be {what} in {place}, with some noise. We are sorry to "
            "disturb you. Please take care; for questions please call {phone}. Thank you."
        ),
    ),
    Reply(
        outcome="closure",
        name_zh="暂停使用通知",
        name_en="Place closed",
        zh=(
            "各位客户：您好！因{reason}，{place}于{start}至{end}暂停使用，给您带来不便，对不起。请您暂时绕行，"
            "如有疑问请致电 {phone}，谢谢！"
        ),
        en=(
            "Dear clients,\n\nBecause of {reason}, {place} is closed from {start} to {end}. We are sorry for the "
            "trouble. Please take another way for the time being; for questions please call {phone}. Thank you."
        ),
    ),
)
