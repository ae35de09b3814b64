"""One form field in the markup of the look, for `{% field %}` and for crispy forms alike.

Inside pages put the help under the field, public pages under the label. Optional fields are marked, required ones are
not. The error names what is wrong and is tied to the input by aria-describedby, which Django sets from the same ids.

A choice field looks by its widget's `data-look`: "choice" (boxes with an explanation), "seglist" (2-5 short ones in a
row) or "check" (plain); without one, public pages use "choice" and inside pages "check".
"""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

from django import forms
from django.forms.boundfield import BoundField
from django.template.loader import render_to_string
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _


@dataclass(frozen=True)
class How:
    """How the template author wants a field drawn."""

    public: bool = False
    hide_label: bool = False
    optional: bool = True
    css: str = ""
    suffix: str = ""


@dataclass(frozen=True)
class Fault:
    """One thing to mend: the sentence and the input it is about (empty for the whole form)."""

    text: str
    anchor: str = ""


@dataclass(frozen=True)
class Option:
    """One radio button or tick box of a choice field."""

    input: SafeString
    label: str
    help: str
    id: str


def render_field(bound: BoundField, how: How) -> SafeString:
    """The whole block of a field. Hidden fields render bare."""
    if bound.is_hidden:
        return bound.as_widget()
    kind = kind_of(bound)
    context = {
        "field": bound,
        "how": how,
        "kind": kind,
        "look": look_of(bound, how),
        "mark": how.optional and not bound.field.required and getattr(bound.field, "mark_optional", True),
        "options": list(options(bound)) if kind == "options" else [],
        "input": "" if kind == "options" else control(bound, kind),
    }
    return render_to_string("ui/field.html", context)


def kind_of(bound: BoundField) -> str:
    """Which of the five shapes a field has: checkbox, options, files, picker or input."""
    widget = bound.field.widget
    if isinstance(widget, forms.CheckboxInput):
        return "checkbox"
    if isinstance(widget, forms.RadioSelect | forms.CheckboxSelectMultiple):
        return "options"
    if isinstance(widget, forms.FileInput):
        return "files"
    return "picker" if getattr(widget, "is_picker", False) else "input"


def look_of(bound: BoundField, how: How) -> str:
    """choice, seglist or check."""
    return str(bound.field.widget.attrs.get("data-look") or ("choice" if how.public else "check"))


def control(bound: BoundField, kind: str) -> SafeString:
    """The input itself with the classes of the look."""
    widget = bound.field.widget
    css = {"checkbox": "form-check-input", "files": "ps-file-input"}.get(kind, "form-control")
    if isinstance(widget, forms.Select):
        css = "form-select"
    if isinstance(widget, forms.NumberInput) or widget.attrs.get("inputmode") in ("decimal", "numeric"):
        css += " num"
    names = [css, str(widget.attrs.get("class", "")), "is-invalid" if bound.errors else ""]
    return bound.as_widget(attrs={"class": " ".join(filter(None, names))})


def options(bound: BoundField) -> Iterator[Option]:
    """The radio buttons or boxes of a choice field, with the explanations a widget may carry."""
    explanations = getattr(bound.field.widget, "explanations", {})
    for part in bound.subwidgets:
        part.data["attrs"]["class"] = "form-check-input"
        if bound.errors:
            part.data["attrs"]["aria-invalid"] = "true"
        yield Option(part.tag(), part.choice_label, explanations.get(str(part.data["value"]), ""), part.id_for_label)


def faults(form: forms.BaseForm | forms.BaseFormSet) -> list[Fault]:
    """Everything wrong with a sent form or formset, in the order of its fields."""
    if isinstance(form, forms.BaseFormSet):
        whole = [Fault(str(text)) for text in form.non_form_errors()]
        return whole + [fault for each in form.forms for fault in faults(each)]
    found = [Fault(str(text)) for text in form.non_field_errors()]
    for bound in form:
        found += [_fault(bound, str(text)) for text in bound.errors]
    return found


def _fault(bound: BoundField, text: str) -> Fault:
    """An error of a field; one of a hidden field is about the whole form."""
    if bound.is_hidden:
        return Fault(text)
    anchor = bound.id_for_label or (bound.subwidgets[0].id_for_label if bound.subwidgets else "")
    label = str(bound.label or "").rstrip("?？")
    return Fault(_("%(label)s: %(error)s") % {"label": label, "error": text} if label else text, anchor)


def widget_attributes(field: forms.Field, **attrs: Any) -> forms.Field:
    """Set attributes on a field's widget and give the field back, for declarations in one line."""
    field.widget.attrs.update({name.replace("_", "-"): value for name, value in attrs.items()})
    return field
