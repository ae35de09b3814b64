"""Chinese message catalogues, one per app, without the gettext programs.

Source strings are English and stand in the code; every app keeps its own `locale/zh_Hans/LC_MESSAGES/django.po`
(design section 6). The file is written without line numbers and dates, sorted by message, so that two people who
add a sentence each do not meet in the same lines. Babel finds the strings (development only), polib writes the
catalogue and compiles it, which is all that a newcomer's machine needs.
"""

import os
import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from io import BytesIO
from pathlib import Path

import polib

LOCALE = "zh_Hans"
CATALOGUE = Path("locale", LOCALE, "LC_MESSAGES", "django.po")
TEMPLATE_SUFFIXES = {".html", ".txt", ".xml", ".svg"}
SIGN_IN_TEMPLATES = {"account", "allauth", "mfa", "usersessions"}
METADATA = {
    "Language": LOCALE,
    "MIME-Version": "1.0",
    "Content-Type": "text/plain; charset=UTF-8",
    "Content-Transfer-Encoding": "8bit",
    "Plural-Forms": "nplurals=1; plural=0;",
}
KEYWORDS: dict[str, tuple[int | tuple[int, str], ...] | None] = {
    "_": None,
    "gettext": None,
    "gettext_lazy": None,
    "gettext_noop": None,
    "ngettext": (1, 2),
    "ngettext_lazy": (1, 2),
    "pgettext": ((1, "c"), 2),
    "pgettext_lazy": ((1, "c"), 2),
    "npgettext": ((1, "c"), 2, 3),
    "npgettext_lazy": ((1, "c"), 2, 3),
}
NAMED = re.compile(r"%\((\w+)\)[#0\- +]*[\d.]*[diouxXeEfFgGcrsa]")
BRACED = re.compile(r"\{(\w*)(?:[!:][^{}]*)?\}")
ENGLISH_WORD = re.compile(r"[a-z]{3,}")


@dataclass(frozen=True, order=True)
class Message:
    """One translatable sentence as it stands in the source."""

    text: str
    context: str = ""
    plural: str = ""

    @property
    def key(self) -> tuple[str, str]:
        """What gettext looks a message up by: the text and its context."""
        return self.text, self.context


@dataclass(frozen=True)
class Source:
    """The files of one app: its label, its folder, and its folders and files under `templates/`."""

    label: str
    folder: Path
    templates: tuple[Path, ...] = ()
    modules: tuple[Path, ...] = ()

    @property
    def catalogue(self) -> Path:
        """Where the app's catalogue stands, whether or not it exists yet."""
        return self.folder / CATALOGUE

    def files(self) -> Iterator[Path]:
        """Every Python module and template whose strings belong to this app."""
        yield from self.modules
        for path in sorted(self.folder.rglob("*.py")):
            if "migrations" not in path.parts:
                yield path
        for place in self.templates:
            yield from sorted(place.rglob("*")) if place.is_dir() else [place]


def sources(root: Path, apps: Mapping[str, Path]) -> dict[str, Source]:
    """Share the files under `root` out among the given apps (label → folder).

    A folder of `templates/` belongs to the app of the same name, the pages of the sign-in library to accounts,
    everything else to ui, which also takes the modules that stand outside any app.
    """
    templates: dict[str, list[Path]] = defaultdict(list)
    for place in sorted((root / "templates").glob("*")):
        owner = "accounts" if place.name in SIGN_IN_TEMPLATES else place.name
        templates[owner if owner in apps else "ui"].append(place)
    loose = tuple(sorted((root / "parkservice").glob("*.py")))
    return {
        label: Source(label, folder, tuple(templates[label]), loose if label == "ui" else ())
        for label, folder in sorted(apps.items())
    }


def extract(source: Source) -> list[Message]:
    """Every message of an app, sorted, each once. Needs Babel, a development requirement."""
    found: dict[tuple[str, str], Message] = {}
    for path in source.files():
        for message in messages_in(path):
            known = found.get(message.key)
            if known is None or not known.plural:
                found[message.key] = message
    return sorted(found.values())


def messages_in(path: Path) -> Iterator[Message]:
    """The messages of one file; files that are neither Python nor a text template have none."""
    from babel.messages.extract import extract as babel_extract

    if path.suffix == ".py":
        code = path.read_text()
    elif path.suffix in TEMPLATE_SUFFIXES:
        code = as_python(path)
    else:
        return
    for _line, texts, _comments, context in babel_extract("python", BytesIO(code.encode()), keywords=KEYWORDS):
        singular, plural = (texts, "") if isinstance(texts, str) else (texts[0], texts[1])
        if singular:
            yield Message(singular, context or "", plural)


def as_python(path: Path) -> str:
    """A template as the gettext calls it stands for; leading blanks go, they would read as wrong indentation."""
    from django.utils.translation.template import templatize

    return "\n".join(line.lstrip() for line in templatize(path.read_text(), str(path)).splitlines())


def update(source: Source, others: Iterable[Source] = ()) -> tuple[int, int]:
    """Bring an app's catalogue up to date with its sources; return the counts (messages, still empty).

    Translations stay, messages that left the source go. A new message that another app has translated already
    takes that translation, so that one sentence never reads in two ways.
    """
    elsewhere = {
        (entry.msgid, entry.msgctxt or ""): entry
        for other in others
        if other.label != source.label
        for entry in load(other.catalogue)
        if is_translated(entry)
    }
    known = {(entry.msgid, entry.msgctxt or ""): entry for entry in load(source.catalogue)}
    book = polib.POFile(wrapwidth=110)
    book.metadata = dict(METADATA)
    for message in extract(source):
        own = known.get(message.key)
        book.append(entry_for(message, own if own and is_translated(own) else elsewhere.get(message.key)))
    if book:
        source.catalogue.parent.mkdir(parents=True, exist_ok=True)
        source.catalogue.write_text(f"{str(book).rstrip()}\n")
    return len(book), sum(1 for entry in book if not is_translated(entry))


def entry_for(message: Message, known: polib.POEntry | None) -> polib.POEntry:
    """A catalogue entry for the message, with the translation of an entry that is known already."""
    translation = ""
    if known is not None and "fuzzy" not in known.flags:
        translation = known.msgstr_plural.get(0, "") or known.msgstr
    flags = ["python-format"] if NAMED.search(message.text) else []
    entry = polib.POEntry(msgid=message.text, msgctxt=message.context or None, flags=flags)
    if message.plural:
        entry.msgid_plural, entry.msgstr_plural = message.plural, {0: translation}
    else:
        entry.msgstr = translation
    return entry


def load(path: Path) -> polib.POFile:
    """The catalogue at `path`, empty when there is none."""
    return polib.pofile(str(path)) if path.exists() else polib.POFile()


def is_translated(entry: polib.POEntry) -> bool:
    """Whether the entry has a translation that is not marked as a guess."""
    return "fuzzy" not in entry.flags and bool(all(texts := translations(entry)) and texts)


def translations(entry: polib.POEntry) -> list[str]:
    """The translation of an entry, or one for each plural form."""
    return list(entry.msgstr_plural.values()) if entry.msgid_plural else [entry.msgstr]


def compile_stale(root: Path) -> list[Path]:
    """Compile every catalogue under `root` that is newer than its compiled file; return those compiled."""
    done = []
    for path in sorted(root.glob(f"*/{CATALOGUE}")) + sorted(root.glob(f"*/*/{CATALOGUE}")):
        compiled = path.with_suffix(".mo")
        if not compiled.exists() or compiled.stat().st_mtime < path.stat().st_mtime:
            unfinished = compiled.with_suffix(f".{os.getpid()}")
            polib.pofile(str(path)).save_as_mofile(str(unfinished))
            unfinished.replace(compiled)
            done.append(path)
    return done


def faults(all_sources: Sequence[Source]) -> list[str]:
    """What is wrong with the catalogues, one sentence each; empty when all is well."""
    found = []
    seen: dict[tuple[str, str], tuple[str, list[str]]] = {}
    for source in all_sources:
        book = load(source.catalogue)
        entries = {(entry.msgid, entry.msgctxt or ""): entry for entry in book}
        wanted = {message.key for message in extract(source)}
        found += [f"{source.label}: not in the catalogue: {text!r}" for text, _ in sorted(wanted - entries.keys())]
        found += [f"{source.label}: no longer in the source: {text!r}" for text, _ in sorted(entries.keys() - wanted)]
        for key, entry in entries.items():
            found += [f"{source.label}: {fault}: {entry.msgid!r}" for fault in entry_faults(entry)]
            label, texts = seen.setdefault(key, (source.label, translations(entry)))
            if texts != translations(entry):
                found.append(f"{source.label}: translated differently in {label}: {entry.msgid!r}")
        found += babel_faults(source)
    return found


def entry_faults(entry: polib.POEntry) -> Iterator[str]:
    """What is wrong with one entry taken alone."""
    if "fuzzy" in entry.flags:
        yield "only a guess (fuzzy)"
        return
    for text in translations(entry) or [""]:
        if not text:
            yield "not translated"
            continue
        if text == entry.msgid and len(ENGLISH_WORD.findall(BRACED.sub("", NAMED.sub("", text)))) > 1:
            yield "still English"
        for pattern in (NAMED, BRACED):
            wanted = set(pattern.findall(entry.msgid)) | set(pattern.findall(entry.msgid_plural))
            given = set(pattern.findall(text))
            if given - wanted or (wanted - given and not entry.msgid_plural):
                yield f"placeholders {sorted(given)} instead of {sorted(wanted)} in {text!r}"
        if entry.msgid.endswith("\n") != text.endswith("\n"):
            yield "one side ends with a line break"


def babel_faults(source: Source) -> Iterator[str]:
    """What Babel's own checkers refuse: a wrong `%(n)d` would compile silently and break the page."""
    from babel.messages.pofile import read_po

    if not source.catalogue.exists():
        return
    with source.catalogue.open("rb") as stream:
        book = read_po(stream, locale=LOCALE)
    for message in book:
        if message.id:
            for error in message.check(book):
                yield f"{source.label}: {error}: {message.id!r}"
