"""The accounts that vouchers name: the usual ones of Chinese bookkeeping, replaced by what finance chose (O6).

Money is booked when it moves: a receipt goes from its way of payment to the account of each fee item. What is collected
for a supplier is owed to them and is no income (domain 2.4).
"""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from fees.ledger.models import Method
from fees.ledger.reference import LATE_FEE
from fees.tariffs.models import Account as Side
from fees.tariffs.models import FeeItem
from fees.tariffs.reference import ITEMS
from fees.vouchers.models import VoucherAccount
from parkservice.parks.models import Park

TAKINGS, FLOAT, TREASURY = "takings", "float", "treasury"
ADVANCE, DEPOSIT, WITHHELD = "advance", "deposit", "withheld"
PENDING, EXPENSE, INCOME = "pending", "expense", "income"
#: Where money of a way of payment stands.
OF_METHOD = {
    Method.CASH: TAKINGS,
    Method.TRANSFER: "transfer",
    Method.CARD: "card",
    Method.QR: "qr",
    Method.PREPAYMENT: ADVANCE,
}


@dataclass(frozen=True)
class Account:
    """One account: what is booked there, its number and its name in the accounting software."""

    key: str
    label: str | Promise
    number: str
    name: str


USUAL = (
    Account(TAKINGS, _("Takings in the drawers"), "100101", "库存现金-收银台"),
    Account(FLOAT, _("Floats in the drawers"), "100102", "库存现金-备用金"),
    Account(TREASURY, _("Cash with finance"), "100103", "库存现金-财务"),
    Account("transfer", _("Bank transfers"), "100201", "银行存款-转账"),
    Account("card", _("Card payments"), "101201", "其他货币资金-刷卡"),
    Account("qr", _("QR payments"), "101202", "其他货币资金-扫码"),
    Account(ADVANCE, _("Prepayments"), "220301", "预收账款-预存款"),
    Account(DEPOSIT, _("Deposits held"), "224190", "其他应付款-押金"),
    Account(WITHHELD, _("Withheld from deposits"), "605101", "其他业务收入-押金扣款"),
    Account(PENDING, _("Cash differences under inquiry"), "190101", "待处理财产损溢"),
    Account(EXPENSE, _("Cash shortages approved as expense"), "671101", "营业外支出-现金短缺"),
    Account(INCOME, _("Cash overages taken as income"), "630101", "营业外收入-现金溢余"),
)
INCOME_OF_ITEMS, OWED_TO_SUPPLIERS = "6001", "2241"
#: The items that every park has stand ten apart in their lists; their accounts are numbered one by one.
STEP = 10
KNOWN = {item.code for item in ITEMS} | {LATE_FEE}
#: Those that a park adds follow by their keys, so that none shares an account with another.
ADDED = 900


def of_item(pk: int) -> str:
    """Return the key of a fee item."""
    return f"item:{pk}"


def usual(park: Park) -> Iterator[Account]:
    """Yield every account as it is before anybody chooses another one."""
    yield from USUAL
    for item in FeeItem.objects.filter(park=park).order_by("order", "code"):
        ours = item.account == Side.INCOME
        serial = f"{item.order // STEP:02d}" if item.code in KNOWN else str(ADDED + item.pk)
        number = f"{INCOME_OF_ITEMS if ours else OWED_TO_SUPPLIERS}{serial}"
        name = f"主营业务收入-{item.name_zh}" if ours else f"其他应付款-代收{item.name_zh}"
        yield Account(of_item(item.pk), item.name, number, name)


def accounts(park: Park) -> Mapping[str, Account]:
    """Return the accounts of a park by what is booked there."""
    chosen = {row.key: row for row in VoucherAccount.objects.filter(park=park)}
    return {
        each.key: Account(each.key, each.label, chosen[each.key].number, chosen[each.key].name)
        if each.key in chosen
        else each
        for each in usual(park)
    }
