"""Names are found by every reading."""

import pytest

from parkservice.kit.pinyin import MAX_LENGTH, search_key


@pytest.mark.parametrize(
    ("name", "typed"),
    [
        ("单雄信", ["dxx", "sxx", "cxx", "shanxiongxin"]),
        ("曾国藩", ["zgf", "cgf", "zengguofan"]),
        ("王示例", ["wsl", "wangshili"]),
        ("云帆精密（虚构）", ["yfjmxg", "yunfanjingmixugou"]),
        ("ABC电子 3号", ["abcdz3h", "abcdianzi3hao"]),
        ("重庆长乐行", ["cqclx", "cqclh"]),
        ("吕布", ["lb", "lvbu"]),
        ("Alex Sample", ["alexsample"]),
    ],
)
def test_initials_and_full_readings_are_keys(name, typed):
    assert set(typed) <= set(search_key(name).split())


def test_a_long_name_keeps_its_usual_reading_and_the_limit():
    key = search_key("深圳市重庆长乐行都参仇单发展有限责任公司" * 3)
    assert len(key) <= MAX_LENGTH
    assert key.startswith("sz")


def test_a_name_without_letters_has_no_key():
    assert search_key("（）-") == ""
