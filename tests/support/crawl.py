"""Walking through the product along its links, one page of each kind, in search of what only a text could become."""

import re
from collections.abc import Iterator
from dataclasses import dataclass
from html.parser import HTMLParser
from urllib.parse import urljoin, urlsplit

from django.test import Client
from django.urls import Resolver404, resolve

LINKS = ("href", "src", "action", "formaction", "hx-get", "hx-post")
RUNS = re.compile(r"[\s\x00-\x20]*(javascript|vbscript|data:text)", re.I)
#: Elements that our pages do without; `<script>` only ever names a file of ours.
STRANGE = {
    *(
        "base",
        "embed",
        "frameset",
        "iframe",
        "marquee",
        "math",
        "noscript",
        "object",
        "plaintext",
        "style",
        "xmp",
        "xss",
    ),
    *("animate", "annotation-xml", "foreignobject", "image", "set", "audio", "video", "template"),
}


class Reading(HTMLParser):
    """One page: where it leads, and which elements and attributes no page of ours has."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.links: list[str] = []
        self.strange: list[str] = []
        self.feed(page)

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        """Look at an element as the browser would see it."""
        given = {name: value or "" for name, value in attrs}
        found = tag in STRANGE or (tag == "script" and not given.get("src"))
        for name, value in given.items():
            found |= name.startswith(("on", "hx-on", "data-hx")) or name in ("style", "srcdoc", "data-hit")
            found |= name in LINKS and bool(RUNS.match(value))
        if found:
            self.strange.append(self.get_starttag_text() or tag)
        self.links += [given[name] for name in ("href", "hx-get") if name in given]


@dataclass(frozen=True)
class Visited:
    """One page of the walk."""

    path: str
    status: int
    text: str
    strange: list[str]


def crawl(client: Client, *starts: str) -> Iterator[Visited]:
    """Open one page of each kind that links lead to from the starts."""
    ahead, kinds = list(starts), set()
    while ahead:
        path = ahead.pop(0)
        parts = urlsplit(path)
        try:
            kind = "" if parts.netloc else resolve(parts.path).view_name
        except Resolver404:
            continue
        if kind in kinds or not kind or kind.startswith(("account_", "mfa_", "usersessions_")):
            continue
        kinds.add(kind)
        answer = client.get(path)
        if answer.status_code in (301, 302):
            ahead.append(urljoin(path, answer["Location"]))
        elif answer.status_code >= 400 or "html" in answer.get("Content-Type", ""):
            text = answer.content.decode()
            reading = Reading(text)
            ahead += [urljoin(path, link) for link in reading.links]
            yield Visited(path, answer.status_code, text, reading.strange)
