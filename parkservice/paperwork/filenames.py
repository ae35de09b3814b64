"""Names of uploaded files: only what people should read, nothing that a file system or a browser could act on."""

import re
import unicodedata

MAX_STEM = 80
FORBIDDEN = re.compile(r'[<>:"|?*/\\]+')


def clean_name(name: str, extension: str) -> str:
    """The last path part without control, direction and invisible characters, with the extension of the content.

    "../../x.svg" stored as a JPEG becomes "x.jpg"; a name of which nothing is left becomes "file.jpg".
    """
    last = re.split(r"[/\\]", name or "")[-1]
    visible = "".join(char for char in unicodedata.normalize("NFC", last) if unicodedata.category(char)[0] != "C")
    stem = FORBIDDEN.sub("", visible).strip()
    stem = stem.rsplit(".", 1)[0] if "." in stem else stem
    stem = " ".join(stem.split()).strip(". ")[:MAX_STEM].strip()
    return f"{stem or 'file'}{extension}"


def shown_name(name: str) -> str:
    """The name as it is quoted in a sentence to the person who sent the file."""
    return clean_name(name, "") + _extension_of(name)


def _extension_of(name: str) -> str:
    match = re.search(r"\.[A-Za-z0-9]{1,5}$", name or "")
    return match.group() if match else ""
