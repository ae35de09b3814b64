"""Ground forms: text cleaned on the way in, the inputs of the look, and a number that makes sending twice harmless.

    class RegisterForm(FormIdMixin, Form):
        subject = LineField(label=_("Matter"), max_length=80)
        happened_at = forms.DateTimeField(label=_("When"))
        way = forms.ChoiceField(label=_("How"), choices=Way, widget=Segments)
        unit = PickField(label=_("Unit"), queryset=..., find=find_units, url=reverse_lazy("estate:unit_options"))

    <form method="post" novalidate data-draft>{% csrf_token %}{% errors form %}{{ form.form_id }}
    {% field form.subject %}

The view passes `form.cleaned_data["form_id"]` to `journal.forms.once`.
"""

import re
import uuid
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.core.validators import MaxLengthValidator, MinLengthValidator
from django.db.models import Model, QuerySet
from django.utils.translation import gettext_lazy as _

from parkservice.kit import clock
from parkservice.kit.text import LineField, TextField

FORM_ID = re.compile(r"[0-9a-f]{32}")
DJANGO_ROWS, ROWS = "10", "4"  # a text area of ten rows pushes the button off a phone
FILL_IN = _("This is still empty. Please fill it in.")
CHOOSE = _("Nothing is chosen yet. Please choose one.")
LENGTH_WORDS = {
    MaxLengthValidator: _("At most %(limit_value)d characters; there are %(show_value)d now."),
    MinLengthValidator: _("At least %(limit_value)d characters; there are %(show_value)d now."),
}


def new_form_id() -> str:
    """A number for one filling-in of a form: 32 hexadecimal characters."""
    return uuid.uuid4().hex


class DateInput(forms.DateInput):
    """The browser's own date picker."""

    input_type = "date"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%d")


class MomentInput(forms.DateTimeInput):
    """The browser's own picker for day and time, to the minute, in the park's zone."""

    input_type = "datetime-local"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%Y-%m-%dT%H:%M")


class TimeInput(forms.TimeInput):
    """The browser's own time picker."""

    input_type = "time"

    def __init__(self, attrs: dict[str, Any] | None = None) -> None:
        super().__init__(attrs, format="%H:%M")


class Segments(forms.RadioSelect):
    """One of two to five short choices, side by side."""

    def __init__(self, attrs: dict[str, Any] | None = None, choices: Sequence[Any] = ()) -> None:
        super().__init__({"data-look": "seglist", **(attrs or {})}, choices)


class Choices(forms.RadioSelect):
    """One of a few choices in boxes, each with an explanation from `explanations` (value → sentence)."""

    def __init__(
        self,
        attrs: dict[str, Any] | None = None,
        choices: Sequence[Any] = (),
        explanations: Mapping[str, Any] | None = None,
    ) -> None:
        super().__init__({"data-look": "choice", **(attrs or {})}, choices)
        self.explanations = dict(explanations or {})


class Files(forms.FileInput):
    """Several files at once; the limits are shown and kept by photos.js, the server decides."""

    allow_multiple_selected = True

    def __init__(self, *, files: int = 5, megabytes: int = 10, images: bool = False, camera: bool = False) -> None:
        kinds = "image/jpeg,image/png,image/webp" + ("" if images else ",application/pdf")
        super().__init__({"multiple": True, "accept": kinds} | ({"capture": "environment"} if camera else {}))
        self.limits = {"files": files, "megabytes": megabytes, "bytes": megabytes * 1024 * 1024, "images": images}


class PickInput(forms.TextInput):
    """A text input that offers records while typing; without script the typed words are looked up on sending."""

    template_name = "django/forms/widgets/text.html"
    is_picker = True

    def __init__(self, url: Any, attrs: dict[str, Any] | None = None) -> None:
        super().__init__({"autocomplete": "off", **(attrs or {})})
        self.url = url

    def get_context(self, name: str, value: Any, attrs: dict[str, Any] | None) -> dict[str, Any]:
        """Tie the input to its list of offers, which ui/picker.html draws."""
        context = super().get_context(name, value, attrs)
        own = context["widget"]["attrs"]
        list_id = f"{own.get('id', name)}_list"
        own.update(
            {
                "role": "combobox",
                "aria-expanded": "false",
                "aria-controls": list_id,
                "aria-autocomplete": "list",
                "data-pick": str(self.url),
            }
        )
        return context


class PickField(forms.Field):
    """A record found by what people type: number, name, phone, pinyin initials.

    `find(text)` returns the candidates, best first, within what the person may use; exactly one, or one whose own
    `str()` is the text, is taken. The cleaned value is the record.
    """

    def __init__(self, *, find: Callable[[str], Sequence[Model] | QuerySet[Model]], url: Any, **kwargs: Any) -> None:
        kwargs.setdefault("widget", PickInput(url))
        super().__init__(**kwargs)
        self.find = find

    def prepare_value(self, value: Any) -> Any:
        """The record's own words, or what was typed."""
        return str(value) if isinstance(value, Model) else value

    def clean(self, value: Any) -> Model | None:
        """The one record meant. Raises ValidationError when there is none, or more than one."""
        text = LineField(required=False).clean(value)
        if not text:
            if self.required:
                raise ValidationError(self.error_messages["required"], code="required")
            return None
        found = list(self.find(text)[:10])
        exact = [record for record in found if str(record) == text]
        if len(exact or found) == 1:
            return (exact or found)[0]
        if not found:
            raise ValidationError(_("Nothing was found for this. Check the spelling or type less."), code="none")
        raise ValidationError(_("Several fit. Choose one from the list, or type more."), code="several")

    def has_changed(self, initial: Any, data: Any) -> bool:
        """Compare the words, which is what the page sends."""
        return str(self.prepare_value(initial) or "") != str(data or "")


def dress(field: forms.Field) -> forms.Field:
    """The same field with our text cleaning, our date inputs and our words for the usual mistakes."""
    if type(field) is forms.CharField:
        field = _ours(field)
    _reword(field)
    if isinstance(field.widget, forms.Textarea) and field.widget.attrs.get("rows") == DJANGO_ROWS:
        field.widget.attrs["rows"] = ROWS
    plain: dict[type[forms.Field], type[forms.Widget]] = {
        forms.DateField: DateInput,
        forms.DateTimeField: MomentInput,
        forms.TimeField: TimeInput,
    }
    for kind, widget in plain.items():
        if isinstance(field, kind) and type(field.widget) is kind.widget:
            field.widget = widget({**field.widget.attrs})
            field.widget.is_required = field.required
    return field


def _reword(field: forms.Field) -> None:
    """Say what is wrong and what is right where Django would only name the rule; own words of a form stay."""
    if field.error_messages.get("required") == forms.Field.default_error_messages["required"]:
        field.error_messages["required"] = CHOOSE if isinstance(field, forms.ChoiceField) else FILL_IN
    for validator in field.validators:
        if isinstance(validator, MaxLengthValidator | MinLengthValidator):
            validator.message = LENGTH_WORDS[type(validator)]


def _ours(field: forms.CharField) -> forms.Field:
    """A cleaned text field in place of a plain one."""
    kind = TextField if isinstance(field.widget, forms.Textarea) else LineField
    limit = {"max_length": field.max_length} if field.max_length else {}
    ours = kind(
        required=field.required,
        widget=field.widget,
        label=field.label,
        initial=field.initial,
        help_text=field.help_text,
        error_messages=field.error_messages,
        disabled=field.disabled,
        **limit,
    )
    ours.validators += [each for each in field.validators if each not in ours.validators]
    return ours


class Dressed:
    """What Form and ModelForm share: dressed fields, no star and no colon in labels."""

    label_suffix = ""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        kwargs.setdefault("label_suffix", "")
        super().__init__(*args, **kwargs)
        for name, field in self.fields.items():  # type: ignore[attr-defined]
            self.fields[name] = dress(field)  # type: ignore[attr-defined]

    def full_clean(self) -> None:
        """Fields that a form added after its start speak our words too."""
        for field in self.fields.values():  # type: ignore[attr-defined]
            _reword(field)
        super().full_clean()  # type: ignore[misc]


class Form(Dressed, forms.Form):
    """The form to start from."""


class ModelForm(Dressed, forms.ModelForm):
    """The form to start from where one row is edited as it is."""


class FormIdMixin(forms.Form):
    """A hidden number per filling-in: a double click or a reload never makes a second record.

    The number stays the same when the form comes back with mistakes. `cleaned_data["form_id"]` goes to
    `journal.forms.once`.
    """

    form_id = forms.CharField(widget=forms.HiddenInput, max_length=32)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["form_id"].initial = new_form_id()

    def clean_form_id(self) -> str:
        """Only numbers that we gave out have this shape."""
        value = self.cleaned_data["form_id"]
        if not FORM_ID.fullmatch(value):
            raise ValidationError(_("This page is out of date. Load it again; what you wrote is kept."))
        return value


def not_in_future(value: Any) -> None:
    """Validator for moments and days that must have happened. Raises ValidationError."""
    moment = clock.now() if hasattr(value, "hour") else clock.today()
    if value and value > moment:
        raise ValidationError(_("This lies in the future. Enter when it happened."))
