"""What is written about meters: a new one, a change, a reading."""

from decimal import Decimal
from typing import Any

from django import forms
from django.urls import reverse_lazy
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fees.meters.models import MeterKind
from fees.meters.reading import Said
from parkservice.estate.lookup import find_units
from parkservice.kit import clock
from parkservice.kit.money import AmountField
from parkservice.kit.text import LineField
from parkservice.paperwork.forms import PhotosField
from parkservice.parks.models import Building, Park
from parkservice.ui.forms import Files, Form, FormIdMixin, PickField, not_in_future

LARGEST = Decimal("999999999.9999")


def value_field(label: Any, **kwargs: Any) -> AmountField:
    """What a register shows."""
    return AmountField(label=label, places=4, min_value=Decimal(0), max_value=LARGEST, **kwargs)


def multiplier_field() -> AmountField:
    """The factor between register and usage."""
    return AmountField(label=_("Multiplier"), places=4, min_value=Decimal("0.0001"), initial="1")


def digits_field() -> forms.IntegerField:
    """How many digits the register has before it turns to zero."""
    return forms.IntegerField(label=_("Digits before the point"), min_value=3, max_value=9, initial=5)


class MeterForm(FormIdMixin, Form):
    """A meter that is put in."""

    kind = forms.ChoiceField(label=_("Kind"), choices=MeterKind)
    serial = LineField(label=_("Meter number"), max_length=40)
    building = forms.ModelChoiceField(label=_("Building"), queryset=Building.objects.none(), empty_label=None)
    multiplier = multiplier_field()
    digits = digits_field()
    value = value_field(_("First value"))
    starts = forms.DateField(label=_("Counts from"), validators=[not_in_future])
    place = LineField(label=_("Where it hangs"), max_length=80, required=False)
    position = forms.IntegerField(label=_("Place in the route"), min_value=0, max_value=9999, initial=100)

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["building"].queryset = Building.objects.filter(park=park)
        fields["starts"].initial = clock.today()
        fields["unit"] = PickField(
            label=_("Unit"),
            required=False,
            help_text=_("Empty for the master meter of the building."),
            find=lambda text: find_units(park, text),
            url=reverse_lazy("estate:unit_options"),
        )


class ReadingForm(FormIdMixin, Form):
    """What the meter shows; the reason is asked for only when a value is implausible."""

    current = value_field(_("Value"))
    read_at = forms.DateTimeField(label=_("Read at"), validators=[not_in_future])
    estimated = forms.BooleanField(label=_("Estimated, the meter could not be read"), required=False)
    rolled = forms.BooleanField(label=_("It ran through zero"), required=False)
    remark = LineField(label=_("Remark"), max_length=200, required=False)
    confirmed = LineField(label=_("Why is the value right?"), max_length=200, required=False)
    photos = PhotosField(label=_("Photo"), required=False, widget=Files(images=True, camera=True), help_text="")

    def __init__(self, *args: Any, asked: bool = False, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.asked = asked
        self.fields["current"].widget.attrs["autofocus"] = True
        self.fields["read_at"].initial = clock.local(clock.now()).replace(second=0, microsecond=0)

    def said(self) -> Said:
        """What the service takes."""
        names = ("current", "read_at", "estimated", "rolled", "remark", "confirmed")
        return Said(**{name: self.cleaned_data[name] for name in names})


class LastValueForm(FormIdMixin, Form):
    """The last value of a meter that goes out."""

    current = value_field(pgettext_lazy("old meter", "Last value"))
    read_at = forms.DateTimeField(label=_("Read at"), validators=[not_in_future])
    rolled = forms.BooleanField(label=_("It ran through zero"), required=False)
    remark = LineField(label=_("Why?"), max_length=200)
    confirmed = LineField(
        label=_("Why is the value right?"), max_length=200, required=False, help_text=_("Only when it looks wrong.")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["read_at"].initial = clock.local(clock.now()).replace(second=0, microsecond=0)

    def said(self) -> Said:
        """What the service takes."""
        names = ("current", "read_at", "rolled", "remark", "confirmed")
        return Said(**{name: self.cleaned_data[name] for name in names})


class ChangeForm(LastValueForm):
    """Another meter in the place of one."""

    serial = LineField(label=_("Number of the new meter"), max_length=40)
    value = value_field(_("First value of the new meter"), initial="0")
    multiplier = multiplier_field()
    digits = digits_field()

    def new(self) -> dict[str, Any]:
        """What the service takes of the new meter."""
        return {name: self.cleaned_data[name] for name in ("serial", "value", "multiplier", "digits")}


class VoidForm(Form):
    """Why a reading is void."""

    reason = LineField(label=_("Why is it wrong?"), max_length=200)
