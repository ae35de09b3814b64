"""Papers drawn by typst: one compiler per paper, one set of fonts per process (dependencies.md section 8 #4)."""

import json
from collections.abc import Sequence
from functools import cache
from pathlib import Path
from typing import Any

import segno
import typst
from django.conf import settings
from django.utils.translation import override

from parkservice.kit import clock
from parkservice.paperwork.models import Paper

ROOT = Path(settings.BASE_DIR) / "templates" / "print"
PREVIEW_PPI = 110.0


def typeset(paper: Paper, language: str, form: str) -> list[bytes]:
    """The paper as [PDF] or as a list of PNG pages. Raises typst.TypstError when the template is wrong."""
    compiler = typst.Compiler(str(ROOT / f"{paper.kind}.typ"), root=str(ROOT), font_paths=fonts())
    result: Any = compiler.compile(
        format=form,  # type: ignore[arg-type]
        ppi=PREVIEW_PPI if form == "png" else None,
        sys_inputs={"paper": json.dumps(_input(paper, language), ensure_ascii=False)},
        timestamp=int(paper.issued_at.timestamp()),
    )
    return list(result) if isinstance(result, Sequence) and not isinstance(result, bytes) else [result]


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
        "qr": segno.make(paper.verify_url, error="m").svg_inline(border=0, omitsize=True),
        "issued": clock.local(paper.issued_at).strftime("%Y-%m-%d %H:%M"),
        "reprints": paper.reprints,
        "valid_until": paper.valid_until.isoformat() if paper.valid_until else "",
        "data": paper.data,
    }
