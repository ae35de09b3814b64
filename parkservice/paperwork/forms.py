"""Form fields of the paperwork app."""

from typing import Any, ClassVar

from django import forms
from django.core.exceptions import ValidationError
from django.core.files.uploadedfile import UploadedFile
from django.utils.translation import gettext_lazy as _

from parkservice.paperwork import uploads


class MultipleFileInput(forms.FileInput):
    """A file input that takes several files; `limits` tells the page what the server will refuse."""

    allow_multiple_selected = True
    limits: ClassVar = {
        "files": uploads.MAX_FILES,
        "bytes": uploads.MAX_BYTES,
        "megabytes": uploads.MAX_BYTES // 1024**2,
        "images": True,
    }


class MultipleFileField(forms.FileField):
    """Several uploaded files as a list; empty when none was chosen."""

    widget = MultipleFileInput

    def clean(self, data: Any, initial: Any = None) -> list[UploadedFile]:
        """Run Django's own checks on each file. Raises ValidationError."""
        files = data if isinstance(data, list | tuple) else [data] if data else []
        if not files:
            super().clean(None, initial)
        return [super(MultipleFileField, self).clean(file, None) for file in files]


class PhotosField(MultipleFileField):
    """Up to five photos or PDF documents; the value is a list of CleanFile, ready for uploads.attach()."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("label", _("Photos or documents"))
        kwargs.setdefault("help_text", _("Up to 5 files, 10 MB each: JPEG, PNG, WebP or PDF."))
        kwargs.setdefault("allow_empty_file", True)
        super().__init__(**kwargs)
        self.widget.attrs["accept"] = uploads.ACCEPT

    def clean(self, data: Any, initial: Any = None) -> list[uploads.CleanFile]:  # type: ignore[override]
        """Check and rewrite the files. Raises ValidationError with one sentence per refused file."""
        return uploads.clean_files(super().clean(data, initial))


class UnreadPhotosField(PhotosField):
    """Photos of a form that anybody may send: `read_photos` reads them once nothing else is wrong."""

    def clean(self, data: Any, initial: Any = None) -> list[Any]:
        """Take the files as they came."""
        return super(PhotosField, self).clean(data, initial)


def read_photos(form: forms.Form, name: str = "photos") -> None:
    """Check and rewrite the files of a form, at the end of its `clean`; what is refused is told beside the field.

    Decoding takes seconds, so that it waits until every other answer is right.
    """
    if form.errors:
        return
    try:
        form.cleaned_data[name] = uploads.clean_files(form.cleaned_data[name])
    except ValidationError as refusal:
        form.add_error(name, refusal)
