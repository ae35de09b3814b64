"""Forms for phrases, ready texts and the levels of the courtesy rules."""

from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from parkservice.kit import courtesy
from parkservice.kit.text import LineField, TextField
from parkservice.messaging import templates
from parkservice.messaging.models import Kept, Phrase, ReplyTemplate, TextOutcome, TextUse
from parkservice.messaging.wordbook.levels import HINT, OFF, RULES
from parkservice.messaging.wordbook.notices import NOTICE
from parkservice.messaging.wordbook.services import BODIES, pair, unknown_words
from parkservice.parks.models import Park
from parkservice.ui.forms import Form, FormIdMixin, Segments

#: What a ready text of each use may tell.
OUTCOMES: dict[str, tuple[str, ...]] = {
    TextUse.COMPLAINT: ("acknowledged", "investigating", "planned", "settled", "explained", "unfounded", "declined"),
    TextUse.SUGGESTION: ("acknowledged", "adopted", "declined", "done"),
    TextUse.KINDNESS: ("thanked", "apologised"),
    TextUse.NOTICE: ("outage", "works", "closure"),
}


class KeptForm(FormIdMixin, Form):
    """Words that may be changed by several people: the form remembers which version it showed."""

    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)
    version = forms.CharField(widget=forms.HiddenInput, required=False, max_length=40)

    def __init__(self, *args: Any, row: Kept | None = None, **kwargs: Any) -> None:
        super().__init__(*args, initial={**self.of(row), "version": row.version} if row else {}, **kwargs)
        if row is None:
            del self.fields["is_active"]
        self.order_fields([name for name in self.fields if name != "is_active"])

    def of(self, row: Any) -> dict[str, Any]:
        """What the row holds for the fields of this form."""
        return {name: getattr(row, name) for name in self.base_fields if hasattr(row, name)}


class PhraseForm(KeptForm):
    """A courteous phrase and when to say it, in both languages."""

    text_zh = LineField(label=_("Phrase in Chinese"), max_length=80)
    text_en = LineField(label=_("Phrase in English"), max_length=80)
    use_zh = LineField(label=_("When to say it, in Chinese"), max_length=120)
    use_en = LineField(label=_("When to say it, in English"), max_length=120)
    position = forms.IntegerField(
        label=_("Place in the list"), min_value=0, max_value=999, initial=50, help_text=_("Smaller comes first.")
    )

    def __init__(self, *args: Any, row: Phrase | None = None, **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)


class TextForm(KeptForm):
    """A ready text in both languages. Its use is chosen once; placeholders are checked against it."""

    category = forms.ChoiceField(label=_("Used for"), choices=TextUse)
    outcome = forms.ChoiceField(label=_("What it tells"), choices=TextOutcome)
    name_zh = LineField(label=_("Name in Chinese"), max_length=100)
    name_en = LineField(label=_("Name in English"), max_length=100)
    body_zh = TextField(label=_("Text in Chinese"), min_length=4, widget=forms.Textarea(attrs={"rows": 6}))
    body_en = TextField(label=_("Text in English"), min_length=4, widget=forms.Textarea(attrs={"rows": 6}))

    def __init__(self, *args: Any, park: Park, row: ReplyTemplate | None = None, use: str = "", **kwargs: Any) -> None:
        super().__init__(*args, row=row, **kwargs)
        self.use = row.category if row else use if use in TextUse.values else TextUse.COMPLAINT
        offered = [(outcome, TextOutcome(outcome).label) for outcome in OUTCOMES[self.use]]
        self.fields["outcome"].choices = offered  # type: ignore[attr-defined]
        self.fields["category"].widget = forms.HiddenInput()
        self.initial["category"] = self.use
        if self.use == TextUse.NOTICE:
            self.fields["body_zh"].widget.attrs["data-check"] = reverse("messaging:check", args=[NOTICE, park.pk])
        known = " ".join(f"{{{name}}}" for name in templates.PLACEHOLDERS[self.use])
        for _language, field in BODIES:
            self.fields[field].help_text = gettext("Placeholders: %(known)s") % {"known": known}

    def of(self, row: ReplyTemplate) -> dict[str, Any]:
        """Both bodies beside what they share."""
        bodies = {field: text.body for text, (_language, field) in zip(pair(row), BODIES, strict=True)}
        return {**super().of(row), **bodies}

    def clean_category(self) -> str:
        """A text keeps its use: what it may tell and its placeholders hang on it."""
        return self.use

    def _checked(self, field: str) -> str:
        body: str = self.cleaned_data[field]
        if wrong := templates.unknown(body, self.use):
            raise ValidationError(unknown_words(wrong, self.use))
        return body

    def clean_body_zh(self) -> str:
        """Only placeholders that its use knows."""
        return self._checked("body_zh")

    def clean_body_en(self) -> str:
        """Only placeholders that its use knows."""
        return self._checked("body_en")


class LevelsForm(Form):
    """For each rule that may be lowered: a hint, or off."""

    reason = LineField(label=_("Why"), min_length=2, max_length=200)

    def __init__(self, *args: Any, levels: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for rule, sentence in RULES.items():
            if rule not in courtesy.BLOCKS:
                self.fields[rule] = forms.ChoiceField(
                    label=f"{rule} · {sentence}", choices=[(HINT, _("Hint")), (OFF, _("Off"))], widget=Segments
                )
                self.initial[rule] = levels[rule]
        self.order_fields([*(rule for rule in RULES if rule in self.fields), "reason"])

    @property
    def levels(self) -> dict[str, str]:
        """The levels chosen."""
        return {rule: self.cleaned_data[rule] for rule in RULES if rule in self.cleaned_data}
