"""What people write on a complaint: one form for each act, with the fields of its service."""

from collections.abc import Iterator
from datetime import datetime
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from complaints.casework import letters, rules, words
from complaints.casework.models import Complaint
from complaints.casework.outgoing import REPORT, text_key
from complaints.choices import Category, ReplyKind, ReplyMethod, ReportMethod, Severity, State, Validity
from complaints.models import Article
from complaints.people import colleagues, concerned_by, handlers
from complaints.weighing.services import check_lighter
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.kit import clock, courtesy
from parkservice.kit.errors import RuleViolation
from parkservice.kit.text import LineField, TextField
from parkservice.messaging import sms
from parkservice.messaging.wordbook import writing
from parkservice.messaging.wordbook.asking import CourtesyMixin
from parkservice.parks.models import Department
from parkservice.ui.forms import Choices, Form, FormIdMixin, Segments

#: Shorter texts explain nothing to the colleague who reads them in a year.
SHORTEST = 4
SHOWN = _("The complainant reads it on the tracking page.")


def words_field(label: Any, rows: int = 3, shortest: int = SHORTEST, **kwargs: Any) -> TextField:
    """A text of several lines."""
    return TextField(label=label, min_length=shortest, widget=forms.Textarea(attrs={"rows": rows}), **kwargs)


def fit_to_show(text: str) -> None:
    """Words that stand on the tracking page threaten nobody and name no numbers of persons (R12, R13; domain 5)."""
    for finding in courtesy.blocking(courtesy.check(text, courtesy.Context())):
        raise ValidationError(str(finding.message))


class ActForm(Form):
    """An act on one complaint: knows the record and the person, so that its choices and checks fit."""

    def __init__(self, *args: Any, complaint: Complaint, user: User, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.complaint, self.user = complaint, user


class ConfirmForm(ActForm):
    """An act that needs no words."""


class InvestigateForm(ActForm):
    """Weigh a complaint and correct its category when taking it on."""

    severity = forms.ChoiceField(label=_("Severity"), choices=Severity, widget=Segments)
    urgent = forms.BooleanField(
        label=_("Urgent: danger to people, fire, gas, flood, lift"),
        required=False,
        help_text=_("Limits then run day and night."),
    )
    category = forms.ChoiceField(label=_("Category"), choices=Category)
    against_staff = forms.ModelChoiceField(
        User.objects.none(),
        label=_("Person concerned"),
        required=False,
        empty_label=_("Nobody"),
        help_text=_("They neither see nor handle the complaint."),
    )
    reason = LineField(
        label=_("Why lighter?"),
        help_text=_("Only if you take weight or urgency off. The manager reads it."),
        required=False,
        max_length=200,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        complaint = self.complaint
        for name in ("severity", "urgent", "category"):
            self.initial.setdefault(name, getattr(complaint, name))
        if may(self.user, "complaints.decide", complaint):
            self.fields["against_staff"].queryset = colleagues(complaint.park)  # type: ignore[attr-defined]
        else:
            del self.fields["against_staff"]
            # Service attitude is the manager's to file: an officer neither makes nor unmakes it (P3).
            if complaint.category == Category.SERVICE_ATTITUDE:
                del self.fields["category"]
                return
            offered = [choice for choice in Category.choices if choice[0] != Category.SERVICE_ATTITUDE]
            self.fields["category"].choices = offered  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        """A complaint about service attitude names the person, who is never the one who answers for it (P3)."""
        said = super().clean() or self.cleaned_data
        person = said.get("against_staff")
        if person is not None and person.pk == self.complaint.officer_id:
            self.add_error("against_staff", _("They answer for this complaint. Name another officer first."))
        elif said.get("category") == Category.SERVICE_ATTITUDE and not (person or self.complaint.against_staff_id):
            self.add_error("against_staff", _("Name the colleague whom the complaint is about."))
        if "severity" in said and "reason" in said:
            self._check_weight(said)
        return said

    def _check_weight(self, said: dict[str, Any]) -> None:
        """What is weighed lighter needs a reason, and a major complaint the manager."""
        try:
            check_lighter(self.complaint, self.user, said["severity"], said["urgent"], said["reason"])
        except RuleViolation as refusal:
            self.add_error("reason" if refusal.code == "reason" else "severity", str(refusal))


class FindingsForm(ActForm):
    """What the investigation found."""

    facts = words_field(
        _("Facts found"),
        help_text=_("What you saw, measured and heard. The complainant reads it on the tracking page."),
        validators=[fit_to_show],
    )
    validity = forms.ChoiceField(label=_("The complaint is"), choices=Validity, widget=Segments)
    cause = words_field(_("Cause"), rows=2, shortest=1, required=False)
    department = forms.ModelChoiceField(
        Department.objects.none(), label=_("Department responsible"), empty_label=_("Choose a department")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        complaint = self.complaint
        self.fields["department"].queryset = Department.objects.filter(park=complaint.park)  # type: ignore[attr-defined]
        self.initial = {
            "facts": complaint.facts,
            "validity": complaint.validity,
            "cause": complaint.cause,
            "department": complaint.responsible_department_id,
        }


class BeginActionForm(ActForm):
    """What will be done, and until when."""

    measures = words_field(_("What will be done"), help_text=SHOWN, validators=[fit_to_show])
    done_by = forms.DateTimeField(label=_("Done by"), required=False)

    def clean_done_by(self) -> datetime | None:
        """A promise lies ahead."""
        done_by: datetime | None = self.cleaned_data["done_by"]
        if done_by and done_by < clock.now():
            raise ValidationError(_("This moment has passed. Say until when it will be done."))
        return done_by


class ResolveForm(ActForm):
    """What was done."""

    measures = words_field(_("What was done"), help_text=SHOWN, validators=[fit_to_show])

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("measures", self.complaint.measures)


class ByRule(forms.models.ModelChoiceIterator):
    """Articles under the name of their rule, one query."""

    def __iter__(self) -> Iterator[tuple[Any, Any]]:
        yield ("", self.field.empty_label)
        groups: dict[str, list[tuple[Any, str]]] = {}
        for article in self.queryset:
            groups.setdefault(article.rule.name, []).append(self.choice(article))
        yield from groups.items()


class ArticleField(forms.ModelChoiceField):
    """One article of the park's rules, grouped by rule."""

    iterator = ByRule

    def label_from_instance(self, obj: Any) -> str:
        """The number of the article and the beginning of its text."""
        return f"{obj.position}. {obj.text[:60]}"


class ExplainForm(ActForm):
    """Which rule was explained, and how it was taken."""

    article_id = ArticleField(Article.objects.none(), label=_("Article explained"), empty_label=_("Choose an article"))
    explanation = words_field(_("How you explained it, and what the complainant said"))

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        field: Any = self.fields["article_id"]
        field.queryset = Article.objects.of_park(self.complaint.park_id)

    def clean_article_id(self) -> int:
        """Services take the key."""
        return int(self.cleaned_data["article_id"].pk)


class DismissForm(ActForm):
    """Why a complaint is unfounded."""

    explanation = words_field(_("Why the complaint is unfounded"))


class EscalateForm(ActForm):
    """Problem and opinion for the manager."""

    problem = words_field(_("Problem"), help_text=_("Why it can't be solved here."))
    opinion = words_field(_("Your opinion"), help_text=_("What you would do."))


class DecideForm(ActForm):
    """The manager's decision."""

    decision = words_field(_("Decision"))
    target = forms.ChoiceField(
        label=_("It goes on like this"),
        choices=[
            (State.ACTING, _("Put it right")),
            (State.INVESTIGATING, _("Investigate again")),
            (State.RESOLVED, _("Settle it")),
        ],
        widget=Choices(
            explanations={
                State.ACTING: _("The officer carries out what you decided."),
                State.INVESTIGATING: _("More has to be found out first."),
                State.RESOLVED: _("Your decision settles it; both replies follow."),
            }
        ),
    )

    def clean_target(self) -> str:
        """Without findings there is nothing to carry out or to settle (A3)."""
        target: str = self.cleaned_data["target"]
        if target != State.INVESTIGATING and not self.complaint.facts:
            raise ValidationError(_("There are no findings yet. Let it be investigated first."))
        if target != State.INVESTIGATING and not rules.is_approved(self.complaint):
            raise ValidationError(_("This needs approval: let it be investigated on, then propose how it is handled."))
        return target


class AssignForm(ActForm):
    """Another responsible officer."""

    officer = forms.ModelChoiceField(
        User.objects.none(), label=_("Responsible officer"), empty_label=_("Choose a colleague")
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        barred = {self.complaint.officer_id, *concerned_by(self.complaint)}
        self.fields["officer"].queryset = handlers(self.complaint.park).exclude(pk__in=barred)  # type: ignore[attr-defined]


class NoteForm(FormIdMixin, ActForm):
    """A note among colleagues."""

    text = words_field(_("Note"), help_text=_("Only colleagues who work on it read this."))


class RevealForm(ActForm):
    """Why somebody needs to see a number."""

    reason = LineField(label=_("Why do you need the number?"), min_length=2, max_length=200)


class ReportForm(FormIdMixin, ActForm):
    """The report to the park office."""

    # Not "method": an input of that name would hide the form's own method from scripts.
    way = forms.ChoiceField(label=_("How"), choices=ReportMethod, widget=Segments)
    text = words_field(_("Report"), rows=5)

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.initial.setdefault("way", ReportMethod.IN_APP)
        self.initial.setdefault("text", letters.office_text(self.complaint))
        self.fields["text"].widget.attrs["data-check"] = reverse("messaging:check", args=[REPORT, self.complaint.pk])

    def clean(self) -> dict[str, Any]:
        """Name the way as the service does."""
        said = super().clean() or self.cleaned_data
        said["method"] = said.pop("way", "")
        if said.get("text"):
            try:
                writing.choose(REPORT, self.complaint, said["text"])
            except RuleViolation as refusal:
                self.add_error("text", str(refusal))
        return said


class ReplyForm(CourtesyMixin, FormIdMixin, ActForm):
    """A word to the complainant. Methods and kinds that cannot be are not offered; a preview is not checked."""

    kind = forms.ChoiceField(label=_("What you tell"), widget=Segments)
    way = forms.ChoiceField(label=_("How"))
    text = words_field(_("Text"), rows=7)
    missed = forms.BooleanField(
        label=_("I did not reach them"),
        required=False,
        help_text=_("After enough attempts on different days it counts as told."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        complaint = self.complaint
        self.fields["kind"].choices = _kinds(complaint)  # type: ignore[attr-defined]
        self.fields["way"].choices = reply_methods(complaint)  # type: ignore[attr-defined]
        if complaint.anonymous:
            del self.fields["missed"]
        self.initial.setdefault("kind", _likely(complaint))

    def clean(self) -> dict[str, Any]:
        """Say it as the service does, and let the courtesy check speak before anything is written."""
        said = super().clean() or self.cleaned_data
        said["method"] = said.pop("way", "")
        said["reached"] = not said.pop("missed", False)
        if said["method"] == ReplyMethod.SMS and len(said.get("text", "")) > sms.LONGEST:
            self.add_error("text", sms.length_line(said["text"]))
        if said["reached"] and "preview" not in self.data:
            self.check_courtesy(text_key(said.get("kind", "")), self.complaint, said.get("text", ""))
        return said


def _kinds(complaint: Complaint) -> list[tuple[str, Any]]:
    """First contact until there was one, facts or a plan while it is open, the result once there is one."""
    kinds = [ReplyKind.ANSWER]
    if complaint.acknowledged_at is None and complaint.acknowledge_due is not None:
        kinds.insert(0, ReplyKind.CONTACT)
    if complaint.state == State.RESOLVED:
        kinds.append(ReplyKind.RESULT)
    return [(kind, kind.label) for kind in kinds]


def _likely(complaint: Complaint) -> str:
    """What is most likely told now."""
    offered = [kind for kind, _label in _kinds(complaint)]
    return offered[-1] if complaint.state == State.RESOLVED else offered[0]


def reply_methods(complaint: Complaint) -> list[tuple[str, Any]]:
    """Ways that reach this complainant, the usual one first."""
    if complaint.anonymous:
        return [(ReplyMethod.TRACKING_PAGE, ReplyMethod.TRACKING_PAGE.label)]
    able = {ReplyMethod.MAIL: bool(complaint.email), ReplyMethod.SMS: words.may_text(complaint)}
    methods = [method for method in ReplyMethod if able.get(method, True)]
    return [(method, method.label) for method in methods]
