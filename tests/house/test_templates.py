"""Templates: partials say what they take, nothing runs inline, every word can be translated (design section 6)."""

import re
from html.parser import HTMLParser

import pytest
from django.template import engines

from tests.house.code import templates

INLINE = re.compile(
    r"<script(?![^>]*(?:\bsrc=|type=\"application/json\"))|<style|\sstyle\s*=|\son[a-z]+\s*=\s*[\"']|javascript:",
    re.IGNORECASE,
)
TRANSLATED = re.compile(r"\{%-?\s*blocktrans(?:late)?\b.*?endblocktrans(?:late)?\s*-?%\}", re.DOTALL)
COMMENT = re.compile(r"\{%\s*comment\b.*?endcomment\s*%\}|\{#.*?#\}", re.DOTALL)
BODY_CLASS = re.compile(r"\{% block body_class %\}.*?\{% endblock[^%]*%\}")
SYNTAX = re.compile(r"\{%.*?%\}|\{\{.*?\}\}", re.DOTALL)
WORDS = re.compile(r"[A-Za-z]{2,}|[\u4e00-\u9fff]+")
SPOKEN_ATTRIBUTES = {"title", "placeholder", "aria-label", "alt", "aria-description", "data-label"}
# Names of products and formats, languages in their own words, keys of the keyboard, units: the same in each language.
SAME_EVERYWHERE = re.compile(
    r"parkservice|English|中文|简体中文|PDF|Excel|CSV|QR|JPG|JPEG|PNG|WebP|MB|ID|Esc|Ctrl|Tab|Enter|EN\b|zh-Hans|UTC"
)
WITHOUT_WORDS_FOR_PEOPLE = {"ui/components.html"}


class Spoken(HTMLParser):
    """Collects what a person reads or hears: text and spoken attributes."""

    def __init__(self):
        super().__init__()
        self.said = []
        self.silent = 0

    def handle_starttag(self, tag, attrs):
        self.silent += tag in {"script", "style", "code", "kbd"}
        self.said += [value for name, value in attrs if name in SPOKEN_ATTRIBUTES and value]

    def handle_endtag(self, tag):
        self.silent -= tag in {"script", "style", "code", "kbd"}

    def handle_data(self, data):
        if not self.silent:
            self.said.append(data)


def untranslated(text):
    """The words of a template that stand outside every translation tag."""
    bare = SYNTAX.sub("", TRANSLATED.sub("", BODY_CLASS.sub("", COMMENT.sub("", text))))
    reader = Spoken()
    reader.feed(bare)
    return [words.strip() for words in reader.said if WORDS.search(SAME_EVERYWHERE.sub("", words))]


def test_words_outside_a_translation_tag_are_found():
    assert untranslated('<p title="Hello">{% translate "Fine" %} and more {{ name }}</p>') == ["Hello", "and more"]


@pytest.mark.parametrize("path", templates(), ids=str)
def test_template_loads(path):
    engines["django"].get_template(str(path))


def test_partials_open_with_a_comment_that_names_their_inputs():
    partials = {
        path: text
        for path, text in templates().items()
        if (path.parts[0] == "ui" or path.name[0] == "_") and "{% extends" not in text
    }
    silent = [str(path) for path, text in partials.items() if not re.match(r"\s*(\{#|\{%\s*comment)", text)]
    assert partials
    assert not silent, silent


def test_nothing_runs_inline():
    found = [f"{path}: {match[0]!r}" for path, text in templates().items() for match in INLINE.finditer(text)]
    assert not found, "\n".join(found)


def test_every_word_can_be_translated():
    found = [
        f"{path}: {words!r}"
        for path, text in templates().items()
        if str(path) not in WITHOUT_WORDS_FOR_PEOPLE
        for words in untranslated(text)
    ]
    assert not found, "\n".join(found)
