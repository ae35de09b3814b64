"""Money in fen: exact on both databases, and whatever is no amount is refused."""

from decimal import Decimal

import pytest
from django.core.exceptions import FieldError, ValidationError
from django.db import models, transaction
from django.db.models import Avg, F, Max, Q, Sum
from django.test.utils import isolate_apps
from hypothesis import given
from hypothesis import strategies as st

from parkservice.kit import money
from parkservice.kit.money import AmountField, MoneyField, QtyField

MALFORMED = [
    "NaN", "nan", "Infinity", "-inf", "1e400", "1e2", "-0", "-0.00", "1.005", "１２", "１２.５０", "٣", "0x10", "1_000",
    "1,23", "12,345,6", "1.", ".5", "", " ", "+5", "--1", "1 000", "¥5", "9" * 50, "1000000000000", "1\x00", "-5",
]  # fmt: skip
AMOUNTS = st.decimals(-(10**9), 10**9, places=2, allow_nan=False)


@pytest.mark.parametrize(
    ("typed", "amount"),
    [("4948.7", "4948.70"), ("1,234.50", "1234.50"), (" 0 ", "0.00"), ("007", "7.00"), ("999999999999.99",) * 2],
)
def test_an_amount_is_read(typed, amount):
    assert str(money.parse_amount(typed)) == amount


@pytest.mark.parametrize("typed", MALFORMED)
def test_what_is_no_amount_is_refused_with_a_sentence(typed):
    with pytest.raises(ValidationError) as refusal:
        money.parse_amount(typed)
    assert refusal.value.messages[0]


def test_a_minus_is_read_where_it_is_expected():
    assert money.parse_amount("-210.30", signed=True) == Decimal("-210.30")
    with pytest.raises(ValidationError):
        money.parse_amount("-0", signed=True)


@pytest.mark.parametrize(
    ("exact", "rounded"),
    [
        ("210.105", "210.11"),
        ("3142.7357", "3142.74"),
        ("20.008", "20.01"),
        ("256.65675", "256.66"),
        ("-0.005", "-0.01"),
    ],
)
def test_fen_are_rounded_half_up(exact, rounded):
    assert money.round_fen(Decimal(exact)) == Decimal(rounded)


def test_fen_and_yuan_are_the_same_money():
    assert money.to_fen(Decimal("4948.70")) == 494870
    assert str(money.from_fen(494870)) == "4948.70"
    with pytest.raises(ValidationError):
        money.to_fen(Decimal("1.005"))


@given(AMOUNTS)
def test_fen_and_back_changes_nothing(amount):
    assert money.from_fen(money.to_fen(amount)) == amount


@pytest.mark.parametrize(
    ("amount", "words"),
    [
        ("14666.10", "壹万肆仟陆佰陆拾陆元壹角整"),
        ("4948.70", "肆仟玖佰肆拾捌元柒角整"),
        ("0", "零元整"),
        ("0.05", "伍分"),
        ("10", "壹拾元整"),
        ("100000.05", "壹拾万元零伍分"),
        ("210.105", "贰佰壹拾元壹角壹分"),
        ("-3.20", "负叁元贰角整"),
    ],
)
def test_receipts_show_capital_chinese(amount, words):
    assert money.capital(Decimal(amount)) == words


def read_capital(words: str) -> Decimal:
    """Read capital Chinese by the rules of place value, another way than it was written."""
    sign, words = (-1, words[1:]) if words.startswith("负") else (1, words)
    whole, section, digit, cents = 0, 0, 0, Decimal(0)
    for sign_of_place in words:
        if sign_of_place in "零壹贰叁肆伍陆柒捌玖":
            digit = "零壹贰叁肆伍陆柒捌玖".index(sign_of_place)
        elif sign_of_place in "拾佰仟":
            section, digit = section + digit * 10 ** ("拾佰仟".index(sign_of_place) + 1), 0
        elif sign_of_place in "万亿":
            whole, section, digit = (whole + section + digit) * 10 ** (4 if sign_of_place == "万" else 8), 0, 0
        elif sign_of_place == "元":
            whole, section, digit = whole + section + digit, 0, 0
        elif sign_of_place in "角分":
            cents, digit = cents + digit * (Decimal("0.1") if sign_of_place == "角" else Decimal("0.01")), 0
    return sign * (whole + cents)


@given(st.decimals(0, 99_999_999, places=2, allow_nan=False))
def test_capital_chinese_reads_back_as_the_same_amount(amount):
    words = money.capital(amount)
    assert read_capital(words) == amount
    assert words.endswith(("整", "分"))


def test_amounts_are_shown_with_thousands():
    assert money.yuan(Decimal("4948.7")) == "¥4,948.70"
    assert money.yuan(Decimal("-210.3")) == "−¥210.30"


@pytest.mark.parametrize("value", [1.5, float("nan"), True, Decimal("NaN"), Decimal("Infinity"), "abc", [], "1.00005"])
@pytest.mark.parametrize("field", [MoneyField(), QtyField()])
def test_fields_refuse_what_is_not_exact(field, value):
    with pytest.raises(ValidationError):
        field.to_python(value)
    with pytest.raises(ValidationError):
        field.get_prep_value(value)


def test_a_quantity_has_four_places():
    assert QtyField().get_prep_value("1286.5") == 12_865_000
    assert str(QtyField().to_python("0.8650")) == "0.8650"


def test_form_field_keeps_its_limits():
    field = AmountField(min_value=Decimal("0.01"), max_value=Decimal(500))
    assert field.clean("500.00") == Decimal(500)
    for bad in ("0", "500.01", "NaN", "-1", ""):
        with pytest.raises(ValidationError):
            field.clean(bad)
    assert AmountField(required=False).clean("") is None
    assert AmountField(min_value=Decimal(-5)).clean("-4.50") == Decimal("-4.50")


@pytest.fixture
def purse(make_table):
    """A model with money, whose table lives as long as the test."""
    make_table("kit_purse", "amount bigint NOT NULL, paid bigint, area bigint NOT NULL")
    with isolate_apps("parkservice.kit"):

        class Purse(models.Model):
            amount = MoneyField()
            paid = MoneyField(null=True, blank=True)
            area = QtyField(default=Decimal(0))

            class Meta:
                app_label = "kit"
                managed = False

            def __str__(self):
                return money.yuan(self.amount)

        yield Purse


@pytest.mark.both
def test_rows_and_lookups_come_back_as_decimals(purse, sql):
    row = purse.objects.create(amount=Decimal("4948.70"), area="1286.5")
    row.refresh_from_db()
    assert (str(row.amount), row.paid, str(row.area)) == ("4948.70", None, "1286.5000")
    assert sql("SELECT amount, area FROM kit_purse") == [(494870, 12_865_000)]
    assert purse.objects.filter(
        amount=Decimal("4948.70"), amount__gt="4948.69", amount__in=[Decimal("4948.7")]
    ).exists()
    assert not purse.objects.filter(amount__lt=4948).exists()


@pytest.mark.both
def test_sums_are_exact_decimals(purse):
    purse.objects.bulk_create(purse(amount=Decimal("0.10"), paid=Decimal("0.03")) for _row in range(3))
    totals = purse.objects.aggregate(
        sum=Sum("amount"), most=Max("amount"), mean=Avg("paid"), open=Sum(F("amount") - F("paid"))
    )
    assert {name: str(value) for name, value in totals.items()} == {
        "sum": "0.30", "most": "0.10", "mean": "0.03", "open": "0.21",
    }  # fmt: skip


@pytest.mark.both
def test_a_total_without_rows_is_nought(purse):
    assert str(purse.objects.aggregate(sum=money.total("amount"))["sum"]) == "0.00"
    purse.objects.create(amount=5)
    totals = purse.objects.aggregate(
        sum=money.total("amount"), none=money.total("amount", where=Q(paid__isnull=False)), twice=Sum(F("amount") * 2)
    )
    assert [str(value) for value in totals.values()] == ["5.00", "0.00", "10.00"]


@pytest.mark.both
def test_money_is_changed_by_money_alone(purse):
    purse.objects.create(amount=Decimal("10.00"), paid=Decimal("0.50"))
    purse.objects.update(amount=F("amount") - F("paid"))
    assert purse.objects.get().amount == Decimal("9.50")
    for plain in (1, Decimal("1.00")):
        with pytest.raises(FieldError):
            purse.objects.annotate(more=F("amount") + plain).get()


@pytest.mark.both
def test_floats_and_parts_of_a_fen_are_never_written(purse):
    for bad in (1.5, Decimal("1.005"), "NaN"):
        with pytest.raises(ValidationError), transaction.atomic():
            purse.objects.create(amount=bad)
    assert not purse.objects.exists()


def test_the_form_of_a_model_reads_amounts(purse):
    field = purse._meta.get_field("area").formfield()
    assert isinstance(field, AmountField)
    assert field.clean("12.3456") == Decimal("12.3456")
    assert purse._meta.get_field("amount").value_to_string(purse(amount=Decimal("1.50"))) == "1.50"
