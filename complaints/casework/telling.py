"""The form of an act that tells the complainant something: the way, the words, and the courtesy check (A5, L2, L3)."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from complaints.casework.forms import ActForm, reply_methods, words_field
from complaints.casework.outgoing import text_key
from complaints.choices import ReplyMethod
from parkservice.messaging import sms
from parkservice.messaging.wordbook.asking import CourtesyMixin
from parkservice.ui.forms import FormIdMixin

#: What a draft leaves open for the writer.
GAP = "____"


class TellForm(CourtesyMixin, FormIdMixin, ActForm):
    """Words to the complainant that go with an act; `tells` is their kind, `draft` lies ready in their language."""

    tells = ""
    way = forms.ChoiceField(label=_("How"))
    text = words_field(_("Words to the complainant"), rows=6)
    field_order = ["way", "text", "courtesy_reason", "form_id"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["way"].choices = reply_methods(self.complaint)  # type: ignore[attr-defined]
        usual = ReplyMethod.MAIL if self.complaint.email else ReplyMethod.TRACKING_PAGE
        self.initial.setdefault("way", usual)
        self.initial.setdefault("text", self.draft())

    def draft(self) -> str:
        """The words that lie ready."""
        return ""

    def clean_text(self) -> str:
        """Words without open places."""
        text: str = self.cleaned_data["text"]
        if GAP in text:
            raise ValidationError(_("Fill in the places that are still open: %(gap)s") % {"gap": GAP})
        return text

    def clean(self) -> dict[str, Any]:
        """Say it as the services do, and let the courtesy check speak before anything is written."""
        said = super().clean() or self.cleaned_data
        said["method"] = said.pop("way", "")
        if said["method"] == ReplyMethod.SMS and len(said.get("text", "")) > sms.LONGEST:
            self.add_error("text", sms.length_line(said["text"]))
        self.check_courtesy(text_key(self.tells), self.complaint, said.get("text", ""))
        return said
