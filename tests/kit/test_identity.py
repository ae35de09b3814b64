"""Company codes and identity numbers; the samples of domain section 6 are valid, their region does not exist."""

from datetime import UTC, datetime

import pytest
from django.core.exceptions import ValidationError

from parkservice.kit import clock
from parkservice.kit.identity import check_id_number, check_uscc


@pytest.mark.parametrize("code", ["91990001MA00000157", "91990001MA00000232", "91990001MA0000031W"])
def test_the_demo_companies_have_valid_codes(code):
    assert check_uscc(code) == code
    assert check_uscc(f" {code[:8]} {code[8:].lower()} ") == code


@pytest.mark.parametrize("code", ["", "91990001MA00000158", "91990001MA0000015", "9199000IMA00000157", "9" * 18])
def test_a_wrong_company_code_is_refused(code):
    with pytest.raises(ValidationError):
        check_uscc(code)


@pytest.mark.parametrize("number", ["990101199001010019", "990101198506150020", "990102199211200036"])
def test_the_demo_people_have_valid_numbers(number):
    assert check_id_number(number) == number
    assert check_id_number(f"{number[:6]} {number[6:14]} {number[14:]}") == number


@pytest.mark.parametrize(
    "number",
    [
        "",
        "990101199001010018",  # check digit
        "99010119900101001",  # too short
        "A90101199001010019",
        "99010119900231001X",  # 31 February
    ],
)
def test_a_wrong_identity_number_is_refused(number):
    with pytest.raises(ValidationError):
        check_id_number(number)


def test_nobody_is_born_tomorrow():
    with clock.at(datetime(1989, 12, 31, 15, tzinfo=UTC)), pytest.raises(ValidationError):
        check_id_number("990101199001010019")
    with clock.at(datetime(1989, 12, 31, 16, tzinfo=UTC)):
        assert check_id_number("990101199001010019")
