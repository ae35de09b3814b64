"""The form that takes a table."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parkservice.estate.imports.reading import MAX_BYTES
from parkservice.ui.forms import Form

ACCEPT = ".xlsx,.csv,text/csv,application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


class TableInput(forms.ClearableFileInput):
    """The input of one table; `limits` tells the page what the server will refuse."""

    limits: ClassVar = {"files": 1, "megabytes": MAX_BYTES // 1024**2, "bytes": MAX_BYTES, "table": True}


class TableForm(Form):
    """One Excel or CSV file."""

    file = forms.FileField(
        label=_("Excel or CSV file"),
        allow_empty_file=True,
        widget=TableInput(attrs={"accept": ACCEPT}),
        help_text=_("At most 5 MB and 5,000 rows, headings in the first row as in the template."),
        error_messages={"required": _("No file is chosen yet. Choose the filled-in template.")},
    )

    def clean_file(self) -> Any:
        """Not larger than is read at all."""
        file = self.cleaned_data["file"]
        if file.size > MAX_BYTES:
            raise ValidationError(_("The file is larger than 5 MB. Split it and send the parts one after the other."))
        return file
