"""Papers drawn by typst: one compiler per paper, one set of fonts per process (dependencies.md section 8 #4)."""

import json
import shutil
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from datetime import datetime
from functools import cache
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils.translation import override

from parkservice.kit import clock
from parkservice.paperwork import kinds, pictures
from parkservice.paperwork.models import Paper

ROOT = Path(settings.BASE_DIR) / "templates" / "print"
PREVIEW_PPI = 110.0


def typeset(paper: Paper, language: str, form: str) -> list[bytes]:
    """The paper as [PDF] or as a list of PNG pages. Raises typst.TypstError when the template is wrong."""
    photos = pictures.for_paper((photo["id"] for photo in paper.data.get("photos", ())), paper.park_id)
    return draw(kinds.get(paper.kind).template, _input(paper, language), form, at=paper.issued_at, photos=photos)


def typeset_many(papers: Sequence[Paper], language: str) -> bytes:
    """Several papers of one kind in one PDF; their template draws each of `papers`. Raises typst.TypstError."""
    given = [_input(paper, language) for paper in papers]
    first = papers[0]
    return draw(kinds.get(first.kind).template, {**given[0], "papers": given}, "pdf", at=first.issued_at)[0]


def draw(
    template: str, given: dict[str, Any], form: str, *, at: datetime, photos: Mapping[str, bytes] | None = None
) -> list[bytes]:
    """A template of templates/print filled with `given`, as [PDF] or as a list of PNG pages.

    `photos` are JPEG by their id; the template finds their file names in `pictures`. Raises typst.TypstError when the
    template is wrong.
    """
    names = {key: f"{place}.jpg" for place, key in enumerate(photos or {})}
    with _folder(template, {names[key]: content for key, content in (photos or {}).items()}) as root:
        compiler = typst.Compiler(str(root / f"{template}.typ"), root=str(root), font_paths=fonts())
        result: Any = compiler.compile(
            format=form,  # type: ignore[arg-type]
            ppi=PREVIEW_PPI if form == "png" else None,
            sys_inputs={"paper": json.dumps({**given, "pictures": names}, ensure_ascii=False)},
            timestamp=int(at.timestamp()),
        )
    return list(result) if isinstance(result, Sequence) and not isinstance(result, bytes) else [result]


@contextmanager
def _folder(template: str, photos: Mapping[str, bytes]) -> Iterator[Path]:
    """The folder of the templates; with photos a passing one that holds both, because typst reads one folder only."""
    if not photos:
        yield ROOT
        return
    with TemporaryDirectory(prefix="paper-") as made:
        folder = Path(made)
        for name in ("_paper.typ", f"{template}.typ"):
            shutil.copyfile(ROOT / name, folder / name)
        for name, content in photos.items():
            (folder / name).write_bytes(content)
        yield folder


def qr_svg(address: str) -> str:
    """The QR code of an address as SVG without a border."""
    return segno.make(address, error="m").svg_inline(border=0, omitsize=True)


@cache
def fonts() -> typst.Fonts:
    """The fonts for paper: the folder of PARKSERVICE_FONTS, else those of the installed font package."""
    return typst.Fonts(include_system_fonts=False, include_embedded_fonts=True, font_paths=_font_folders())


def _font_folders() -> list[str]:
    if settings.FONT_DIR:
        return [settings.FONT_DIR]
    from justmytype_intl_cjk import get_font_pack

    return [str(folder) for folder in get_font_pack().get_font_directories()]


def _input(paper: Paper, language: str) -> dict[str, Any]:
    """Everything that a template may show; see templates/print/_paper.typ."""
    park = paper.park
    with override(language):
        names = {"park": park.name, "desk_place": park.desk_place}
    return {
        **names,
        "language": "en" if language.startswith("en") else "zh",
        "demo": park.is_demo,
        "desk_phone": park.desk_phone,
        "number": paper.number,
        "url": paper.verify_url,
        "qr": qr_svg(paper.verify_url),
        "issued": clock.local(paper.issued_at).strftime("%Y-%m-%d %H:%M"),
        "reprints": paper.reprints,
        "valid_until": paper.valid_until.isoformat() if paper.valid_until else "",
        "data": paper.data,
    }
