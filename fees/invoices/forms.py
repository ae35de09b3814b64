"""Forms of tax invoices: the request over paid receipts, and what finance records."""

import re
from collections.abc import Sequence
from typing import Any

from django import forms
from django.core.exceptions import ValidationError
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from fees.invoices.models import InvoiceKind
from fees.invoices.services import NO_TAX_NUMBER, Wanted, needs_tax_number
from fees.till.forms import SeenBillsField
from parkservice.estate.models import Customer
from parkservice.kit import clock
from parkservice.kit.identity import check_uscc
from parkservice.kit.text import LineField, narrow
from parkservice.tasks.forms import ActForm
from parkservice.ui.forms import Choices, Form, FormIdMixin

KINDS: dict[str, Any] = {
    InvoiceKind.ORDINARY: gettext_lazy("The usual one, for your books."),
    InvoiceKind.SPECIAL: gettext_lazy("For companies that deduct input VAT."),
}


class RequestForm(FormIdMixin, Form):
    """About which receipts, of which kind, made out to whom."""

    receipts = SeenBillsField(required=False)
    kind = forms.ChoiceField(
        label=gettext_lazy("Kind"), choices=InvoiceKind.choices, widget=Choices(explanations=KINDS)
    )
    title = LineField(label=gettext_lazy("Invoice title"), max_length=100)
    tax_number = LineField(label=gettext_lazy("Tax number"), max_length=20, required=False)
    email = forms.EmailField(
        label=gettext_lazy("E-mail for the invoice"),
        required=False,
        help_text=gettext_lazy("Finance sends the electronic invoice there."),
    )

    def __init__(self, *args: Any, customer: Customer, paid: Sequence[Any], ticked: str = "", **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.customer, self.paid, self.ticked = customer, paid, ticked
        self.fields["kind"].initial = InvoiceKind.ORDINARY
        tax_number = self.fields["tax_number"]
        tax_number.required = customer.is_company
        tax_number.error_messages["required"] = NO_TAX_NUMBER
        last = customer.invoices.order_by("-pk").first()
        self.fields["title"].initial = last.title if last else customer.name
        self.fields["tax_number"].initial = last.tax_number if last else customer.uscc
        self.fields["email"].initial = last.email if last else ""

    def lines(self) -> list[dict[str, Any]]:
        """The paid receipts with what can be invoiced; the one that was opened is ticked, or the only one."""
        sent = self.data.getlist("receipts") if self.is_bound else []  # type: ignore[attr-defined]
        chosen = {text.partition(":")[0] for text in sent} if self.is_bound else {self.ticked}
        alone = len(self.paid) == 1 and not self.is_bound
        return [
            {"row": row, "seen": f"{row.pk}:{row.to_invoice:.2f}", "ticked": alone or str(row.pk) in chosen}
            for row in self.paid
        ]

    def clean_tax_number(self) -> str:
        """The number without spaces; a wrong check character is said here."""
        number: str = self.cleaned_data["tax_number"]
        return check_uscc(number) if number else ""

    def clean(self) -> dict[str, Any]:
        """At least one receipt, and a tax number on the special invoice of a person too."""
        said = super().clean() or self.cleaned_data
        if not said.get("receipts") and not self.errors:
            self.add_error(None, ValidationError(_("Tick at least one receipt.")))
        missing = "tax_number" not in self.errors and not said.get("tax_number")
        if missing and needs_tax_number(self.customer, said.get("kind", "")):
            self.add_error("tax_number", ValidationError(NO_TAX_NUMBER))
        return said

    def wanted(self) -> Wanted:
        """What the service takes."""
        said = self.cleaned_data
        return Wanted(said["kind"], said["title"], said["receipts"], said["tax_number"], said["email"])


class InvoiceNumberField(LineField):
    """The number of an invoice: 20 digits of the digital kind, 8 of the older ones."""

    def clean(self, value: Any) -> str:
        """Return the digits. Raises ValidationError for anything else."""
        number: str = narrow(super().clean(value))
        if number and not re.fullmatch(r"[0-9]{8}|[0-9]{20}", number):
            raise ValidationError(_("The number has 20 digits, or 8 on older invoices. Copy it from the invoice."))
        return number


class IssueForm(ActForm):
    """The number and the day that the tax system gave."""

    number = InvoiceNumberField(label=gettext_lazy("Invoice number"), max_length=30)
    issued_on = forms.DateField(label=pgettext_lazy("invoice", "Issued on"), initial=clock.today)


class RedForm(ActForm):
    """Number, day and reason of the red letters."""

    number = InvoiceNumberField(label=gettext_lazy("Number of the red letters"), max_length=30)
    day = forms.DateField(label=gettext_lazy("Reversed on"), initial=clock.today)
    reason = LineField(label=gettext_lazy("Reason"), max_length=200, min_length=2)


class RefuseForm(ActForm):
    """Why no invoice is given."""

    reason = LineField(label=pgettext_lazy("invoice", "Why not"), max_length=200, min_length=2)
