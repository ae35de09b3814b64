"""How often Python looks for garbage: its own measure suits programs that hold far less than Django and our models do.

Looking after every 700 new objects took a twelfth of the time of a page, of a command and of a test.
"""

import gc

#: New objects until the young ones are looked through; rounds of those until the older, rounds of these until all.
SELDOM = (50_000, 20, 100)


def look_seldom() -> None:
    """Look for garbage seldom from now on; at most some ten megabytes of it wait for the next look."""
    gc.set_threshold(*SELDOM)


def keep_what_stands() -> None:
    """Never look again through what is loaded by now: it stays for good."""
    gc.collect()
    gc.freeze()
