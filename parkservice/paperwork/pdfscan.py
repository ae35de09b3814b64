"""A plain look into PDF files: whole, not locked, not too long, and without anything that acts on its own.

This is no virus scanner. It reads the objects of the file, also those in compressed object streams, and looks for
the names that start scripts, programs or embedded files. The file is served as a download only (reliability #16).
"""

import re
import zlib

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _

MAX_PAGES = 100
MAX_UNPACKED = 16 * 1024 * 1024
#: A hundred pages need a few thousand; looking at each of half a million would keep a worker busy for minutes.
MAX_STREAMS = 10_000
STEP = 1024 * 1024
#: The head of a packed stream, and how much of a damaged one is read at a time, in bytes.
HEAD, SLICE = 2, 4096
TAIL = 1024
ACTIVE = re.compile(rb"/(JavaScript|JS|Launch|EmbeddedFiles?|RichMedia|SubmitForm|ImportData|XFA)(?![A-Za-z0-9])")
PAGE = re.compile(rb"/Type\s*/Page(?![A-Za-z])")
HEX_NAME = re.compile(rb"#([0-9A-Fa-f]{2})")
STREAM = re.compile(rb">>\s*stream\r?\n")


def check_pdf(content: bytes, name: str) -> None:
    """Refuse a PDF that is damaged, locked, too long, or carries scripts or other files.

    Raises ValidationError with a sentence that names the file.
    """
    end = content.rfind(b"%%EOF", -TAIL)
    if not re.match(rb"%PDF-[12]\.\d", content) or end < 0 or content[end + 5 :].strip(b"\r\n\t \0"):
        raise ValidationError(_("“%(name)s” is damaged. Save the document as PDF again.") % {"name": name})
    objects = _plain(_objects(content, name))
    if re.search(rb"/Encrypt(?![A-Za-z])", objects):
        raise ValidationError(_("“%(name)s” is locked with a password. Save it without one.") % {"name": name})
    if ACTIVE.search(objects):
        raise ValidationError(
            _("“%(name)s” contains scripts or other files. Print it to a new PDF and send that one.") % {"name": name}
        )
    if len(PAGE.findall(objects)) > MAX_PAGES:
        raise ValidationError(
            _("“%(name)s” has more than %(limit)d pages. Send only the pages that matter.")
            % {"name": name, "limit": MAX_PAGES}
        )


def _objects(content: bytes, name: str) -> bytes:
    """The text of all objects: stream contents left out, object streams unpacked, both up to a limit.

    Each byte is looked at a fixed number of times: the head of a stream is searched for behind the stream before it.
    """
    parts, position, unpacked, streams = [], 0, 0, 0
    for match in STREAM.finditer(content):
        if match.start() < position:
            continue
        streams += 1
        if streams > MAX_STREAMS:
            raise _too_large(name)
        before = content[position : match.end()]
        parts.append(before)
        position = content.find(b"endstream", match.end())
        if position < 0:
            break
        if b"/ObjStm" in _plain(before):
            text = _unpack(content[match.end() : position], MAX_UNPACKED - unpacked, name)
            unpacked += len(text)
            parts.append(text)
    if position >= 0:
        parts.append(content[position:])
    return b"\n".join(parts)


def _unpack(packed: bytes, limit: int, name: str) -> bytes:
    """The text of an object stream; of a damaged one what could be read, and the rest as it is."""
    unpacker, rest, text = zlib.decompressobj(), packed, b""
    try:
        while rest:
            text += unpacker.decompress(rest, STEP)
            rest = unpacker.unconsumed_tail
            if len(text) > limit:
                raise _too_large(name)
        return text + unpacker.flush()
    except zlib.error:
        return _unpack_damaged(packed, limit, name) + b"\n" + packed


def _unpack_damaged(packed: bytes, limit: int, name: str) -> bytes:
    """What readers show of a damaged stream: everything before the damage, whatever head and checksum say."""
    unpacker, text, position, step = zlib.decompressobj(-zlib.MAX_WBITS), bytearray(), HEAD, SLICE
    while position < len(packed) and not unpacker.eof:
        before = unpacker.copy()
        try:
            text += unpacker.decompress(packed[position : position + step])
        except zlib.error:
            if step == 1:
                break
            # The text of a failing slice is lost: read it again byte by byte up to the damage.
            unpacker, step = before, 1
            continue
        position += step
        if len(text) > limit:
            raise _too_large(name)
    return bytes(text)


def _plain(text: bytes) -> bytes:
    """Names without their escapes."""
    return HEX_NAME.sub(lambda match: bytes([int(match.group(1), 16)]), text)


def _too_large(name: str) -> ValidationError:
    return ValidationError(_("“%(name)s” is too large when opened. Print it to a new PDF.") % {"name": name})
