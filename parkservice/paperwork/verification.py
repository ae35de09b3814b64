"""Finding a paper by the code that is printed on it."""

from parkservice.paperwork.models import CODE_LENGTH, Paper

LOOKALIKES = str.maketrans("ILO", "110", "- ")
MAX_TYPED = 80


def tidy_code(text: str) -> str:
    """The code as people type it: small letters, hyphens, spaces, and I, L, O for 1, 1, 0 are understood."""
    return text[:MAX_TYPED].upper().translate(LOOKALIKES)


def find(text: str) -> Paper | None:
    """The paper of a typed or scanned code, None when there is none."""
    code = tidy_code(text)
    if len(code) != CODE_LENGTH or not code.isascii():
        return None
    return Paper.objects.select_related("park").filter(code=code).first()
