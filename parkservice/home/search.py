"""One search over everything a person may see: number, unit, company, name, phone, pinyin initials (design 6).

Each kind is searched by the filter of its own list, so that search and list never disagree.
"""

from dataclasses import dataclass

from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.casework.filters import ComplaintFilter
from complaints.casework.lists import make_ready
from complaints.contacts.filters import ContactFilter
from complaints.models import Complaint, Contact, Suggestion
from complaints.suggestions.filters import SuggestionFilter
from parkservice.accounts.access import PersonRequest
from parkservice.accounts.rights import may
from parkservice.estate.lookup import find_units, matching_customers, occupants
from parkservice.estate.models import Customer
from parkservice.home.money import numbered
from parkservice.kit.text import clean_line, fold, mask_phone
from parkservice.ui.words import when_text

#: Hits shown of each kind; who needs more narrows the words.
HITS = 10
#: Characters from which it is worth looking.
SHORTEST = 2


@dataclass(frozen=True)
class Hit:
    """One thing found; `key` is the number or code that names it alone."""

    key: str
    title: str
    line: str
    url: str


@dataclass(frozen=True)
class Hits:
    """What was found of one kind."""

    title: str
    icon: str
    hits: list[Hit]


def find(request: PersonRequest, text: str) -> list[Hits]:
    """Search every kind that this person may see, in the park of the page; empty kinds are left out.

    Raises ValidationError for a text with control characters.
    """
    words = clean_line(text)
    if len(fold(words)) < SHORTEST:
        return []
    kinds = [
        Hits(_("Complaints"), "complaint", _complaints(request, words)),
        Hits(_("Suggestions"), "suggestion", _suggestions(request, words)),
        Hits(_("Visits and calls"), "phone", _contacts(request, words)),
        Hits(_("Money"), "money", _money(request, words)),
        Hits(_("Units"), "building", _units(request, words)),
        Hits(_("Customers"), "people", _customers(request, words)),
    ]
    return [kind for kind in kinds if kind.hits]


def only_hit(kinds: list[Hits], text: str) -> Hit | None:
    """The one record whose number or code the text is, whatever else holds the words."""
    wanted = fold(text)
    named = [hit for kind in kinds for hit in kind.hits if fold(hit.key) == wanted]
    return named[0] if len(named) == 1 else None


def _complaints(request: PersonRequest, words: str) -> list[Hit]:
    seen = Complaint.objects.visible_to(request.user).filter(park=request.park)
    found = ComplaintFilter({"q": words}, queryset=seen, request=request).qs
    rows = list(found.select_related("park", "unit", "customer").order_by("-received_at")[:HITS])
    make_ready(rows, request.user)
    return [
        Hit(
            row.number,
            row.shown_matter,
            _line(row.number, row.unit.code if row.unit else "", row.who, row.get_state_display()),
            reverse("complaints:record", args=[row.pk]),
        )
        for row in rows
    ]


def _line(*parts: str) -> str:
    return " · ".join(filter(None, map(str, parts)))


def _suggestions(request: PersonRequest, words: str) -> list[Hit]:
    if not may(request.user, "suggestions.view", request.park):
        return []
    seen = Suggestion.objects.visible_to(request.user).filter(park=request.park)
    found = SuggestionFilter({"q": words}, queryset=seen, request=request).qs
    return [
        Hit(
            row.number,
            row.content[:60],
            _line(row.number, row.unit.code if row.unit else "", row.salutation, row.get_state_display()),
            reverse("complaints:suggestion", args=[row.pk]),
        )
        for row in found.select_related("unit").order_by("-received_at")[:HITS]
    ]


def _contacts(request: PersonRequest, words: str) -> list[Hit]:
    seen = Contact.objects.visible_to(request.user).filter(park=request.park)
    found = ContactFilter({"q": words}, queryset=seen, request=request).qs
    return [
        Hit(
            row.number,
            row.content[:60],
            _line(row.number, row.salutation, when_text(row.at)),
            reverse("complaints:contact", args=[row.pk]),
        )
        for row in found.order_by("-at")[:HITS]
    ]


def _money(request: PersonRequest, words: str) -> list[Hit]:
    """Documents of money, by their whole number alone."""
    return [Hit(number, number, line, url) for number, line, url in numbered(request.user, request.park, words.upper())]


def _units(request: PersonRequest, words: str) -> list[Hit]:
    if not may(request.user, "estate.view", request.park):
        return []
    units = [unit for unit in find_units(request.park, words, HITS) if may(request.user, "estate.view", unit)]
    living = occupants(units, people=True)
    return [
        Hit(unit.code, unit.code, _line(living[unit.pk], unit.building.name), reverse("home:unit", args=[unit.pk]))
        for unit in units
    ]


def _customers(request: PersonRequest, words: str) -> list[Hit]:
    fitting = matching_customers(request.park, words).values("pk")
    rows = Customer.objects.visible_to(request.user).filter(pk__in=fitting).with_units().order_by("name", "pk")[:HITS]
    return [
        Hit(
            row.uscc or "",
            row.display_name,
            _line(", ".join(occupancy.unit.code for occupancy in row.now_in), mask_phone(row.phone)),
            reverse("home:customer", args=[row.pk]),
        )
        for row in rows
    ]
