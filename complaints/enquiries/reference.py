"""The first ready answers of a park (D11); safe to run again."""

from complaints.enquiries.models import ReadyAnswer
from parkservice.kit import clock
from parkservice.parks.models import Park
from parkservice.parks.reference import register

ANSWERS = (
    ("前台几点上班？", "您好！前台工作日 08:30–12:00、13:30–17:30 办公，其他时间请打值班室电话，24 小时有人接。谢谢！"),
    ("怎样投诉或提建议？", "您好！不用注册，在园区首页点「提交投诉或建议」，也可以来前台或打电话。有专人负责。谢谢！"),
    ("怎样查投诉进度？", "您好！用提交时给您的查询链接看全部进展，也可以凭单号和电话查状态。谢谢！"),
    ("装修要办哪些手续？", "您好！请先带装修申请、图纸和施工单位资料到前台登记，审核通过后办施工证再进场。谢谢！"),
    ("货物出园怎么办？", "您好！请提前到前台办出门条，写明物品、车牌和时间，门岗扫码放行。谢谢！"),
)


@register
def install_answers(park: Park) -> None:
    """Give a park that has none its first ready answers; what people wrote or took away stays as it is."""
    if not ReadyAnswer.objects.filter(park=park).exists():
        ReadyAnswer.objects.bulk_create(
            ReadyAnswer(park=park, question=question, answer=answer, changed_at=clock.now())
            for question, answer in ANSWERS
        )
