"""How alike two short texts are: by pairs of Chinese characters and by words of other scripts.

Two people tell the same matter in other words and at other length, so what both share is measured against the shorter
text. Pairs that stand in every complaint say nothing and are left out.
"""

import re

from parkservice.kit.text import fold

_PART = re.compile(r"[\u3400-\u9fff]+|[a-z0-9]+")
#: Pairs and words that say nothing about the matter.
_EMPTY = frozenset(
    [
        *(
            "我们",
            "你们",
            "您好",
            "请问",
            "没有",
            "有人",
            "什么",
            "怎么",
            "还是",
            "一个",
            "这个",
            "已经",
            "现在",
            "今天",
            "昨天",
        ),
        *("问题", "情况", "处理", "解决", "反映", "希望", "尽快", "麻烦"),
        *("the", "a", "an", "and", "or", "of", "in", "on", "at", "to", "is", "are", "was", "it", "we", "our", "you"),
        *("please", "not", "no", "there"),
    ]
)
#: Fewer features than this prove nothing.
FEWEST = 3


def features(text: str) -> frozenset[str]:
    """Return the pairs of neighbouring Chinese characters and the whole words of a text."""
    found: set[str] = set()
    for part in _PART.findall(fold(text)):
        if part[0] <= "z":
            found.add(part)
        else:
            found.update(part[place : place + 2] for place in range(len(part) - 1))
    return frozenset(found - _EMPTY)


def likeness(first: frozenset[str], second: frozenset[str]) -> float:
    """Return the share of the shorter text's features that the other one has too: 0 for nothing, 1 for all."""
    shorter = min(len(first), len(second))
    return len(first & second) / shorter if shorter >= FEWEST else 0.0
