"""Numbers that the state gives to companies and people: checked by checksum and birth date.

The region inside a number is not checked: counties come and go, and the demo park lives in one that does not exist
(domain section 6).
"""

import re
import unicodedata
from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from stdnum.cn import ric, uscc
from stdnum.exceptions import InvalidComponent
from stdnum.exceptions import ValidationError as InvalidNumber

from parkservice.kit import clock

_ID_NUMBER = re.compile(r"[0-9]{17}[0-9X]")
_EARLIEST = date(1880, 1, 1)


def check_uscc(value: str) -> str:
    """Return a unified social credit code in capitals without spaces.

    Raises ValidationError when it has not 18 characters of the right kind or its check character is wrong.
    """
    code = uscc.compact(unicodedata.normalize("NFKC", value))
    try:
        return uscc.validate(code)
    except InvalidNumber:
        raise ValidationError(
            _("This is not a unified social credit code: 18 digits and letters, as on the business licence."),
            code="uscc",
        ) from None


def check_id_number(value: str) -> str:
    """Return a resident identity number without spaces, a final X in capitals.

    Raises ValidationError when it has not 18 digits, its check digit is wrong, or its birth date cannot be.
    """
    number = ric.compact(unicodedata.normalize("NFKC", value).replace(" ", ""))
    if not _ID_NUMBER.fullmatch(number) or number[-1] != ric.calc_check_digit(number):
        raise ValidationError(_("This is not an identity number: check the 18 digits once more."), code="id_number")
    try:
        born = ric.get_birth_date(number)
    except InvalidComponent:
        born = date.min
    if born < _EARLIEST or born > clock.today():
        raise ValidationError(_("The birth date in this identity number cannot be right."), code="id_number")
    return number
