"""Money in integer fen and quantities in integer ten-thousandths, as `Decimal` in Python (domain G2, design section 3).

Decimal columns are floats on SQLite, so a CHECK there refuses exact payments; integers are exact on both databases.
The fields join sums and comparisons with their own kind only: adding a plain number to fen inside the database
raises FieldError instead of being wrong by a factor of a hundred.
"""

import re
from decimal import ROUND_HALF_UP, Decimal
from typing import TYPE_CHECKING, Any

from django import forms
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models.expressions import Combinable, register_combinable_fields
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

if TYPE_CHECKING:
    _Field = models.Field[Decimal | int | str | Combinable | None, Decimal]
else:
    _Field = models.Field

_FEN = Decimal("0.01")
_LIMIT = Decimal(10) ** 12
_LONGEST = 40
_PLAIN_NUMBER = gettext_lazy("Enter a plain number such as 1234.50, in ordinary digits.")
_PLAIN = re.compile(r"(-?)([0-9]+|[0-9]{1,3}(?:,[0-9]{3})+)(\.[0-9]+)?")


def to_fen(amount: Decimal) -> int:
    """Return an amount in yuan as integer fen. Raises ValidationError when it has parts of a fen or is no number."""
    return to_units(amount, 2)


def from_fen(fen: int) -> Decimal:
    """Return integer fen as an amount in yuan with two places."""
    return Decimal(fen).scaleb(-2)


def round_fen(amount: Decimal) -> Decimal:
    """Return an amount in yuan rounded half up to fen: once per bill line, never earlier (domain 3.13)."""
    return amount.quantize(_FEN, ROUND_HALF_UP)


def parse_amount(text: str, *, places: int = 2, signed: bool = False) -> Decimal:
    """Return the number that a person typed, with `places` decimal places; thousands may be parted by commas.

    Raises ValidationError, with a sentence, for anything else: full-width digits, 1e400, NaN, -0, more places, and a
    minus unless `signed`.
    """
    match = _PLAIN.fullmatch(text.strip()) if len(text) <= _LONGEST else None
    if not match:
        raise ValidationError(_PLAIN_NUMBER, code="invalid")
    number = _exact(Decimal(match[0].replace(",", "")), places)
    if match[1] and not (signed and number):
        raise ValidationError(_("Enter a number without a minus."), code="minus")
    return number


def capital(amount: Decimal) -> str:
    """Return an amount in yuan in capital Chinese for receipts: 14,666.10 is 壹万肆仟陆佰陆拾陆元壹角整 (domain G2)."""
    import cn2an  # here, because only printed documents need it

    rounded = round_fen(amount)
    words: str = cn2an.an2cn(str(abs(rounded)), "rmb")
    return ("负" if rounded < 0 else "") + words + ("整" if words.endswith("角") else "")


def yuan(amount: Decimal) -> str:
    """Return an amount as it is shown: `¥4,948.70`, `−¥210.30`."""
    rounded = round_fen(amount)
    return f"{'−' if rounded < 0 else ''}¥{abs(rounded):,.2f}"


class ScaledField(_Field):
    """A number with a fixed count of decimal places, stored as a BIGINT of its smallest unit.

    Floats, NaN, infinities, further places and amounts of a million million or more raise ValidationError.
    """

    places: int
    description = gettext_lazy("exact number")

    def get_internal_type(self) -> str:
        """Name the column type: BIGINT on both databases."""
        return "BigIntegerField"

    def to_python(self, value: Any) -> Decimal | None:
        """Return the value as Decimal with all its places."""
        return None if value is None else _exact(value, self.places)

    def from_db_value(self, value: Any, *_context: Any) -> Decimal | None:
        """Return stored units as Decimal; an average is rounded half up to the smallest unit."""
        if type(value) is int:
            return Decimal(value).scaleb(-self.places)
        if value is None:
            return None
        return Decimal(str(value)).quantize(Decimal(1), ROUND_HALF_UP).scaleb(-self.places)

    def get_prep_value(self, value: Any) -> Any:
        """Return what the database stores: integer units."""
        value = super().get_prep_value(value)
        if value is None or hasattr(value, "as_sql"):
            return value
        return to_units(value, self.places)

    def value_to_string(self, obj: models.Model) -> str:
        """Return the value as text for serialisers."""
        value = self.value_from_object(obj)
        return "" if value is None else str(value)

    def formfield(self, **kwargs: Any) -> Any:
        """Return the form field with the same number of places."""
        return super().formfield(**{"form_class": AmountField, "places": self.places, **kwargs})


class MoneyField(ScaledField):
    """An amount of money in yuan, stored in fen."""

    places = 2
    description = gettext_lazy("amount in yuan")


class QtyField(ScaledField):
    """A quantity (square metres, kilowatt-hours, cubic metres, a unit price), stored in ten-thousandths."""

    places = 4
    description = gettext_lazy("quantity")


for _field in (MoneyField, QtyField):
    for _connector in (Combinable.ADD, Combinable.SUB):
        register_combinable_fields(_field, _connector, _field, _field)
    register_combinable_fields(_field, Combinable.MUL, models.IntegerField, _field)
    register_combinable_fields(models.IntegerField, Combinable.MUL, _field, _field)


def total(expression: Any, *, where: models.Q | None = None) -> Coalesce:
    """Return the sum of a money column for annotate() and aggregate(); 0.00 when no row matches `where`."""
    field = MoneyField()
    return Coalesce(models.Sum(expression, filter=where), models.Value(Decimal(0), field), output_field=field)


class AmountField(forms.Field):
    """A form field for an amount or quantity, read by `parse_amount`; the limits are Decimals, both included."""

    widget = forms.TextInput

    def __init__(
        self, *, places: int = 2, min_value: Decimal | None = None, max_value: Decimal | None = None, **kwargs: Any
    ) -> None:
        """Accept `places` decimal places; a minus is accepted only with a `min_value` below zero."""
        self.places, self.min_value, self.max_value = places, min_value, max_value
        super().__init__(**kwargs)

    def widget_attrs(self, widget: forms.Widget) -> dict[str, Any]:
        """Ask phones for their number keyboard."""
        return {**super().widget_attrs(widget), "inputmode": "decimal", "autocomplete": "off"}

    def to_python(self, value: Any) -> Decimal | None:
        """Return the number typed. Raises ValidationError when it is none, or beyond the limits."""
        if value in self.empty_values:
            return None
        signed = self.min_value is not None and self.min_value < 0
        number = parse_amount(str(value), places=self.places, signed=signed)
        if self.min_value is not None and number < self.min_value:
            raise ValidationError(_("At least %(limit)s, please.") % {"limit": self.min_value}, code="min_value")
        if self.max_value is not None and number > self.max_value:
            raise ValidationError(_("At most %(limit)s, please.") % {"limit": self.max_value}, code="max_value")
        return number


def _exact(value: Any, places: int) -> Decimal:
    """Return value with all its places. Raises ValidationError unless it is exactly such a number."""
    if isinstance(value, str):
        return parse_amount(value, places=places, signed=True)
    if isinstance(value, bool) or not isinstance(value, Decimal | int):
        raise ValidationError(_PLAIN_NUMBER, code="invalid")
    number = Decimal(value)
    if not number.is_finite() or abs(number) >= _LIMIT:
        raise ValidationError(_("This number is too large."), code="range")
    exact = number.quantize(Decimal(1).scaleb(-places), ROUND_HALF_UP)
    if exact != number:
        raise ValidationError(_("At most %(places)d decimal places, please.") % {"places": places}, code="places")
    return exact + 0


def to_units(value: Any, places: int) -> int:
    """Return a number in units of its last place. Raises ValidationError when it has parts of one or is no number."""
    if type(value) is Decimal and value.is_finite():
        scaled = value.scaleb(places)
        units = int(scaled)
        if units == scaled and -_LIMIT < value < _LIMIT:
            return units  # nearly every value; what is left gets its sentence
    return int(_exact(value, places).scaleb(places))
