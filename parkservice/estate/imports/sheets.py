"""What the columns of a sheet mean: their headings in both languages, and how a cell is read.

A sheet knows the park: which units or customers are there, by which a row is recognised, and what may change.
"""

import re
import unicodedata
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import Any, ClassVar

from django import forms
from django.conf import settings
from django.core.exceptions import ValidationError
from django.utils import translation
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parkservice.accounts.models import Title
from parkservice.estate.models import Customer, CustomerKind, Occupancy, Unit
from parkservice.kit.identity import check_uscc
from parkservice.kit.money import AmountField
from parkservice.kit.phones import PhoneField
from parkservice.kit.text import LineField, clean_line, fold
from parkservice.parks.models import Building, Park, SpaceKind

LANGUAGES = ("zh-hans", "en")
BRACKETS = re.compile(r"\(.*\)$")
MOST_OFFERED = 12
# What a table program writes into a cell whose formula failed.
BROKEN = ("#REF!", "#N/A", "#VALUE!", "#NAME?", "#DIV/0!", "#NULL!", "#NUM!")


@dataclass(frozen=True)
class Column:
    """One column: the field it fills, its heading, how a cell is read.

    `words` are the only answers where there are few, `offered` the ones that people are told; where there are too many
    to tell, `unknown` says what is wrong.
    """

    key: str
    label: str | Promise
    example: str = ""
    field: forms.Field = field(default_factory=lambda: LineField(required=False))
    words: Mapping[str, Any] | None = None
    offered: tuple[Any, ...] = ()
    unknown: str | Promise = ""
    required: bool = False
    narrow: bool = False  # codes and numbers: full-width signs mean the same

    @property
    def headings(self) -> list[str]:
        """The heading in each language."""
        return [in_language(self.label, language) for language in LANGUAGES]

    def read(self, text: str) -> Any:
        """The value of a cell; None for an empty one. Raises ValidationError."""
        text = clean_line(_plain(unicodedata.normalize("NFKC", text) if self.narrow else text))
        if not text:
            return None
        if self.words is None:
            return self.field.clean(text)
        if plain_word(text) not in self.words:
            told = str(self.unknown) or _("Not known here. Possible: %(words)s") % {"words": self.possible}
            raise ValidationError(told)
        return self.words[plain_word(text)]

    @property
    def possible(self) -> str:
        """The answers that people are told, in their language."""
        return _(", ").join(str(word) for word in self.offered[:MOST_OFFERED])


def plain_word(text: str) -> str:
    """A word as it is compared: A 栋 and A栋 are the same."""
    return fold(text).replace(" ", "")


def plain_heading(text: str) -> str:
    """The same for a heading, without what stands in brackets behind it: 面积（m²） and 面积."""
    return BRACKETS.sub("", plain_word(text))


def _plain(text: str) -> str:
    """A cell without the apostrophe of our own exports. Raises ValidationError for a formula."""
    if text.startswith("'") and text[1:2] in ("=", "+", "-", "@"):
        return text[1:]
    if text.startswith("=") or text in BROKEN:
        raise ValidationError(_("This is a formula. Put the value itself into the cell."))
    return text


def in_language(text: Any, language: str) -> str:
    """A lazy text in one language."""
    with translation.override(language):
        return str(text)


def words_of(choices: Iterable[tuple[Any, Any]]) -> dict[str, str]:
    """Every way to write a choice: its code, its words in each language."""
    found = {}
    for value, label in choices:
        for word in (value, *(in_language(label, language) for language in LANGUAGES)):
            found[plain_word(str(word))] = str(value)
    return found


YES_NO = {"yes": True, "no": False, "是": True, "否": False, "1": True, "0": False, "true": True, "false": False}


def few(key: str, label: Any, choices: Iterable[tuple[Any, Any]]) -> Column:
    """A column with the choices of a field."""
    return Column(key, label, words=words_of(choices), offered=tuple(word for _value, word in choices))


class Sheet:
    """What units and customers have in common."""

    kind: ClassVar[str] = ""
    title: ClassVar[str] = ""  # of its sheet in a workbook of several lists
    columns: tuple[Column, ...] = ()

    def __init__(self, park: Park) -> None:
        self.park = park

    def column(self, heading: str) -> Column | None:
        """The column that a heading names, in either language or in both."""
        wanted = {plain_heading(part) for part in (heading, *heading.split("/"))} - {""}
        for column in self.columns:
            if wanted & {plain_heading(name) for name in (column.key, *column.headings)}:
                return column
        return None

    def find(self, values: dict[str, Any]) -> Any:
        """The row that is meant, or None for a new one. Raises ValidationError when several could be."""
        raise NotImplementedError

    def key(self, values: dict[str, Any]) -> Any:
        """What must not stand twice in one file; None where nothing is known."""
        raise NotImplementedError

    def check(self, row: Any, values: dict[str, Any]) -> dict[str, str]:
        """What is wrong with a whole row: column → sentence."""
        raise NotImplementedError

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """The values of a new row, with what an empty cell stands for."""
        raise NotImplementedError


class UnitSheet(Sheet):
    """Units, recognised by their code."""

    kind = "units"

    def __init__(self, park: Park) -> None:
        super().__init__(park)
        self.buildings = {building.pk: building for building in Building.objects.filter(park=park)}
        self.there = {unit.code: unit for unit in Unit.objects.filter(park=park)}
        self.occupied = set(Occupancy.objects.current().filter(unit__park=park).values_list("unit_id", flat=True))
        named = {}
        for building in self.buildings.values():
            for word in (building.code, building.name_zh, building.name_en):
                named[plain_word(word)] = building
        named.pop("", None)
        self.columns = (
            Column("code", gettext_lazy("Unit code"), "A-301", LineField(max_length=20), required=True, narrow=True),
            Column("building", gettext_lazy("Building"), "A", words=named, offered=tuple(self.buildings.values())),
            few("kind", gettext_lazy("Use of space"), SpaceKind.choices),
            Column("floor", gettext_lazy("Floor"), "3", forms.IntegerField(min_value=-5, max_value=200), narrow=True),
            Column(
                "gross_area",
                gettext_lazy("Gross floor area in m²"),
                "1286.5",
                AmountField(places=2, min_value=Decimal("0.01"), max_value=Decimal("999999.99")),
                narrow=True,
            ),
            Column(
                "is_active", gettext_lazy("In use"), words=YES_NO, offered=(gettext_lazy("yes"), gettext_lazy("no"))
            ),
        )

    def find(self, values: dict[str, Any]) -> Unit | None:
        """By the code in capitals, as it is kept."""
        values["code"] = values["code"].upper()
        return self.there.get(values["code"])

    def key(self, values: dict[str, Any]) -> Any:
        """The code."""
        return values["code"]

    def check(self, row: Unit | None, values: dict[str, Any]) -> dict[str, str]:
        """A new unit names its building; one that is there keeps it, and is not taken out of use under somebody."""
        building = values.get("building")
        if row is None:
            return {} if building else {"building": _("A new unit needs its building.")}
        wrong = {}
        if building and building.pk != row.building_id:
            own = self.buildings[row.building_id].name
            wrong["building"] = _("This unit is in %(building)s and stays there.") % {"building": own}
        if values.get("is_active") is False and row.is_active and row.pk in self.occupied:
            wrong["is_active"] = _("This unit is occupied. End its occupancies first.")
        return wrong

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """In use, and used as the building is."""
        return {"is_active": True, "kind": values["building"].kind, **values}


class CustomerSheet(Sheet):
    """Customers: companies by credit code, else by name; persons by name and phone."""

    kind = "customers"
    columns = (
        Column("name", gettext_lazy("Full name"), "云帆精密（虚构）", LineField(max_length=100), required=True),
        few("kind", gettext_lazy("Company or person"), CustomerKind.choices),
        Column("uscc", gettext_lazy("Unified social credit code"), "", LineField(max_length=30), narrow=True),
        Column("name_en", gettext_lazy("Name in English"), "Yunfan Precision", LineField(max_length=100)),
        few("title", gettext_lazy("Form of address"), Title.choices),
        Column("phone", gettext_lazy("Phone"), "0755-26001234", PhoneField()),
        Column("email", gettext_lazy("E-mail"), "office@example.invalid", forms.EmailField(max_length=254)),
        few("language", gettext_lazy("Language of letters"), settings.LANGUAGES),
    )

    def __init__(self, park: Park) -> None:
        super().__init__(park)
        self.by_code: dict[str, Customer] = {}
        self.by_name: dict[tuple[str, ...], list[Customer]] = {}
        for customer in Customer.objects.filter(park=park):
            if customer.uscc:
                self.by_code[customer.uscc] = customer
            self.by_name.setdefault((customer.kind, customer.name), []).append(customer)

    def find(self, values: dict[str, Any]) -> Customer | None:
        """By the credit code; a company that has none yet by its name, a person by name and phone."""
        values.setdefault("kind", str(CustomerKind.COMPANY))
        if values.get("uscc"):
            values["uscc"] = check_uscc(values["uscc"])
        code = values.get("uscc", "")
        if code in self.by_code:
            return self.by_code[code]
        alike = self.by_name.get((values["kind"], values["name"]), [])
        alike = [row for row in alike if not (code and row.uscc)]
        if values["kind"] == CustomerKind.PERSON:
            alike = [row for row in alike if row.phone == values.get("phone", row.phone)]
        if len(alike) > 1:
            raise ValidationError(_("Several customers have this name. Change them by hand, in their file."))
        return alike[0] if alike else None

    def key(self, values: dict[str, Any]) -> Any:
        """The code, or kind, name and, for persons, phone."""
        person = values["kind"] == CustomerKind.PERSON
        return values.get("uscc") or (values["kind"], values["name"], values.get("phone") if person else "")

    def check(self, row: Customer | None, values: dict[str, Any]) -> dict[str, str]:
        """A company has no form of address, a person no code, and neither becomes the other."""
        kind = row.kind if row else values["kind"]
        wrong = {}
        if row and values["kind"] != row.kind:
            wrong["kind"] = _("This customer is there as the other kind and stays so.")
        if kind == CustomerKind.PERSON and values.get("uscc"):
            wrong["uscc"] = _("A private person has no credit code. Leave it empty, or choose company.")
        if kind == CustomerKind.COMPANY and values.get("title"):
            wrong["title"] = _("A company has no form of address. Leave it empty.")
        return wrong

    def complete(self, values: dict[str, Any]) -> dict[str, Any]:
        """As the values stand; the model knows the rest."""
        return values


SHEETS: dict[str, type[Sheet]] = {sheet.kind: sheet for sheet in (UnitSheet, CustomerSheet)}
