"""Stylesheet and third-party assets (design section 6, dependencies section 4)."""

import hashlib
import re
from pathlib import Path

from django.contrib.staticfiles import finders

from tests.house.code import templates

# Bootstrap 5.3.3 as published; a new version of the pip package that changes these bytes is looked at before use.
BOOTSTRAP = {
    "js-lib-bootstrap5/css/bootstrap.min.css": "3c8f27e6009ccfd710a905e6dcf12d0ee3c6f2ac7da05b0572d3e0d12e736fc8",
}


def dark_blocks(css):
    """The lists of colours of the dark theme: chosen by hand, and by the system's wish."""
    chosen = re.search(r'@media screen \{ \[data-bs-theme="dark"\] \{(.*?)\n\} \}', css, re.DOTALL)
    wished = re.search(
        r'@media screen and \(prefers-color-scheme: dark\) \{ :root:not\(\[data-bs-theme="light"\]\) \{(.*?)\n\} \}',
        css,
        re.DOTALL,
    )
    return chosen and chosen[1], wished and wished[1]


def test_the_two_dark_lists_are_the_same(root):
    chosen, wished = dark_blocks((root / "static/css/parkservice.css").read_text())
    assert chosen
    assert chosen == wished


def test_bootstrap_is_the_published_file():
    for name, expected in BOOTSTRAP.items():
        assert hashlib.sha256(Path(finders.find(name)).read_bytes()).hexdigest() == expected, name


def test_one_template_names_bootstrap():
    naming = [str(path) for path, text in templates().items() if "js-lib-bootstrap5" in text]
    assert len(naming) == 1, naming


def test_no_asset_comes_from_another_machine(root):
    found = [
        f"{path}: {match}"
        for folder in ("templates", "static")
        for path in (root / folder).rglob("*")
        if path.suffix in {".html", ".css", ".js", ".svg"}
        for match in re.findall(
            r"""(?:src|href|url\(|@import|from)\s*=?\s*["']?(?:https?:)?//[^"'\s)]+""", path.read_text()
        )
    ]
    assert not found, found
