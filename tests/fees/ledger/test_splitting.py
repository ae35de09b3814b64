"""Which debts a payment settles, and in which order (domain 2.4, M1)."""

import random
from datetime import date, timedelta
from decimal import Decimal

import pytest

from fees.ledger.allocating import Debt, Share, split


def yuan(text: str) -> Decimal:
    return Decimal(text)


OLD = Debt(7, date(2026, 1, 15), yuan("100.00"), yuan("5.00"))
NEW = Debt(3, date(2026, 4, 15), yuan("200.00"), yuan("1.00"))


def test_without_a_choice_the_oldest_due_day_comes_first():
    assert split(yuan("150.00"), [NEW, OLD]).shares == (
        Share(7, yuan("100.00")),
        Share(3, yuan("50.00")),
    )


def test_all_principal_comes_before_any_late_fee():
    found = split(yuan("302.00"), [NEW, OLD])
    assert found.shares == (Share(7, yuan("100.00"), yuan("2.00")), Share(3, yuan("200.00")))


def test_what_is_over_becomes_a_prepayment():
    found = split(yuan("1000.00"), [NEW, OLD])
    assert [share.amount for share in found.shares] == [yuan("105.00"), yuan("201.00")]
    assert found.surplus == yuan("694.00")


def test_the_choice_of_the_payer_counts_before_the_order():
    found = split(yuan("150.00"), [NEW, OLD], {3: yuan("201.00")})
    assert (found.shares, found.surplus) == ((Share(3, yuan("150.00")),), 0)


def test_a_chosen_bill_gets_no_more_than_was_chosen():
    found = split(yuan("150.00"), [NEW, OLD], {3: yuan("40.00"), 7: yuan("60.00")})
    assert [share.amount for share in found.shares] == [yuan("60.00"), yuan("40.00")]
    assert found.surplus == yuan("50.00")


@pytest.mark.parametrize("wishes", [None, {3: yuan("-0.01")}])
def test_nothing_below_zero_is_spread(wishes):
    with pytest.raises(ValueError):
        split(yuan("-1.00") if wishes is None else yuan("1.00"), [NEW], wishes)


@pytest.mark.parametrize("seed", range(50))
def test_shares_and_surplus_are_the_payment_to_the_fen(seed: int):
    luck = random.Random(seed)

    def fen(top: int) -> Decimal:
        return Decimal(luck.randrange(top)).scaleb(-2)

    debts = [Debt(n, date(2026, 1, 1) + timedelta(luck.randrange(99)), fen(50000), fen(900)) for n in range(6)]
    wishes = {n: fen(30000) for n in range(3)} if luck.random() < 0.5 else None
    amount = fen(250000)
    found = split(amount, debts, wishes)
    assert sum((share.amount for share in found.shares), found.surplus) == amount
    by_bill = {debt.bill: debt for debt in debts}
    assert all(0 <= share.principal <= by_bill[share.bill].principal for share in found.shares)
    assert all(0 <= share.late_fee <= by_bill[share.bill].late_fee for share in found.shares)
