"""Pairs of characters, by which Chinese words of two characters are found through an index (performance section 6)."""

from parkservice.kit.text import fold


def tokens(text: str) -> list[str]:
    """Return the words of a text as searches compare them: folded, cut at everything that is no letter or digit."""
    return "".join(character if character.isalnum() else " " for character in fold(text)).split()


def pairs(token: str) -> list[str]:
    """Return each character of a token with the one after it, in order; a single character stays alone."""
    return [token] if len(token) == 1 else [token[place : place + 2] for place in range(len(token) - 1)]


def grams(*texts: str) -> str:
    """Return the pairs of some texts in order, separated by spaces: what an index stores."""
    return " ".join(pair for text in texts for token in tokens(text) for pair in pairs(token))
