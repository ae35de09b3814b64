"""Document numbers PREFIX-YYYY-NNNNNN (domain.md section 0).

One counter row per park, prefix and local year. The row is locked inside the caller's transaction, so a number is
given only if the document is written: gap-free for the money documents, race-free for all (reliability section 5 #7).
"""

from dataclasses import dataclass
from datetime import datetime

from django.db import connection

from parkservice.kit import clock
from parkservice.paperwork.models import NumberSeries
from parkservice.parks.models import Park

SERIAL_DIGITS = 6


@dataclass(frozen=True)
class Prefix:
    """One kind of numbered document."""

    code: str
    name_zh: str
    name_en: str
    gap_free: bool = False


PREFIXES: dict[str, Prefix] = {
    prefix.code: prefix
    for prefix in (
        Prefix("TS", "投诉", "complaint"),
        Prefix("JY", "建议", "suggestion"),
        Prefix("ZG", "整改", "rectification"),
        Prefix("GD", "工单", "work order"),
        Prefix("XT", "部门协调", "question to a department"),
        Prefix("QS", "请示", "question to the next level"),
        Prefix("LF", "来访来电", "visit or call"),
        Prefix("HF", "回访", "return visit"),
        Prefix("DC", "调查", "survey"),
        Prefix("ZD", "账单", "bill"),
        Prefix("SJ", "收据", "receipt", gap_free=True),
        Prefix("HC", "作废红冲", "void or reversal of a receipt", gap_free=True),
        Prefix("YC", "预存款变动", "change of a prepayment", gap_free=True),
        Prefix("JD", "决定封存", "seal of a decision", gap_free=True),
        Prefix("CJ", "催缴", "dunning notice"),
        Prefix("JM", "减免", "waiver"),
        Prefix("YJ", "押金收据", "deposit receipt", gap_free=True),
        Prefix("TK", "退款", "refund", gap_free=True),
        Prefix("CB", "抄表", "meter-reading batch"),
        Prefix("YH", "银行流水", "bank statement"),
        Prefix("YT", "预存退款", "prepayment paid back", gap_free=True),
        Prefix("DR", "旧账导入", "carry-over from a former system", gap_free=True),
        Prefix("JK", "缴款", "cash pay-in", gap_free=True),
        Prefix("PD", "盘点", "cash count"),
        Prefix("CY", "差异", "cash difference"),
        Prefix("BX", "保险柜", "safe check"),
        Prefix("RZ", "迁入", "move-in"),
        Prefix("QC", "迁出", "move-out"),
        Prefix("CL", "车证", "vehicle permit"),
        Prefix("ZX", "装修申请", "decoration application"),
        Prefix("SG", "施工证", "construction permit"),
        Prefix("LS", "临时证", "worker pass"),
        Prefix("XC", "装修巡查", "patrol"),
        Prefix("WZ", "违章", "violation"),
        Prefix("YS", "装修验收", "acceptance of decoration"),
        Prefix("FX", "出门条", "goods-exit slip"),
        Prefix("ZM", "证明", "certificate"),
        Prefix("DK", "对客通知", "customer notice"),
        Prefix("BK", "报刊订阅", "subscription"),
        Prefix("SF", "收发", "mail"),
        Prefix("WT", "租售委托", "letting or sale entrustment"),
        Prefix("KZ", "空置房检查", "vacant-unit check"),
        Prefix("DH", "电话或频道服务", "telephone or channel service"),
        Prefix("YQ", "犬只登记", "dog record"),
        Prefix("JZ", "居住登记", "residence record"),
        Prefix("WJ", "境外人员登记", "foreign-person record"),
        Prefix("GZ", "工作日志", "daily log"),
        Prefix("JB", "交接班", "shift handover"),
        Prefix("XJ", "巡检", "inspection"),
        Prefix("CF", "处罚", "penalty"),
        Prefix("SS", "申诉", "appeal"),
        Prefix("PX", "培训", "training"),
        Prefix("KH", "考核", "appraisal"),
        Prefix("HD", "活动", "activity"),
        Prefix("HY", "例会", "meeting minutes"),
        Prefix("JH", "计划总结", "plan or summary"),
    )
}


def next_number(park: Park, prefix: str, *, at: datetime | None = None) -> str:
    """The next number of a series, "TS-2026-000123"; "TS-QH-2026-000123" when there is more than one park.

    Must be called inside the transaction that writes the document: the counter row stays locked until it ends. `at`
    (default: now) decides the local year. Raises KeyError for an unknown prefix and RuntimeError outside a
    transaction.
    """
    return next_numbers(park, prefix, 1, at=at)[0]


def next_numbers(park: Park, prefix: str, count: int, *, at: datetime | None = None) -> list[str]:
    """The next numbers of a series in one block, for documents that one transaction writes together.

    The rules of `next_number` hold. An empty block locks nothing.
    """
    if not count:
        return []
    series, first = draw(park, prefix, at=at)
    head, serial = first.rsplit("-", 1)
    series.last += count - 1
    series.save(update_fields=["last"])
    return [f"{head}-{number:0{SERIAL_DIGITS}d}" for number in range(int(serial), series.last + 1)]


def draw(park: Park, prefix: str, *, at: datetime | None = None) -> tuple[NumberSeries, str]:
    """Return the locked series with its serial raised, and the number; the caller saves the series.

    For rows that are chained (`paperwork.chained`), which keep the head of the chain in the series. Raises as
    `next_number`.
    """
    code = PREFIXES[prefix].code
    if not connection.in_atomic_block:
        raise RuntimeError("A document number is given only inside a transaction.")
    year = clock.local(at or clock.now()).year
    series = _locked_series(park, code, year)
    series.last += 1
    middle = f"-{park.code}" if Park.objects.exclude(pk=park.pk).exists() else ""
    return series, f"{code}{middle}-{year}-{series.last:0{SERIAL_DIGITS}d}"


def _locked_series(park: Park, code: str, year: int) -> NumberSeries:
    """The locked counter row. Two first users of a new year both insert, one insert is ignored by the database."""
    rows = NumberSeries.objects.select_for_update(of=("self",)).filter(park=park, prefix=code, year=year)
    series = rows.first()
    if series is None:
        NumberSeries.objects.bulk_create([NumberSeries(park=park, prefix=code, year=year)], ignore_conflicts=True)
        series = rows.get()
    return series
