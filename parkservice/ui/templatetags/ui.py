"""The tags and filters of the look, built in to every template (no load needed).

tags     {% icon "phone" %} {% icon "phone" size="s" %}          picture by meaning (ui/icons.py)
         {% state "go" text %}  {% badge "due" text icon="swap" %}  state without and with a box
                                                                 tones: "" go due miss rise done
         {% severity record.severity %}                          three bars and the word
         {% field form.name %} (hide_label, optional, css, suffix)   one form field in the look's markup
         {% control form.severity %}                             the input alone
         {% cell column row %}, {% row_url listing row as url %}    used by the list page
         {% errors form %} or {% errors form formset %}          summary of what to mend, with links
         {% segments counts as bar %}                            pieces of a duty board's bar
         {% bar 92.4 95 %}                                       a bar in a table, with the target marked
         {% fuse 37 tone %}                                      the bar under a time limit, in percent
filters  when, day, weekday, clocktime, age                      moments, in both languages
         span, worktime                                          minutes as a length of time (24-hour day, opening time)
         yuan, amount                                            ¥4,948.70 and 4,948.70
         phone                                                   199 0000 0010
         dash                                                    — for nothing known
         inlang:"name"                                           object.name_en or .name_zh by the page's language
"""

from datetime import date, datetime
from decimal import Decimal
from functools import lru_cache
from typing import Any

from django import forms, template
from django.forms.boundfield import BoundField
from django.template.context import Context
from django.utils.html import conditional_escape, format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.translation import gettext_lazy as _

from parkservice.kit import clock
from parkservice.ui import fields, icons, words

register = template.Library()

register.filter("when", words.when_text)
register.filter("day", words.day_text)
register.filter("span", words.span_text)
register.filter("yuan", words.yuan_text)
register.filter("phone", words.phone_text)

# severity → (bars, tone, word); complaints name them minor, important, major (domain 2.1)
SEVERITIES: dict[str, tuple[int, str, Any]] = {
    "minor": (1, "", _("Minor")),
    "important": (2, "due", _("Important")),
    "major": (3, "miss", _("Major")),
}
BARS = ((1, 10, 5), (6, 6, 9), (11, 2, 13))


@register.simple_tag
def icon(name: str, size: str = "") -> SafeString:
    """{% icon "phone" %}: the picture for a meaning; size "s" inside buttons and tables, "l" for empty pages."""
    return icons.icon(str(name), str(size))


@register.simple_tag
def state(tone: str, text: Any, icon: str = "") -> SafeString:
    """{% state "go" complaint.get_state_display %}: icon and word in a colour, without a box (tables, legends)."""
    return _toned("ps-state", tone, text, icon)


@register.simple_tag
def badge(tone: str, text: Any, icon: str = "") -> SafeString:
    """{% badge "due" _("second within 30 days") icon="swap" %}: the boxed state (record pages, exceptions in lists)."""
    return _toned("ps-badge", tone, text, icon)


def _toned(css: str, tone: str, text: Any, name: str) -> SafeString:
    """A span with its tone and the icon that says the tone without colour."""
    return _span(css, str(tone), conditional_escape(text), str(name))


@lru_cache(maxsize=1024)
def _span(css: str, tone: str, text: SafeString, name: str) -> SafeString:
    """Lists draw the same few words again and again."""
    drawn = icons.icon(name or icons.TONE_ICONS[tone])
    return format_html('<span class="{}"{}>{}{}</span>', css, tone_attribute(tone), drawn, text)


def tone_attribute(tone: str) -> SafeString:
    """The data-tone attribute, or nothing for things at rest. Raises KeyError for an unknown tone."""
    icons.TONE_ICONS[tone]
    return format_html(' data-tone="{}"', tone) if tone else SafeString("")


@register.simple_tag
def severity(value: Any) -> SafeString:
    """{% severity complaint.severity %}: count of bars and the word (minor, important, major)."""
    bars, tone, word = SEVERITIES[str(value)]
    return _bars(bars, tone, str(word))


@lru_cache(maxsize=64)
def _bars(bars: int, tone: str, word: str) -> SafeString:
    drawn = format_html_join(
        "",
        '<rect class="{}" x="{}" y="{}" width="3.5" height="{}" rx="1"/>',
        (("on" if place < bars else "off", *bar) for place, bar in enumerate(BARS)),
    )
    return format_html(
        '<span class="ps-sev"{}><svg viewBox="0 0 16 16" aria-hidden="true">{}</svg>{}</span>',
        tone_attribute(tone),
        drawn,
        word,
    )


@register.simple_tag
def fuse(percent: float, tone: str = "") -> SafeString:
    """{% fuse 37 %}: how much of a limit is used; decoration only, the words beside it carry the meaning."""
    used = max(0, min(100, round(float(percent or 0))))
    return format_html(
        '<svg class="ps-fuse" viewBox="0 0 100 3" preserveAspectRatio="none" aria-hidden="true"{}>'
        '<rect class="t" width="100" height="3"/><rect class="v" width="{}" height="3"/></svg>',
        tone_attribute(tone),
        used,
    )


@register.simple_tag
def bar(percent: float | None, mark: float | None = None) -> SafeString:
    """{% bar 92.4 95 %}: a bar inside a table, with a mark for the target; the figure stands beside it in words."""
    value = max(0.0, min(100.0, float(percent or 0)))
    target = format_html('<rect class="m" x="{}" width=".8" height="10"/>', float(mark) - 0.4) if mark else ""
    return format_html(
        '<svg class="ps-bar" viewBox="0 0 100 10" preserveAspectRatio="none" aria-hidden="true">'
        '<rect class="t" width="100" height="10"/><rect class="v" width="{}" height="10"/>{}</svg>',
        value,
        target,
    )


@register.simple_tag
def segments(counts: dict[str, int]) -> dict[str, Any]:
    """{% segments counts as bar %}: the pieces of a duty board's bar, done first, with a gap between them."""
    total = sum(int(value or 0) for value in counts.values())
    parts, x = [], 0
    for key, css in (("done", "done"), ("miss", "miss"), ("due", "due"), ("rest", "none")):
        if number := int(counts.get(key) or 0):
            parts.append({"css": css, "x": x, "width": number * 10 - 1})
            x += number * 10
    return {"parts": parts, "width": max(x, 1), "total": total}


@register.simple_tag(takes_context=True)
def field(
    context: Context,
    bound: BoundField,
    *,
    hide_label: bool = False,
    optional: bool = True,
    css: str = "",
    suffix: str = "",
) -> SafeString:
    """{% field form.phone %}: label, help, input and error tied together, in the order of the page's kind."""
    how = fields.How(
        public=bool(context.get("public")), hide_label=hide_label, optional=optional, css=css, suffix=suffix
    )
    return fields.render_field(bound, how)


@register.simple_tag
def control(bound: BoundField) -> SafeString:
    """{% control form.severity %}: the input alone with its classes; the caller writes the label."""
    return fields.control(bound, fields.kind_of(bound))


@register.simple_tag
def cell(column: Any, row: Any) -> Any:
    """{% cell column row %}: the value of a list column, a dash for nothing known."""
    value = column.value(row) if column.value else ""
    return dash(value)


@register.simple_tag
def row_url(listing: Any, row: Any) -> str:
    """{% row_url listing row as url %}: where a row of a list opens."""
    return str(listing.owner.row_url(row))


@register.inclusion_tag("ui/errors.html")
def errors(*all_forms: forms.BaseForm | forms.BaseFormSet) -> dict[str, Any]:
    """{% errors form %}: the summary above a form that was sent with mistakes; nothing when there are none."""
    faults = [fault for form in all_forms if form is not None for fault in fields.faults(form)]
    return {"faults": faults}


@register.filter
def weekday(value: date | datetime | None) -> str:
    """4 月 7 日 星期二, "Tuesday 7 April"; with the time when there is one."""
    return words.when_text(value, weekday=True)


@register.filter
def clocktime(value: datetime | None) -> str:
    """The time alone, 09:12, in the park's zone."""
    return f"{clock.local(value):%H:%M}" if value else words.DASH


@register.filter
def age(value: datetime | None) -> str:
    """How long ago, in a 24-hour day: 1 天 2 小时."""
    return words.span_text((clock.now() - value).total_seconds() // 60) if value else words.DASH


@register.filter
def worktime(minutes: int | None, day_minutes: int = words.WORKDAY_MINUTES) -> str:
    """Minutes of opening time: 1 天 7 工时; the argument is the length of a working day in minutes."""
    return words.span_text(minutes, working=True, day_minutes=day_minutes)


@register.filter
def amount(value: Decimal | int | None) -> str:
    """4,948.70: money in a table, without the sign."""
    return words.yuan_text(value, sign=False)


@register.filter
def dash(value: Any) -> Any:
    """A dash for nothing known; 0 stays 0."""
    return words.DASH if value is None or value == "" else conditional_escape(value)


@register.filter
def inlang(value: Any, name: str) -> str:
    """{{ park|inlang:"desk_place" }}: the English or Chinese column, the other one when it is empty."""
    first, second = ("en", "zh") if words.english() else ("zh", "en")
    return getattr(value, f"{name}_{first}", "") or getattr(value, f"{name}_{second}", "")
