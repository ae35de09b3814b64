"""One search over everything a person may see: number, unit, company, name, phone, pinyin initials (design 6)."""

from dataclasses import dataclass

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _

from complaints.models import Complaint, Contact, Suggestion
from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.estate.models import Customer, Unit
from parkservice.kit.text import fold, mask_phone
from parkservice.parks.models import Park

#: Hits shown of each kind; who needs more narrows the words.
HITS = 10


@dataclass(frozen=True)
class Hit:
    """One thing found."""

    title: str
    line: str
    url: str
    icon: str


@dataclass(frozen=True)
class Hits:
    """What was found of one kind."""

    title: str
    hits: list[Hit]


def find(user: User, park: Park, text: str) -> list[Hits]:
    """Search every kind that this person may see; empty kinds are left out."""
    words = fold(text).strip()
    if len(words) < 2:
        return []
    kinds = [
        Hits(_("Complaints"), _complaints(user, park, words)),
        Hits(_("Suggestions"), _suggestions(user, park, words)),
        Hits(_("Visits and calls"), _contacts(user, park, words)),
        Hits(_("Units"), _units(user, park, words)),
        Hits(_("Customers"), _customers(user, park, words)),
    ]
    return [kind for kind in kinds if kind.hits]


def _digits(words: str) -> str:
    return "".join(char for char in words if char.isdigit())


def _voice(words: str) -> Q:
    found = (
        Q(number__icontains=words)
        | Q(content__icontains=words)
        | Q(sender_name__icontains=words)
        | Q(unit__code__iexact=words)
        | Q(customer__search_key__icontains=words)
        | Q(customer__name__icontains=words)
    )
    return found | Q(phone__endswith=_digits(words)) if len(_digits(words)) >= 4 else found


def _complaints(user: User, park: Park, words: str) -> list[Hit]:
    rows = Complaint.objects.visible_to(user).filter(_voice(words), park=park).select_related("unit", "customer")
    return [
        Hit(f"{row.number} {row.matter}", _where(row), reverse("complaints:record", args=[row.pk]), "chat")
        for row in rows.order_by("-received_at")[:HITS]
    ]


def _suggestions(user: User, park: Park, words: str) -> list[Hit]:
    rows = Suggestion.objects.visible_to(user).filter(_voice(words), park=park).select_related("unit", "customer")
    return [
        Hit(
            f"{row.number} {row.content[:40]}",
            _where(row),
            reverse("complaints:suggestion", args=[row.pk]),
            "suggestion",
        )
        for row in rows.order_by("-received_at")[:HITS]
    ]


def _where(row: Complaint | Suggestion) -> str:
    names = [row.unit.code if row.unit else "", row.customer.name if row.customer else row.sender_name]
    return " · ".join(name for name in names if name)


def _contacts(user: User, park: Park, words: str) -> list[Hit]:
    found = Q(number__icontains=words) | Q(visitor__icontains=words) | Q(content__icontains=words)
    if len(_digits(words)) >= 4:
        found |= Q(phone__endswith=_digits(words))
    rows = Contact.objects.visible_to(user).filter(found, park=park).order_by("-at")[:HITS]
    return [
        Hit(
            f"{row.number} {row.visitor}",
            mask_phone(row.phone) or row.content[:40],
            reverse("complaints:contact", args=[row.pk]),
            "phone",
        )
        for row in rows
    ]


def _units(user: User, park: Park, words: str) -> list[Hit]:
    if not may(user, "estate.view"):
        return []
    rows = Unit.objects.visible_to(user).filter(park=park, code__icontains=words).select_related("building")
    return [
        Hit(row.code, row.building.name, reverse("home:unit", args=[row.pk]), "building")
        for row in rows.order_by("code")[:HITS]
    ]


def _customers(user: User, park: Park, words: str) -> list[Hit]:
    if not may(user, "estate.view"):
        return []
    found = (
        Q(name__icontains=words) | Q(name_en__icontains=words) | Q(search_key__icontains=words) | Q(uscc=words.upper())
    )
    if len(_digits(words)) >= 4:
        found |= Q(phone__endswith=_digits(words))
    rows = Customer.objects.visible_to(user).filter(found, park=park)
    return [
        Hit(row.name, mask_phone(row.phone), reverse("home:customer", args=[row.pk]), "people")
        for row in rows.order_by("name")[:HITS]
    ]
