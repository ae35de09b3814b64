"""What the journeys about money do: take it at the till, count it, hand it over (domain 4)."""

from collections.abc import Mapping
from decimal import Decimal

from playwright.sync_api import Locator, Page, expect

from fees.billing.models import Bill
from fees.ledger.models import Receipt
from tests.conftest import LivePark

#: Notes and coins of an amount, as the forms name them.
Notes = Mapping[str, int]


def take(park: LivePark, page: Page, bill: Bill, way: str, *, amount: str = "", given: str = "", why: str = "") -> str:
    """Find the payer by the unit, tick this bill alone, take the money in one way; return the number of the receipt."""
    page.goto(park.url("/fees/till/"))
    page.get_by_role("searchbox", name="缴款人").fill(bill.unit.code)
    page.keyboard.press("Enter")
    page.wait_for_url("**/fees/till/*/**")
    owed = page.locator("[data-bills] input[type=checkbox]")
    for box in owed.all():
        box.set_checked(box.get_attribute("id") == f"bill-{bill.pk}")
    form = page.locator("form#take")
    form.get_by_text(way, exact=True).click()
    form.get_by_label("金额").fill(amount or f"{bill.amount}")
    if amount:
        form.get_by_label("多出的部分转预存").check()
    if given:
        form.get_by_label("实收现金").fill(given)
    if why:
        form.get_by_label("收现金的原因").fill(why)
    if way not in ("现金", "预存款抵扣"):
        form.get_by_label("银行流水号").fill(f"T{bill.pk:06d}")
    form.get_by_role("button", name="收款并开收据").click()
    page.wait_for_url("**/fees/receipts/**")
    return page.locator("b.num").first.inner_text()


def receipt(number: str) -> Receipt:
    """A receipt as it is stored."""
    return Receipt.objects.get(number=number)


def fill_notes(form: Locator, notes: Notes) -> None:
    """Write down how many there are of each note and coin."""
    for worth, pieces in notes.items():
        form.get_by_label(f"¥{worth}", exact=True).fill(f"{pieces}")


def worth(notes: Notes) -> Decimal:
    """What notes and coins are worth in yuan, reckoned here."""
    return sum((Decimal(name) * pieces for name, pieces in notes.items()), Decimal(0))


def close_step(page: Page, title: str) -> Locator:
    """The step of the close that is to be done now."""
    step = page.locator('li[aria-current="step"]')
    expect(step.get_by_role("heading")).to_contain_text(title)
    return step
