"""What changed between two versions of a rule, article by article and word by word, for people who sign again."""

import re
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from typing import Any, Literal

from parkservice.parks.models import speaks_english

Kind = Literal["new", "changed", "moved", "gone"]
#: A Latin word is one piece, a Chinese character is one piece.
PIECES = re.compile(r"[A-Za-z0-9]+|\s+|.", re.DOTALL)
#: Articles that share less than this are two articles, not one that was changed.
ALIKE = 0.4


@dataclass(frozen=True)
class Words:
    """An article as it is compared: its place, text and explanation in one language."""

    position: int
    text: str
    plain: str


@dataclass(frozen=True)
class Piece:
    """A run of words: kept, put in or taken out."""

    text: str
    how: Literal["", "in", "out"] = ""


@dataclass(frozen=True)
class Change:
    """One article that is not as it was; `position` is its place now, `former` the one it had."""

    kind: Kind
    position: int
    former: int
    text: Sequence[Piece]
    plain: Sequence[Piece]


def words_of(articles: Iterable[Any]) -> list[Words]:
    """Return the articles of a version, in the active language."""
    return [Words(article.position, article.text, article.plain) for article in articles]


def words_of_rows(rows: Sequence[Mapping[str, str]]) -> list[Words]:
    """Return the rows of a draft, in the active language; the Chinese words where the English ones are missing."""
    language = "en" if speaks_english() else "zh"
    return [
        Words(place, row.get(f"text_{language}") or row["text_zh"], row.get(f"plain_{language}") or row["plain_zh"])
        for place, row in enumerate(rows, start=1)
    ]


def compare(old: Sequence[Words], new: Sequence[Words]) -> list[Change]:
    """Return what changed, in the order of the new version; what is gone stands at the end."""
    pairs = _pairs(old, new)
    found = [_change(pairs.get(article.position), article) for article in new]
    kept = {former.position for former in pairs.values()}
    gone = [
        Change("gone", former.position, former.position, [Piece(former.text, "out")], [Piece(former.plain, "out")])
        for former in old
        if former.position not in kept
    ]
    moves = _moves(pairs)
    return [change for change in found if change and (change.kind != "moved" or change.position in moves)] + gone


def _pairs(old: Sequence[Words], new: Sequence[Words]) -> dict[int, Words]:
    """For each new article the old one that it was: the same words first, then the most alike."""
    left, pairs = list(old), {}
    for article in new:
        same = next((former for former in left if former.text == article.text), None)
        if same:
            pairs[article.position] = same
            left.remove(same)
    for article in new:
        if article.position in pairs or not left:
            continue
        best = max(left, key=lambda former: _alike(former.text, article.text))
        if _alike(best.text, article.text) >= ALIKE:
            pairs[article.position] = best
            left.remove(best)
    return pairs


def _moves(pairs: Mapping[int, Words]) -> set[int]:
    """The places whose articles changed their order; a new number alone, after an insertion, is no move."""
    order = [(place, pairs[place].position) for place in sorted(pairs)]
    former = [position for _place, position in order]
    steady = SequenceMatcher(None, sorted(former), former, autojunk=False).get_matching_blocks()
    kept = {former[block.b + step] for block in steady for step in range(block.size)}
    return {place for place, position in order if position not in kept}


def _change(former: Words | None, article: Words) -> Change | None:
    if former is None:
        text, plain = [Piece(article.text, "in")], [Piece(article.plain, "in")]
        return Change("new", article.position, 0, text, plain)
    same = (former.text, former.plain) == (article.text, article.plain)
    if same and former.position == article.position:
        return None
    return Change(
        "moved" if same else "changed",
        article.position,
        former.position,
        _pieces(former.text, article.text),
        _pieces(former.plain, article.plain),
    )


def _alike(one: str, other: str) -> float:
    return SequenceMatcher(None, PIECES.findall(one), PIECES.findall(other), autojunk=False).ratio()


def _pieces(old: str, new: str) -> list[Piece]:
    """The new words with what was taken out still to be seen."""
    before, after = PIECES.findall(old), PIECES.findall(new)
    found: list[Piece] = []
    for how, a, b, c, d in SequenceMatcher(None, before, after, autojunk=False).get_opcodes():
        if how == "equal":
            found.append(Piece("".join(after[c:d])))
            continue
        found += [Piece("".join(before[a:b]), "out")] * (b > a) + [Piece("".join(after[c:d]), "in")] * (d > c)
    return found
