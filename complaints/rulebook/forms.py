"""Forms of the rule book: a new rule, its draft with one block per article, release and signature."""

from collections.abc import Mapping, Sequence
from datetime import date
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.forms import BaseFormSet, formset_factory
from django.utils.translation import gettext_lazy as _

from complaints.rulebook.guards import PARTS, has_articles, says_what_changed
from complaints.rulebook.models import RuleKind
from parkservice.kit import clock
from parkservice.kit.text import LineField, TextField
from parkservice.ui.forms import FILL_IN, Choices, Form, FormIdMixin

#: Articles that one rule may have.
MOST = 80
#: Characters of an article and of its explanation.
LONGEST = 1000


def _words(label: Any, rows: int = 2, longest: int = LONGEST) -> TextField:
    """A text that may stay empty while the draft is written."""
    field = TextField(label=label, max_length=longest, required=False, widget=forms.Textarea(attrs={"rows": rows}))
    field.mark_optional = False  # type: ignore[attr-defined]
    return field


class RuleForm(FormIdMixin, Form):
    """A new rule: code, names, whom it binds."""

    code = forms.RegexField(
        r"^[A-Za-z0-9][A-Za-z0-9-]*$",
        label=_("Code"),
        max_length=16,
        help_text=_("For example GZ-05; it stands on every print."),
        error_messages={"invalid": _("Use Latin letters, digits and hyphens, for example GZ-05.")},
    )
    name_zh = LineField(label=_("Name in Chinese"), max_length=80)
    name_en = LineField(label=_("Name in English"), max_length=100)
    kind = forms.ChoiceField(
        label=_("Whom it binds"),
        choices=RuleKind,
        initial=RuleKind.PARK,
        widget=Choices(
            explanations={
                RuleKind.PARK: _("Tenants and staff; everybody reads it, also on the public page."),
                RuleKind.CODE: _("Staff; tenants may read what they can expect from us."),
                RuleKind.HOUSE: _("Staff; only staff read it."),
            }
        ),
    )

    def clean_code(self) -> str:
        """Codes are written in capitals."""
        return str(self.cleaned_data["code"]).upper()


class DraftForm(Form):
    """What is said about the next version as a whole."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    changes_zh = _words(_("What changed, in Chinese"))
    changes_en = _words(_("What changed, in English"))
    valid_from = forms.DateField(
        label=_("Valid from"),
        required=False,
        help_text=_("Leave it empty: valid from the day of its release."),
    )

    def clean_valid_from(self) -> date | None:
        """A rule never binds backwards."""
        day: date | None = self.cleaned_data["valid_from"]
        if day and day < clock.today():
            raise ValidationError(_("This day has passed. Choose today or a later day, or leave it empty."))
        if day and (day - clock.today()).days > 366:
            raise ValidationError(_("This is more than a year ahead. Check the year."))
        return day


class ArticleForm(Form):
    """One article with its explanation, in both languages."""

    text_zh = _words(_("Text in Chinese"))
    plain_zh = _words(_("Explanation in Chinese"))
    text_en = _words(_("Text in English"))
    plain_en = _words(_("Explanation in English"))


class Articles(BaseFormSet):
    """The articles of a draft in their order, and an empty block for the next one."""

    def rows(self) -> list[dict[str, str]]:
        """What was written, block by block, also the empty ones. Call after `is_valid`."""
        return [{part: form.cleaned_data.get(part, "") for part in PARTS} for form in self.forms]


_ArticleSet = formset_factory(
    ArticleForm, formset=Articles, extra=1, max_num=MOST, absolute_max=MOST + 1, validate_max=True
)


def article_set(data: Any = None, rows: Sequence[Mapping[str, str]] = ()) -> Articles:
    """Return the blocks for what was sent, or for the rows of a draft."""
    made: Articles = (
        _ArticleSet(data, initial=list(rows), prefix="a") if data is None else _ArticleSet(data, prefix="a")
    )
    return made


def check_complete(form: DraftForm, articles: Articles, *, is_first: bool) -> bool:
    """Name beside its field what a draft still lacks before it is proposed; tell whether nothing is missing."""
    written = [each for each in articles.forms if any(each.cleaned_data.values())]
    for each in written:
        for part in PARTS:
            if not each.cleaned_data[part]:
                each.add_error(part, FILL_IN)
    if not written:
        form.add_error(None, has_articles.refusal)  # type: ignore[attr-defined]
    if not is_first and not form.cleaned_data["changes_zh"]:
        form.add_error("changes_zh", says_what_changed.refusal)  # type: ignore[attr-defined]
    return not form.errors and all(not each.errors for each in articles.forms)


def arrange(rows: Sequence[Mapping[str, str]], press: str) -> tuple[list[Mapping[str, str]], int | None]:
    """Return the rows after a press on "up:3", "down:3" or "remove:3", and the place to look at afterwards.

    Anything else leaves the order as it is.
    """
    word, _colon, number = press.partition(":")
    place = int(number) - 1 if number.isascii() and number.isdecimal() else -1
    kept = list(rows)
    if not 0 <= place < len(kept):
        return kept, None
    if word == "remove":
        del kept[place]
        return kept, min(place + 1, len(kept))
    target = {"up": place - 1, "down": place + 1}.get(word, place)
    if 0 <= target < len(kept):
        kept[place], kept[target] = kept[target], kept[place]
        place = target
    return kept, place + 1


class ReturnForm(Form):
    """Why a proposal goes back to its writer."""

    reason = TextField(label=_("What has to change"), min_length=4, max_length=1000)


class RepealForm(Form):
    """Why a rule should no longer apply."""

    reason = TextField(label=_("Why it should no longer apply"), min_length=4, max_length=1000)


class ReleaseForm(Form):
    """Which edition of the draft was read."""

    edition = forms.IntegerField(widget=forms.HiddenInput, min_value=1)


class SignForm(Form):
    """One tick: this version was read, and will be kept."""

    version = forms.IntegerField(widget=forms.HiddenInput, min_value=1)
    read = forms.BooleanField(
        label=_("I have read this version and will keep it."),
        error_messages={"required": _("Tick this once you have read it, then sign.")},
    )
