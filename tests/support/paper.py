"""Reading papers back: the words of a PDF, without the spaces that setting the type puts between characters."""

import io

from pypdf import PdfReader


def pages_of(pdf: bytes) -> list[str]:
    """The words of each page without any space."""
    return ["".join(page.extract_text().split()) for page in PdfReader(io.BytesIO(pdf)).pages]


def words_of(pdf: bytes) -> str:
    """All words without any space."""
    return "".join(pages_of(pdf))


def pictures_in(pdf: bytes) -> int:
    """How many photos the pages show."""
    return sum(len(page.images) for page in PdfReader(io.BytesIO(pdf)).pages)
