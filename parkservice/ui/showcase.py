"""Made-up content for the page that shows every component once."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from parkservice.kit import clock
from parkservice.kit.text import LineField, TextField
from parkservice.ui import charts, due, icons, words
from parkservice.ui.forms import Choices, Files, Form, FormIdMixin, Segments


class SampleForm(FormIdMixin, Form):
    """One field of each kind."""

    unit = LineField(label=_("Unit"), help_text=_("Unit number, company, phone or pinyin initials"), initial="A-301")
    phone = LineField(label=_("Phone"), min_length=11)
    category = forms.ChoiceField(label=_("Category"), choices=[("repair", _("Repair")), ("fees", _("Fees"))])
    cost = forms.DecimalField(label=_("Cost"), required=False)
    number = LineField(label=_("Number"), initial="TS-2026-000123", disabled=True)
    happened_at = forms.DateTimeField(label=_("When"), required=False)
    urgent = forms.BooleanField(label=_("Urgent"), required=False, initial=True)
    way = forms.ChoiceField(
        label=_("Way"), choices=[("cash", _("Cash")), ("qr", _("QR")), ("bank", _("Transfer"))], widget=Segments
    )
    kind = forms.ChoiceField(
        label=_("What is it?"),
        choices=[("complaint", _("A complaint")), ("suggestion", _("A suggestion"))],
        widget=Choices(explanations={"complaint": _("something is wrong and needs putting right")}),
    )
    text = TextField(label=_("What happened?"), widget=forms.Textarea(attrs={"rows": 3}), required=False)
    photos = forms.FileField(label=_("Photos"), required=False, widget=Files(images=True))


def content() -> dict[str, Any]:
    """Everything the page needs, with moments around now."""
    now = clock.now()
    answers = {"unit": "A-301", "phone": "1990000", "category": "repair", "way": "cash", "kind": "complaint"}
    sent = SampleForm(answers | {"form_id": "0" * 32})
    return {
        "form": sent,
        "icons": icons.all_names(),
        "limits": _limits(now),
        "entries": _entries(now),
        "steps": _steps(),
        "way": _way(),
        "facts": [{"label": _("Place"), "value": "A · 1"}, {"label": _("Cost"), "value": None}],
        "chips": [
            {"label": _("All states"), "url": "#", "count": 21, "current": True},
            {"label": _("Under way"), "url": "#", "count": 7, "icon": "go"},
            {"label": _("Escalated"), "url": "#", "count": 2, "icon": "rise"},
        ],
        "findings": [
            {"level": "hint", "message": _("Begin with a greeting"), "mended": "您好！"},
            {"level": "pass", "message": _("No personal data"), "mended": ""},
        ],
        "checks": [
            {"label": _("Facts established"), "done": True},
            {"label": _("Answer to the customer"), "done": False},
        ],
        "chart": charts.Columns(
            label=str(_("Complaints of the last weeks")),
            axis=["3/2", "3/9", "3/16", "3/23"],
            rows=[charts.Row(_("Registered"), [13, 12, 10, 8]), charts.Row(_("Closed"), [11, 12, 9, 9])],
            head=_("Week"),
        ),
        "menu": [{"label": _("Registration form"), "url": "#"}, {"label": _("Letter of reply"), "url": "#"}],
        "counts": {"done": 5, "due": 6, "miss": 1, "rest": 2},
        "lines": [
            {"title": _("Reconcile the books"), "text": "16:05", "url": "#", "done": True},
            {"title": _("Not today"), "text": _("Heating"), "url": "", "done": False},
        ],
    }


def _limits(now: Any) -> list[due.Due]:
    """A limit with time, a near one, a missed one, a paused one and a kept one."""
    return [
        due.running(at=now + timedelta(days=5), total=1440, left=900),
        due.running(at=now + timedelta(minutes=86), total=480, left=86, label=str(_("First contact"))),
        due.running(at=now - timedelta(days=3), total=480, left=-1200),
        due.paused(until=now + timedelta(days=1)),
        due.met(text=str(_("Settled in time")), small=words.span_text(600, working=True)),
    ]


def _entries(now: Any) -> list[SimpleNamespace]:
    """Three lines of a history."""
    rows = [
        ("rise", "rise", "李样例", _("escalated to the manager"), _("The owner promised twice to clear it.")),
        ("camera", "done", "李样例", _("added 2 photos"), ""),
        ("plus", "", "", _("Registered by the duty room"), ""),
    ]
    return [
        SimpleNamespace(icon=icon, tone=tone, actor_name=who, sentence=what, note=note, at=now - timedelta(hours=place))
        for place, (icon, tone, who, what, note) in enumerate(rows)
    ]


def _steps() -> list[dict[str, Any]]:
    """A record in the middle of its life."""
    return [
        {"label": _("Registered"), "small": "09:12", "tone": "done"},
        {"label": _("Acting"), "small": "16:00", "tone": "go", "current": True},
        {"label": _("Closed"), "small": ""},
    ]


def _way() -> list[dict[str, Any]]:
    """The same life in plain words."""
    return [
        {"title": _("We received your complaint"), "text": "", "when": "09:12", "tone": "done", "icon": "check"},
        {"title": _("We are putting it right"), "text": "", "tone": "go", "icon": "wrench", "current": True},
        {"title": _("We tell you the result"), "icon": "complaint"},
    ]
