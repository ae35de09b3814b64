"""Real pictures and documents made on the spot, and a corpus of hostile uploads (reliability #16)."""

import io
import struct
import zlib
from collections.abc import Iterator

from django.core.files.uploadedfile import SimpleUploadedFile
from PIL import Image

GPS_IFD = 0x8825
ORIENTATION = 0x0112

HOSTILE_NAMES = (
    "photo.jpg",
    "../../etc/passwd.jpg",
    "..\\..\\windows\\x.jpg",
    "/absolute/path.png",
    "photo\u202egpj.exe",
    "nul\x00byte.jpg",
    "line\r\nbreak.jpg",
    "<script>alert(1)</script>.jpg",
    '"quoted";filename=x.exe.jpg',
    ".htaccess",
    "x" * 300 + ".jpg",
    "",
    "   .jpg",
    "照片\u200b.jpg",
)


def picture(size=(64, 48), form="JPEG", colour=(200, 40, 40), mode="RGB", **options) -> bytes:
    """An ordinary picture; the left upper quarter is blue, so that turning it can be seen."""
    image = Image.new(mode, size, colour)
    image.paste((20, 20, 220), (0, 0, size[0] // 2, size[1] // 2))
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def phone_photo() -> bytes:
    """A JPEG as a phone takes it: lying on its side, with the place where it was taken."""
    exif = Image.Exif()
    exif[ORIENTATION] = 6
    exif.get_ifd(GPS_IFD)[1] = "N"
    exif[0x010E] = "private words"
    return picture((80, 40), exif=exif)


def pdf(pages: int = 1, extra: bytes = b"", tail: bytes = b"%%EOF\n") -> bytes:
    """A small PDF with this many pages; `extra` goes into the document's root object."""
    kids = b" ".join(b"%d 0 R" % number for number in range(3, 3 + pages))
    parts = [
        b"%PDF-1.7\n1 0 obj\n<< /Type /Catalog /Pages 2 0 R " + extra + b" >>\nendobj\n",
        b"2 0 obj\n<< /Type /Pages /Kids [" + kids + b"] /Count %d >>\nendobj\n" % pages,
    ]
    parts += [
        b"%d 0 obj\n<< /Type /Page /Parent 2 0 R /MediaBox [0 0 200 200] >>\nendobj\n" % number
        for number in range(3, 3 + pages)
    ]
    return (
        b"".join(parts) + b"xref\n0 1\n0000000000 65535 f \ntrailer\n<< /Root 1 0 R /Size 3 >>\nstartxref\n9\n" + tail
    )


def packed_pdf(inside: bytes, packed: bytes | None = None) -> bytes:
    """A PDF with objects in a compressed object stream."""
    body = zlib.compress(inside) if packed is None else packed
    head = b"9 0 obj\n<< /Type /ObjStm /N 1 /First 4 /Filter /FlateDecode /Length %d >>\nstream\n" % len(body)
    return pdf(tail=head + body + b"\nendstream\nendobj\n%%EOF")


def png_of_size(width: int, height: int) -> bytes:
    """The head of a PNG that claims to be this large: nobody should try to decode it."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return struct.pack("!L", len(body)) + kind + body + struct.pack("!L", zlib.crc32(kind + body))

    head = struct.pack("!2L5B", width, height, 8, 2, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(b"\0" * 64)) + chunk(b"IEND", b"")


def upload(content: bytes, name: str = "photo.jpg", content_type: str = "image/jpeg") -> SimpleUploadedFile:
    """An uploaded file that claims to be a JPEG."""
    file = SimpleUploadedFile("x", content, content_type)
    file._name = name  # the test wants the name as an attacker sends it, not as Django tidies it
    return file


def hostile_contents() -> dict[str, bytes]:
    """Contents of which none may be stored as sent, by what they are."""
    jpeg, png = picture(), picture(form="PNG")
    return {
        "svg": b"<svg xmlns='http://www.w3.org/2000/svg' onload='alert(1)'/>",
        "html": b"<!doctype html><script>alert(1)</script>",
        "xml": b"<?xml version='1.0'?><!DOCTYPE a [<!ENTITY x SYSTEM 'file:///etc/passwd'>]><a>&x;</a>",
        "zip": b"PK\x03\x04" + b"\0" * 64,
        "exe": b"MZ" + b"\0" * 64,
        "gif": picture(form="GIF"),
        "bmp": picture(form="BMP"),
        "script": b"#!/bin/sh\nrm -rf /\n",
        "empty": b"",
        "zeros": b"\0" * 1000,
        "jpeg cut off": jpeg[: len(jpeg) // 2],
        "png cut off": png[:40],
        "only magic": b"\xff\xd8\xff",
        "wide png": png_of_size(50_000, 50_000),
        "riff wave": b"RIFF\x24\0\0\0WAVEfmt ",
        "pdf with script": pdf(extra=b"/OpenAction << /S /JavaScript /JS (app.alert(1)) >>"),
        "pdf with hidden script": pdf(extra=b"/OpenAction << /S /J#61vaScript >>"),
        "pdf that launches": pdf(extra=b"/OpenAction << /S /Launch /F (cmd.exe) >>"),
        "pdf with files": pdf(extra=b"/Names << /EmbeddedFiles 7 0 R >>"),
        "pdf and zip": pdf(tail=b"%%EOF\nPK\x03\x04" + b"x" * 40),
        "pdf without end": pdf(tail=b""),
        "pdf locked": pdf(extra=b"/Encrypt 5 0 R"),
        "pdf too long": pdf(pages=101),
        "pdf with packed script": packed_pdf(b"9 0 << /S /JavaScript >>"),
        "pdf bomb": packed_pdf(b"", zlib.compress(b"\0" * 40_000_000)),
    }


def corpus() -> Iterator[tuple[str, str, bytes]]:
    """Every hostile content under every hostile name: what, name, content."""
    for what, content in hostile_contents().items():
        for name in HOSTILE_NAMES:
            yield what, name, content
