"""Names of uploaded files keep what people read and lose what machines could act on."""

import unicodedata

import pytest

from parkservice.paperwork.filenames import clean_name
from tests.paperwork.pictures import HOSTILE_NAMES


@pytest.mark.parametrize(
    ("sent", "kept"),
    [
        ("电梯 异响.JPG", "电梯 异响.jpg"),
        ("../../x.svg", "x.jpg"),
        ("C:\\photos\\IMG_0001.png", "IMG_0001.jpg"),
        ("a\u202egpj.exe", "agpj.jpg"),
        ('a<b>:"|?*.jpg', "ab.jpg"),
        ("...", "file.jpg"),
        ("", "file.jpg"),
        ("two.dots.png", "two.dots.jpg"),
    ],
)
def test_names(sent, kept):
    assert clean_name(sent, ".jpg") == kept


@pytest.mark.parametrize("name", HOSTILE_NAMES)
def test_no_name_carries_a_path_or_an_invisible_character(name):
    kept = clean_name(name, ".jpg")
    assert kept.endswith(".jpg")
    assert len(kept) <= 84
    assert not any(unicodedata.category(char)[0] == "C" or char in '/\\<>:"|?*' for char in kept)
    assert not kept.startswith(".")
