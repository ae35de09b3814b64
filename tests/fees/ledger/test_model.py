"""Random work of officers, manager and finance against the same desk kept on paper, seed by seed.

Money by every way, taken back, waived, disputed; deposits in and out; runs and reversals of bills; counts, pay-ins,
closes of days and months. `make soak` runs more seeds (MODEL_SEEDS).
"""

import os

import pytest

from parkservice.kit import clock
from tests.fees.factories import Desk, on
from tests.fees.ledger.cash_work import CashWork

SEEDS, STEPS, EVERY = int(os.environ.get("MODEL_SEEDS", "10")), 200, 25
pytestmark = pytest.mark.both

STEPS_OF_WORK = {
    CashWork.bill: 5,
    CashWork.pay: 9,
    CashWork.use_credit: 3,
    CashWork.take_back: 4,
    CashWork.waive: 2,
    CashWork.dispute: 2,
    CashWork.too_much: 1,
    CashWork.deposit: 2,
    CashWork.give_back: 2,
    CashWork.run: 1,
    CashWork.reverse_bill: 1,
    CashWork.close_the_day: 6,
    CashWork.explain_difference: 1,
    CashWork.close_the_month: 2,
    CashWork.night: 3,
}


@pytest.mark.duty("O3", "O4", "O6", "O7")
@pytest.mark.parametrize("seed", range(SEEDS))
def test_the_desk_is_what_paper_would_say(desk: Desk, seed: int):
    work = CashWork(desk, seed)
    steps, weights = list(STEPS_OF_WORK), list(STEPS_OF_WORK.values())
    for number in range(1, STEPS + 1):
        with clock.at(on(work.today)):
            work.luck.choices(steps, weights)[0](work)
            if number % EVERY == 0:
                work.compare()
