"""The part of a form that asks the courtesy check before anything is written (L1 to L4, domain section 5).

    class AnswerForm(CourtesyMixin, Form):
        text = TextField(...)

        def clean(self):
            said = super().clean() or self.cleaned_data
            self.check_courtesy("suggestion.answer", self.suggestion, said.get("text", ""))
            return said

The service keeps `cleaned_data["courtesy_reason"]` with the text; the template shows the field once it is asked for:

    {% if form.wants_reason %}{% field form.courtesy_reason optional=False %}{% endif %}
"""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import LineField
from parkservice.messaging.wordbook import writing


class CourtesyMixin(forms.Form):
    """What blocks stands beside the text; a missing 对不起 asks once for its reason (R4, R5)."""

    courtesy_reason = LineField(label=_("Why is the apology left out?"), required=False, max_length=200)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.wants_reason = bool(self.data.get("courtesy_reason"))

    def check_courtesy(self, key: str, record: Any, text: str, field: str = "text") -> None:
        """Add the refusal of the courtesy check to the field to which it belongs; call from `clean`."""
        try:
            writing.choose(key, record, text, self.cleaned_data.get("courtesy_reason", ""))
        except RuleViolation as refusal:
            self.wants_reason = refusal.code == "apology"
            self.add_error("courtesy_reason" if self.wants_reason else field, str(refusal))
