"""What is said when a held submission is thrown away."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import ngettext

from complaints.casework.forms import ActForm
from complaints.held.services import beside
from parkservice.kit.text import LineField


class RejectForm(ActForm):
    """Why, and whether the rest of the flood goes with it."""

    reason = LineField(label=_("Why is it no complaint?"), min_length=2, max_length=200)
    whole_source = forms.BooleanField(label=_("Also everything else that is held from the same place"), required=False)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        others = beside(self.complaint, self.user).count()
        if not others:
            del self.fields["whole_source"]
            return
        words = ngettext("%(count)d more submission", "%(count)d more submissions", others) % {"count": others}
        self.fields["whole_source"].help_text = words
