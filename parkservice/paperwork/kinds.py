"""The kinds of printed papers: name for the verification page, template in templates/print."""

from dataclasses import dataclass

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


@dataclass(frozen=True)
class PaperKind:
    """One kind of paper, drawn by templates/print/<template>.typ; kinds that look alike share one by `drawn_as`."""

    code: str
    name: str | Promise
    drawn_as: str = ""

    @property
    def template(self) -> str:
        """The name of its template, by default its own code."""
        return self.drawn_as or self.code


_kinds: dict[str, PaperKind] = {}


def register(*kinds: PaperKind) -> None:
    """Make kinds known; each app registers its own when it is ready."""
    _kinds.update({kind.code: kind for kind in kinds})


def get(code: str) -> PaperKind:
    """The kind of a paper. Raises KeyError for one that nobody registered."""
    return _kinds[code]


def name_of(code: str) -> str:
    """The name of a kind in the language of the moment. Raises KeyError for one that nobody registered."""
    return str(get(code).name)


register(
    PaperKind("complaint_register", _("Complaint register")),
    PaperKind("reply_letter", _("Reply letter")),
)
