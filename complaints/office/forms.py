"""What the park office writes about a result."""

from typing import Any

from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm, words_field
from parkservice.kit.text import LineField
from parkservice.ui.forms import Form


class AcknowledgeForm(ActForm):
    """Read and acknowledged; a comment is welcome."""

    text = words_field(_("Comment"), rows=2, shortest=1, required=False)


class CommentForm(ActForm):
    """A comment on a result."""

    text = words_field(_("Comment"), help_text=_("The officer and the manager read it."))


class WordForm(Form):
    """The same from the link in a mail, where nobody is signed in."""

    name = LineField(label=_("Your name"), min_length=1, max_length=60)
    text = words_field(_("Comment"), shortest=1, required=False)

    def __init__(self, *args: Any, acknowledged: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["text"].required = acknowledged
