"""Search keys for Chinese names: every reading, in full and as initials (dependencies 8.2)."""

from itertools import product

from parkservice.kit.text import fold

MAX_LENGTH = 500
_ALL_COMBINATIONS = 64


def search_key(name: str) -> str:
    """Return what a person may type to find a name: initials and full pinyin of all readings, space separated.

    Letters and digits stay as they are, in lower case. Long names with many readings vary one character at a time;
    the key has at most `MAX_LENGTH` characters. 单雄信 gives, among others, `sxx dxx cxx shanxiongxin`.
    """
    from pypinyin import Style, lazy_pinyin, pinyin  # here, because loading its dictionary takes almost half a second

    characters = list(filter(str.isalnum, fold(name)))
    usual = lazy_pinyin("".join(characters), errors=list)  # type: ignore[arg-type]  # a list is allowed, its types forget it
    readings = [
        list(dict.fromkeys([first, *pinyin(character, style=Style.NORMAL, heteronym=True)[0]]))
        for first, character in zip(usual, characters, strict=True)
    ]
    spoken = _combinations(readings)
    words = dict.fromkeys("".join(word[0] if len(word) > 1 else word for word in one) for one in spoken)
    words |= dict.fromkeys("".join(one) for one in spoken)
    return _fitting(list(words))


def _combinations(readings: list[list[str]]) -> list[tuple[str, ...]]:
    """Return every way to read the name, or, when there are too many, the usual one with one character varied."""
    count = 1
    for choices in readings:
        count *= len(choices)
    if count <= _ALL_COMBINATIONS:
        return list(product(*readings))
    usual = tuple(choices[0] for choices in readings)
    varied = [
        (*usual[:place], other, *usual[place + 1 :]) for place, choices in enumerate(readings) for other in choices[1:]
    ]
    return [usual, *varied]


def _fitting(words: list[str]) -> str:
    key = ""
    for word in words:
        if len(key) + len(word) + 1 <= MAX_LENGTH:
            key = f"{key} {word}"
    return key.strip()
