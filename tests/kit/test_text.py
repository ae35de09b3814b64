"""Typed text: cleaned, folded for search, masked."""

import pytest
from django.core.exceptions import ValidationError

from parkservice.kit import text
from parkservice.kit.errors import RuleViolation


@pytest.mark.parametrize(
    ("typed", "kept"),
    [
        ("  Ａ栋 ３０１  ", "A栋 301"),
        ("王女士：您好！（急）", "王女士：您好！（急）"),
        ("A-301\t张\r\n三", "A-301 张 三"),
        ("a\u200bb\u202ec\ufeffd", "abcd"),
        ("e\u0301", "é"),
    ],
)
def test_a_line_is_cleaned(typed, kept):
    assert text.clean_line(typed) == kept


def test_a_text_keeps_its_lines_and_its_full_width_punctuation():
    assert text.clean_text(" 第一行，  完。 \r\n\r\n第二行\u2028第三行\r") == "第一行， 完。\n\n第二行\n第三行"


@pytest.mark.parametrize("bad", ["a\x00b", "a\x07", "a\x1b[31m", "\ud800", "\x85", "\uffff"])
@pytest.mark.parametrize("clean", [text.clean_line, text.clean_text])
def test_what_cannot_be_stored_is_refused(clean, bad):
    with pytest.raises(ValidationError):
        clean(bad)


@pytest.mark.parametrize("clean", [text.clean_line, text.clean_text])
def test_too_long_a_text_is_refused(clean):
    assert clean("长" * 10, max_length=10) == "长" * 10
    with pytest.raises(ValidationError, match="10"):
        clean("长" * 11, max_length=10)


def test_search_folds_width_case_and_spaces():
    assert text.fold(" Ａ－３０１  Yunfan ") == text.fold("a-301 YUNFAN")


@pytest.mark.parametrize(
    ("phone", "masked"),
    [
        ("19900000034", "199****0034"),
        ("19900000034-1234", "199****0034"),
        ("0755-26001234-801", "0755-****1234"),
        ("+85221234567", "+85****4567"),
        ("95588", "95588"),
    ],
)
def test_phone_numbers_are_masked(phone, masked):
    assert text.mask_phone(phone) == masked


@pytest.mark.parametrize(
    ("number", "masked"),
    [("990101199001010019", "990***********0019"), ("E00000001", "E******01"), ("12", "**")],
)
def test_identity_numbers_are_masked(number, masked):
    assert text.mask_id(number) == masked


def test_line_field_cleans_before_it_counts():
    field = text.LineField(max_length=5)
    assert field.clean("  Ａ-301  ") == "A-301"
    with pytest.raises(ValidationError):
        field.clean("A-3011")


def test_text_field_counts_a_line_end_once():
    field = text.TextField(max_length=3)
    assert field.clean("a\r\nb") == "a\nb"
    with pytest.raises(ValidationError):
        field.clean("a\x00b")


def test_optional_fields_take_nothing():
    assert text.LineField(required=False).clean(None) == ""
    assert text.TextField(required=False).clean("  ") == ""


def test_a_refusal_reads_as_its_sentence():
    refusal = RuleViolation("Write the reply first.", code="reply")
    assert (str(refusal), refusal.code) == ("Write the reply first.", "reply")
