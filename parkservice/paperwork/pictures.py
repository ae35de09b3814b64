"""Photos on papers: a paper names attachments, their bytes are read and made smaller whenever it is drawn.

The content of a paper so stays small, and no picture is decoded inside a transaction.
"""

import io
from collections.abc import Iterable

from PIL import Image

from parkservice.paperwork.models import Attachment
from parkservice.paperwork.uploads import DAMAGED

#: The longest side in pixels: half the width of a sheet at 200 dots to the inch, a quarter of what is stored, so that
#: decoding is cheap.
SIDE = 640
QUALITY = 80


def for_paper(uuids: Iterable[str], park_id: int) -> dict[str, bytes]:
    """Return the photos of one park as JPEG by the id of their attachment; what cannot be read is left out."""
    wanted = Attachment.objects.filter(uuid__in=list(uuids), park_id=park_id).select_related("file")
    read = {str(each.uuid): _small(each) for each in wanted if each.image}
    return {key: content for key, content in read.items() if content}


def _small(attachment: Attachment) -> bytes:
    """The photo no larger than the paper needs it; empty when the file is not there or damaged."""
    try:
        with attachment.open() as file, Image.open(file) as picture:
            picture.draft("RGB", (SIDE, SIDE))
            picture.thumbnail((SIDE, SIDE))
            out = io.BytesIO()
            _on_white(picture).save(out, "JPEG", quality=QUALITY)
            return out.getvalue()
    except DAMAGED:
        return b""


def _on_white(picture: Image.Image) -> Image.Image:
    """Paper is white: what is transparent becomes white."""
    if picture.mode != "RGBA":
        return picture.convert("RGB")
    sheet = Image.new("RGB", picture.size, "white")
    sheet.paste(picture, mask=picture.getchannel("A"))
    return sheet
