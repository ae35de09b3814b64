"""The prefixes of document numbers, and the rule that a number belongs to a transaction."""

import pytest

from parkservice.paperwork.numbers import PREFIXES, next_number
from parkservice.parks.models import Park

TABLE = """
    TS JY ZG LF HF DC ZD SJ CJ JM YJ TK CB JK PD CY BX RZ QC CL ZX SG LS XC WZ YS FX ZM DK BK SF WT KZ DH YQ JZ WJ GZ JB
    XJ CF SS PX KH HD HY JH GD XT QS HC YC YH YT DR JD
"""  # domain.md section 0; ours: work orders, questions, receipts taken back, prepayments, bank, carry-over, seals


def test_the_registry_holds_every_prefix_of_the_table():
    assert set(PREFIXES) == set(TABLE.split())


def test_the_money_documents_have_no_gaps():
    assert {code for code, prefix in PREFIXES.items() if prefix.gap_free} == {
        "SJ",
        "YJ",
        "TK",
        "JK",
        "HC",
        "YC",
        "YT",
        "DR",
        "JD",
    }


def test_every_prefix_has_a_name_in_both_languages():
    assert all(prefix.name_zh and prefix.name_en for prefix in PREFIXES.values())


def test_outside_a_transaction_no_number_is_given():
    with pytest.raises(RuntimeError, match="inside a transaction"):
        next_number(Park(), "TS")
