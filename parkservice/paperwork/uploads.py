"""Photos and documents that people send: cleaned first, outside any transaction, then attached to a record.

Only JPEG, PNG, WebP and PDF are taken, by content and never by name. Pictures are decoded and written anew, so that
nothing of the sent bytes survives: no place of the photo, no hidden second file (reliability #14 and #16).
"""

import hashlib
import io
import struct
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.core.exceptions import ValidationError
from django.core.files.base import ContentFile
from django.core.files.storage import default_storage
from django.db import models
from django.utils.translation import gettext as _
from PIL import Image, ImageOps

from parkservice.journal.models import subject_kind
from parkservice.kit import clock
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork import malware
from parkservice.paperwork.filenames import clean_name, shown_name
from parkservice.paperwork.models import Attachment, StoredFile
from parkservice.paperwork.pdfscan import check_pdf

MAX_FILES = 5
MAX_BYTES = 10 * 1024 * 1024
MAX_PIXELS = 50_000_000
LONGEST_SIDE = 2560
THUMB_SIDE = 480
QUALITY = 85
# what Pillow raises on crafted files, beside its own error: the decoders trust lengths and offsets of the file
DAMAGED = (
    OSError, SyntaxError, ValueError, EOFError, LookupError, TypeError, AttributeError, ArithmeticError, struct.error,
    zlib.error,
)  # fmt: skip
IMAGE_FORMATS = {b"\xff\xd8\xff": "JPEG", b"\x89PNG\r\n\x1a\n": "PNG", b"RIFF": "WEBP"}
ACCEPT = "image/jpeg,image/png,image/webp,application/pdf"


@dataclass(frozen=True)
class CleanFile:
    """A checked and rewritten upload that has not been stored yet."""

    name: str
    content: bytes
    content_type: str
    extension: str
    sha256: str
    width: int | None = None
    height: int | None = None
    thumb: bytes = b""
    scanned: bool = False


def clean_files(files: Iterable[Any]) -> list[CleanFile]:
    """Check and rewrite uploaded files; call it before the transaction, decoding takes time.

    Raises ValidationError with one sentence per refused file: more than 5 files, over 10 MB, empty, no JPEG, PNG,
    WebP or PDF by content, damaged, more than 50 megapixels, a PDF with scripts.
    """
    files = list(files)
    if len(files) > MAX_FILES:
        raise ValidationError(
            _("You chose %(count)d files. Send %(limit)d at most; more can follow later.")
            % {"count": len(files), "limit": MAX_FILES}
        )
    cleaned, errors = [], []
    for file in files:
        try:
            cleaned.append(clean_file(file))
        except ValidationError as error:
            errors.append(error)
    if errors:
        raise ValidationError(errors)
    return cleaned


def clean_file(file: Any) -> CleanFile:
    """Check and rewrite one uploaded file. Raises ValidationError, see clean_files."""
    name = shown_name(file.name)
    if file.size > MAX_BYTES:
        raise ValidationError(_("“%(name)s” is larger than 10 MB. Choose a smaller file.") % {"name": name})
    content = file.read(MAX_BYTES + 1)
    if not content:
        raise ValidationError(_("“%(name)s” is empty. Choose the file again.") % {"name": name})
    scanned = malware.check(content, name)
    if content.startswith(b"%PDF-"):
        check_pdf(content, name)
        return _clean(file.name, content, "application/pdf", ".pdf", scanned=scanned)
    return _clean_image(file.name, content, name, scanned)


def attach(
    *, subject: models.Model, park: Any, files: Sequence[CleanFile], actor: Any, public: bool = True
) -> list[Attachment]:
    """Store cleaned files and link them to a record; call it inside the service's transaction.

    The same content is stored once. `actor` is None for a person without an account. Raises RuleViolation when the
    file store cannot be written, so that the record can be sent without files.
    """
    return [
        Attachment.objects.create(
            park=park,
            file=_stored(file),
            name=file.name,
            subject_kind=subject_kind(subject),
            subject_id=subject.pk,
            uploaded_by=actor,
            at=clock.now(),
            public=public,
        )
        for file in files
    ]


def _image_format(content: bytes) -> str | None:
    for magic, image_format in IMAGE_FORMATS.items():
        if content.startswith(magic) and (image_format != "WEBP" or content[8:12] == b"WEBP"):
            return image_format
    return None


def _clean_image(sent_name: str, content: bytes, name: str, scanned: bool) -> CleanFile:
    image_format = _image_format(content)
    if image_format is None:
        raise ValidationError(
            _("“%(name)s” is not a photo or PDF. Send JPEG, PNG, WebP or PDF files.") % {"name": name}
        )
    try:
        picture = _decode(content, image_format, name)
    except DAMAGED as error:
        raise ValidationError(
            _("“%(name)s” is damaged and cannot be opened. Take the photo again.") % {"name": name}
        ) from error
    has_alpha = picture.mode == "RGBA"
    target = "PNG" if has_alpha or image_format == "PNG" else "JPEG"
    small = picture.copy()
    small.thumbnail((THUMB_SIDE, THUMB_SIDE))
    return _clean(
        sent_name,
        _encode(picture, target),
        f"image/{target.lower()}",
        ".png" if target == "PNG" else ".jpg",
        scanned=scanned,
        width=picture.width,
        height=picture.height,
        thumb=_encode(small, target),
    )


def _decode(content: bytes, image_format: str, name: str) -> Image.Image:
    """The first picture, upright, at most 2560 pixels long, without metadata. The size is read before decoding."""
    formats = ["JPEG", "MPO"] if image_format == "JPEG" else [image_format]
    try:
        picture: Image.Image = Image.open(io.BytesIO(content), formats=formats)
        too_large = picture.width * picture.height > MAX_PIXELS
    except Image.DecompressionBombError:
        too_large = True
    if too_large:
        raise ValidationError(_("“%(name)s” has more than 50 megapixels. Send it in a smaller size.") % {"name": name})
    picture.draft("RGB", (LONGEST_SIDE, LONGEST_SIDE))
    picture = ImageOps.exif_transpose(picture)
    alpha = picture.mode in {"RGBA", "LA", "PA"} or "transparency" in picture.info
    picture = picture.convert("RGBA" if alpha else "RGB")
    picture.thumbnail((LONGEST_SIDE, LONGEST_SIDE))
    bare = Image.new(picture.mode, picture.size)
    bare.paste(picture)
    return bare


def _encode(picture: Image.Image, target: str) -> bytes:
    out = io.BytesIO()
    if target == "JPEG":
        picture.save(out, "JPEG", quality=QUALITY, progressive=True)
    else:
        picture.save(out, "PNG")
    return out.getvalue()


def _clean(sent_name: str, content: bytes, content_type: str, extension: str, **more: Any) -> CleanFile:
    digest = hashlib.sha256(content).hexdigest()
    return CleanFile(clean_name(sent_name, extension), content, content_type, extension, digest, **more)


def _stored(file: CleanFile) -> StoredFile:
    """The row of this content, made on first use; bytes that went missing are written again."""
    base = f"{file.sha256[:2]}/{file.sha256}"
    try:
        path = _write(f"{base}{file.extension}", file.content)
        thumb_path = _write(f"{base}.small{file.extension}", file.thumb) if file.thumb else ""
    except OSError as error:
        raise RuleViolation(_("The files cannot be stored at the moment. Send it without files, or later.")) from error
    stored, _created = StoredFile.objects.get_or_create(
        sha256=file.sha256,
        defaults={
            "path": path,
            "thumb_path": thumb_path,
            "size": len(file.content),
            "content_type": file.content_type,
            "width": file.width,
            "height": file.height,
            "scanned": file.scanned,
        },
    )
    return stored


def _write(path: str, content: bytes) -> str:
    """Write once; a file of another length is the rest of an interrupted write and is replaced."""
    if default_storage.exists(path):
        if default_storage.size(path) == len(content):
            return path
        default_storage.delete(path)
    return default_storage.save(path, ContentFile(content))
