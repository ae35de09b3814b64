"""A form that a part of a page holds reaches the server: the part is handed the token of the page."""

import re

from tests.support.stores import ROOT

TEMPLATES = {
    str(path.relative_to(ROOT / "templates")): path.read_text() for path in (ROOT / "templates").rglob("*.html")
}
INCLUDE = re.compile(r'{% include "([^"]+)"([^%]*)%}')


def holds_form(name: str) -> bool:
    """Whether a template draws the token, itself or in a part that sees the whole page."""
    text = TEMPLATES[name]
    parts = [part for part, said in INCLUDE.findall(text) if part in TEMPLATES and "csrf_token=csrf_token" in said]
    return "{% csrf_token %}" in text or any(holds_form(part) for part in parts)


def cut_off(text: str) -> list[str]:
    """The parts with a form that see nothing of the page, and so no token."""
    alone = [part for part, said in INCLUDE.findall(text) if " only " in said and "csrf_token=csrf_token" not in said]
    return [part for part in alone if part in TEMPLATES and holds_form(part)]


def test_a_part_with_a_form_gets_the_token():
    assert cut_off('{% include "fees/cashdesk/_act.html" with act=act only %}'), "the look finds nothing"
    found = {name: parts for name, text in TEMPLATES.items() if (parts := cut_off(text))}
    assert not found, f"The server refuses these forms, hand them csrf_token=csrf_token: {found}"
