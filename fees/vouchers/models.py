"""Which account of the accounting software something is booked to, where finance chose another one than usual (O6)."""

from django.core.validators import RegexValidator
from django.db import models
from django.utils.translation import gettext_lazy as _

from parkservice.parks.models import Park

NUMBER = RegexValidator(r"^[0-9]{4}[0-9A-Za-z.\-]{0,16}$", _("Four digits, then what the software adds: 6001.01."))


class VoucherAccount(models.Model):
    """Number and name of one account; `key` says what is booked there (accounts.py)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    key = models.CharField(_("what is booked"), max_length=40)
    number = models.CharField(_("account"), max_length=20, validators=[NUMBER])
    name = models.CharField(_("name of the account"), max_length=60)

    class Meta:
        ordering = ["park", "key"]
        verbose_name = _("account for vouchers")
        verbose_name_plural = _("accounts for vouchers")
        constraints = [
            models.UniqueConstraint(fields=["park", "key"], name="voucher_account_once"),
            models.CheckConstraint(
                condition=~models.Q(number="") & ~models.Q(name=""), name="voucher_account_is_named"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.number} {self.name}"
