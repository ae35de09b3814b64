"""Drawn stand-ins for the photos of the demo park: no real place, no real person."""

import io
from functools import cache

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image, ImageDraw

from parkservice.paperwork.uploads import CleanFile, clean_files

#: name, background, and boxes as (left, top, right, bottom, colour)
SCENES: list[tuple[str, str, list[tuple[int, int, int, int, str]]]] = [
    (
        "轿厢门口",
        "#dfe6e7",
        [
            (160, 60, 640, 600, "#8fa0a5"),
            (190, 90, 395, 600, "#b8c4c7"),
            (405, 90, 610, 600, "#b8c4c7"),
            (690, 260, 750, 380, "#6b7d83"),
            (712, 290, 728, 306, "#c79a4a"),
        ],
    ),
    (
        "导轨处",
        "#6b7d83",
        [
            (330, 0, 420, 600, "#b8c4c7"),
            (360, 0, 390, 600, "#dfe6e7"),
            (220, 190, 340, 420, "#3b4a50"),
            (420, 190, 540, 420, "#3b4a50"),
            (300, 280, 330, 330, "#c79a4a"),
        ],
    ),
    (
        "一楼待运货物",
        "#dfe6e7",
        [
            (0, 380, 800, 600, "#b8c4c7"),
            (80, 140, 350, 380, "#8fa0a5"),
            (400, 200, 720, 410, "#6b7d83"),
            (450, 250, 540, 340, "#c79a4a"),
            (580, 250, 670, 340, "#c79a4a"),
        ],
    ),
]


@cache
def photos() -> list[CleanFile]:
    """The drawn photos, cleaned as uploads are."""
    sent = []
    for name, ground, boxes in SCENES:
        picture = Image.new("RGB", (800, 600), ground)
        draw = ImageDraw.Draw(picture)
        for *box, colour in boxes:
            draw.rectangle(box, fill=colour)
        out = io.BytesIO()
        picture.save(out, "JPEG", quality=80)
        sent.append(SimpleUploadedFile(f"{name}.jpg", out.getvalue(), "image/jpeg"))
    return clean_files(sent)
