"""Made-up content for the page that shows every component once; in English only, it is a page for builders."""

from datetime import timedelta
from types import SimpleNamespace
from typing import Any

from django import forms

from parkservice.kit import clock
from parkservice.kit.text import LineField, TextField
from parkservice.ui import charts, due, icons, words
from parkservice.ui.forms import Choices, Files, Form, FormIdMixin, Segments


class SampleForm(FormIdMixin, Form):
    """One field of each kind."""

    unit = LineField(label="Unit", help_text="Unit number, company, phone or pinyin initials", initial="A-301")
    phone = LineField(label="Phone", min_length=11)
    category = forms.ChoiceField(label="Category", choices=[("repair", "Repair"), ("fees", "Fees")])
    cost = forms.DecimalField(label="Cost", required=False)
    number = LineField(label="Number", initial="TS-2026-000123", disabled=True)
    happened_at = forms.DateTimeField(label="When", required=False)
    urgent = forms.BooleanField(label="Urgent", required=False, initial=True)
    way = forms.ChoiceField(
        label="Way", choices=[("cash", "Cash"), ("qr", "QR"), ("bank", "Transfer")], widget=Segments
    )
    kind = forms.ChoiceField(
        label="What is it?",
        choices=[("complaint", "A complaint"), ("suggestion", "A suggestion")],
        widget=Choices(explanations={"complaint": "something is wrong and needs putting right"}),
    )
    text = TextField(label="What happened?", widget=forms.Textarea(attrs={"rows": 3}), required=False)
    photos = forms.FileField(label="Photos", required=False, widget=Files(images=True))


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
        "facts": [{"label": "Place", "value": "A · 1"}, {"label": "Cost", "value": None}],
        "chips": [
            {"label": "All states", "url": "#", "count": 21, "current": True},
            {"label": "Under way", "url": "#", "count": 7, "icon": "go"},
            {"label": "Escalated", "url": "#", "count": 2, "icon": "rise"},
        ],
        "findings": [
            {"level": "hint", "message": "Begin with a greeting", "mended": "您好！"},
            {"level": "pass", "message": "No personal data", "mended": ""},
        ],
        "checks": [
            {"label": "Facts established", "done": True},
            {"label": "Answer to the customer", "done": False},
        ],
        "chart": charts.Columns(
            label="Complaints of the last weeks",
            axis=["3/2", "3/9", "3/16", "3/23"],
            rows=[charts.Row("Registered", [13, 12, 10, 8]), charts.Row("Closed", [11, 12, 9, 9])],
            head="Week",
        ),
        "menu": [{"label": "Registration form", "url": "#"}, {"label": "Letter of reply", "url": "#"}],
        "counts": {"done": 5, "due": 6, "miss": 1, "rest": 2},
        "lines": [
            {"title": "Reconcile the books", "text": "16:05", "url": "#", "done": True},
            {"title": "Not today", "text": "Heating", "url": "", "done": False},
        ],
    }


def _limits(now: Any) -> list[due.Due]:
    """A limit with time, a near one, a missed one, a paused one and a kept one."""
    return [
        due.running(at=now + timedelta(days=5), total=1440, left=900),
        due.running(at=now + timedelta(minutes=86), total=480, left=86, label="First contact"),
        due.running(at=now - timedelta(days=3), total=480, left=-1200),
        due.paused(until=now + timedelta(days=1)),
        due.met(text="Settled in time", small=words.span_text(600, working=True)),
    ]


def _entries(now: Any) -> list[SimpleNamespace]:
    """Three lines of a history."""
    rows = [
        ("rise", "rise", "李样例", "escalated to the manager", "The owner promised twice to clear it."),
        ("camera", "done", "李样例", "added 2 photos", ""),
        ("plus", "", "", "Registered by the duty room", ""),
    ]
    return [
        SimpleNamespace(icon=icon, tone=tone, actor_name=who, sentence=what, note=note, at=now - timedelta(hours=place))
        for place, (icon, tone, who, what, note) in enumerate(rows)
    ]


def _steps() -> list[dict[str, Any]]:
    """A record in the middle of its life."""
    return [
        {"label": "Registered", "small": "09:12", "tone": "done"},
        {"label": "Acting", "small": "16:00", "tone": "go", "current": True},
        {"label": "Closed", "small": ""},
    ]


def _way() -> list[dict[str, Any]]:
    """The same life in plain words."""
    return [
        {"title": "We received your complaint", "text": "", "when": "09:12", "tone": "done", "icon": "check"},
        {"title": "We are putting it right", "text": "", "tone": "go", "icon": "wrench", "current": True},
        {"title": "We tell you the result", "icon": "complaint"},
    ]
