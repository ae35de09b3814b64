"""Forms of rectifications: the plan with its steps, and the acts."""

from collections.abc import Sequence
from datetime import date
from decimal import Decimal
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import people_of
from parkservice.kit import clock
from parkservice.kit.money import AmountField
from parkservice.kit.text import LineField
from parkservice.parks.models import Park
from parkservice.tasks import people
from parkservice.tasks.forms import ActForm, ReasonForm, words_field
from parkservice.tasks.rectifications.models import Rectification, Step
from parkservice.tasks.rectifications.services import Measure, Plan
from parkservice.tasks.sources import About
from parkservice.ui.forms import Form, FormIdMixin

#: Lines for steps on the form, and how many of them lie open; more can be planned in a second rectification.
LINES, OPEN = 6, 3
MOST = Decimal("99999999.99")


class DayField(forms.DateField):
    """A day that has not passed."""

    def clean(self, value: Any) -> Any:
        """The day. Raises ValidationError for one that has passed."""
        day = super().clean(value)
        if day is not None and day < clock.today():
            raise ValidationError(_("This day has passed. Choose a later one."))
        return day


def staff_field(label: Any, **kwargs: Any) -> forms.ModelChoiceField:
    """One of the staff of the park."""
    return forms.ModelChoiceField(label=label, queryset=User.objects.none(), empty_label="—", **kwargs)


class PlanForm(FormIdMixin, Form):
    """The problem, who answers for putting it right, by when, and what it may cost."""

    matter = LineField(label=_("Matter in short"), max_length=80, min_length=2)
    problem = words_field(_("Problem"))
    owner = staff_field(_("Owner of the whole"))
    due = DayField(label=_("All done by"))
    budget = AmountField(label=_("Budget in yuan"), min_value=Decimal("0.01"), max_value=MOST, required=False)

    def __init__(self, *args: Any, park: Park, about: About | None = None, **kwargs: Any) -> None:
        proposed = {"matter": about.matter} if about is not None else {}
        super().__init__(*args, initial={**proposed, **kwargs.pop("initial", {})}, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = people_of(park, people.OWNERS)

    def plan(self, measures: Sequence[Measure]) -> Plan:
        """What the service takes."""
        names = ("matter", "problem", "owner", "due", "budget")
        return Plan(**{name: self.cleaned_data[name] for name in names}, measures=measures)


class MeasureForm(Form):
    """One step: what, by whom, by when."""

    what = LineField(label=_("Measure"), max_length=200, min_length=2)
    owner = staff_field(_("Owner"))
    due = DayField(label=_("To be done by"))

    def __init__(self, *args: Any, park: Park, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["owner"].queryset = people_of(park, people.OWNERS)
        for field in fields.values():
            field.mark_optional = False


class Measures(forms.BaseFormSet):
    """The steps; lines without a word are left out."""

    def clean(self) -> None:
        """At least one step. Raises ValidationError without any."""
        if not any(self.errors) and not self.measures():
            raise ValidationError(_("Write down at least one measure: what, by whom, by when."))

    @property
    def has_more(self) -> bool:
        """Whether something was written into the lines that do not lie open."""
        return self.is_bound and any(form.has_changed() for form in self.forms[OPEN:])

    def measures(self) -> list[Measure]:
        """What the service takes."""
        filled = [form.cleaned_data for form in self.forms if form.has_changed() and form.is_valid()]
        return [Measure(what=each["what"], owner=each["owner"], due=each["due"]) for each in filled]


MeasureSet = forms.formset_factory(MeasureForm, formset=Measures, extra=LINES, max_num=LINES, absolute_max=LINES)


class StepForm(ActForm):
    """One of the steps that are still open."""

    step = forms.ModelChoiceField(label=_("Step"), queryset=Step.objects.none(), empty_label=None)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["step"].queryset = self.steps()

    def steps(self) -> Any:
        """The open steps that this person may mark as done."""
        from parkservice.tasks.rectifications.rules import may_work

        row: Rectification = self.row
        rows = row.steps.filter(done_at__isnull=True)
        return rows if may_work(row, self.user) else rows.filter(owner_id=self.user.pk)


class ProgressForm(FormIdMixin, ActForm):
    """How it goes."""

    text = words_field(_("How it goes"))


class DueForm(ReasonForm):
    """Another date for the whole or for one step, with its reason."""

    step = forms.ModelChoiceField(
        label=_("Which date"), queryset=Step.objects.none(), required=False, empty_label=_("The whole rectification")
    )
    due = DayField(label=_("New date"))
    field_order = ("step", "due", "reason")

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        fields: dict[str, Any] = self.fields
        fields["step"].queryset = self.row.steps.filter(done_at__isnull=True)
        fields["step"].mark_optional = False

    def clean(self) -> dict[str, Any]:
        """A date that is another one."""
        said = super().clean() or self.cleaned_data
        day: date | None = said.get("due")
        if day and day == (said.get("step") or self.row).due:
            self.add_error("due", _("This is the date it has already."))
        return said


class ResultForm(ActForm):
    """What was reached."""

    result = words_field(_("What was reached"))


class EffectForm(ActForm):
    """What the verifier found on the spot."""

    effect = words_field(_("Effect found"))
