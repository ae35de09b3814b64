"""Phone numbers in one form."""

import pytest
from django.core.exceptions import ValidationError

from parkservice.kit.phones import PhoneField, parse_phone


@pytest.mark.parametrize(
    ("typed", "stored"),
    [
        ("19900000034", "19900000034"),
        (" 199 0000-0034 ", "19900000034"),
        ("１９９００００００３４", "19900000034"),
        ("+86 199 0000 0034", "19900000034"),
        ("0755-26001234 转 801", "0755-26001234-801"),
        ("0755-26001234-801", "0755-26001234-801"),
        ("0755 26001234 ext. 801", "0755-26001234-801"),
        ("（０７５５）２６００１２３４", "0755-26001234"),
        ("0755-2600-1234", "0755-26001234"),
        ("+86 755 26001234", "0755-26001234"),
        ("010 12345678", "010-12345678"),
        ("19900000034转1234", "19900000034-1234"),
        ("400-100-2000", "4001002000"),
        ("95588", "95588"),
        ("8001", "8001"),
        ("+852 2123 4567", "+85221234567"),
    ],
)
def test_a_number_is_stored_in_one_form(typed, stored):
    assert parse_phone(typed) == stored
    assert parse_phone(stored) == stored


@pytest.mark.parametrize(
    "bad", ["", "12", "26001234", "1990000003", "199000000345", "abc", "+1", "٠٧٥٥٢٦٠٠١٢٣٤", "8001转2", "<b>95588</b>"]
)
def test_what_nobody_answers_is_refused(bad):
    with pytest.raises(ValidationError):
        parse_phone(bad)


def test_phone_field_stores_the_form_and_may_be_empty():
    assert PhoneField().clean("0755-26001234 转 801") == "0755-26001234-801"
    assert PhoneField(required=False).clean(" ") == ""
    assert 'inputmode="tel"' in PhoneField().widget.render(
        "phone", None, PhoneField().widget_attrs(PhoneField().widget)
    )
