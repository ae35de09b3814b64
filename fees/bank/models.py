"""The park's bank accounts, the statements imported from the bank, and their lines (O6).

A line never changes but for what became of it: matched with a document, set aside with a reason, or waiting.
"""

from datetime import date
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy
from django_fsm import FSMField, FSMModelMixin, transition

from fees.bank import rules
from fees.ledger.models import Receipt
from parkservice.accounts.rights import Person, scope
from parkservice.estate.imports.models import ImportState
from parkservice.kit import appendonly, clock
from parkservice.kit.money import MoneyField, yuan
from parkservice.parks.models import Park

if TYPE_CHECKING:
    from fees.bank.matches import BankMatch

# The state machine hands over any record and any person; the rules speak of lines and colleagues.
may_match: Any = rules.may_match
may_undo: Any = rules.may_undo


class AccountQuerySet(models.QuerySet["BankAccount"]):
    """Which accounts."""

    def visible_to(self, user: Person) -> "AccountQuerySet":
        """Accounts of the parks in which this person matches the lines of the bank."""
        return self.filter(park_id__in=scope(user, "bank.match").parks)

    def open(self) -> "AccountQuerySet":
        """Accounts that still take files."""
        return self.filter(closed_at__isnull=True)


class BankAccount(models.Model):
    """An account of the park at a bank, known by a name and its last four digits; the whole number is nobody's need.

    One that was closed takes no file any more; its lines stay.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=gettext_lazy("park"))
    name = models.CharField(gettext_lazy("name of the account"), max_length=40)
    last4 = models.CharField(
        gettext_lazy("last four digits"),
        max_length=4,
        validators=[RegexValidator(r"^[0-9]{4}$", gettext_lazy("Enter the last four digits, such as 6688."))],
    )
    closed_at = models.DateTimeField(gettext_lazy("closed"), null=True, blank=True)

    objects = AccountQuerySet.as_manager()

    class Meta:
        ordering = ["park", "name", "id"]
        verbose_name = gettext_lazy("bank account")
        verbose_name_plural = gettext_lazy("bank accounts")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "name", "last4"],
                name="bank_account_once",
                violation_error_message=gettext_lazy("This account is there already."),
            ),
            models.CheckConstraint(condition=~Q(name=""), name="bank_account_has_name"),
        ]

    def __str__(self) -> str:
        return f"{self.name} {self.last4}"

    def get_absolute_url(self) -> str:
        """Its page."""
        return reverse("fees:bank_account", args=[self.pk])


class BankColumns(models.Model):
    """Which column of a file means what, remembered for files of an account with the same headings."""

    account = models.ForeignKey(BankAccount, models.PROTECT, related_name="columns")
    fingerprint = models.CharField(max_length=64)
    columns = models.JSONField(default=dict)

    class Meta:
        verbose_name = gettext_lazy("remembered columns")
        verbose_name_plural = gettext_lazy("remembered columns")
        constraints = [models.UniqueConstraint(fields=["account", "fingerprint"], name="bank_columns_once")]

    def __str__(self) -> str:
        return f"{self.account_id}: {self.fingerprint[:8]}"


class StatementQuerySet(models.QuerySet["BankStatement"]):
    """Which files."""

    def visible_to(self, user: Person) -> "StatementQuerySet":
        """Files of the parks in which this person matches the lines of the bank."""
        return self.filter(park_id__in=scope(user, "bank.match").parks)


class BankStatement(models.Model):
    """One file of the bank (YH): shown first, then taken over as a whole, or put away; the file itself is kept."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=gettext_lazy("park"))
    account = models.ForeignKey(
        BankAccount, models.PROTECT, related_name="statements", verbose_name=gettext_lazy("bank account")
    )
    number = models.CharField(gettext_lazy("number"), max_length=24, blank=True)
    state = models.CharField(gettext_lazy("state"), max_length=8, choices=ImportState, default=ImportState.SHOWN)
    by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=gettext_lazy("sent by")
    )
    at = models.DateTimeField(gettext_lazy("sent at"))
    file_name = models.CharField(gettext_lazy("file name"), max_length=120)
    sha256 = models.CharField(gettext_lazy("checksum"), max_length=64)
    headings = models.JSONField(default=list)
    rows = models.JSONField(default=list)
    columns = models.JSONField(default=dict)
    recognised = models.BooleanField(gettext_lazy("columns known from before"), default=False)
    taken = models.PositiveIntegerField(gettext_lazy("lines taken over"), default=0)
    known = models.PositiveIntegerField(gettext_lazy("lines that were there already"), default=0)

    objects = StatementQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = gettext_lazy("bank statement")
        verbose_name_plural = gettext_lazy("bank statements")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "number"], condition=~Q(number=""), name="bank_statement_number_once_per_park"
            ),
            models.CheckConstraint(
                condition=~Q(state=ImportState.DONE) | ~Q(number=""), name="bank_statement_taken_has_number"
            ),
        ]
        indexes = [models.Index(fields=["account", "sha256"], name="bank_statement_by_file")]

    def __str__(self) -> str:
        return self.number or self.file_name

    def get_absolute_url(self) -> str:
        """Where its sender sees what would become of it, and how it ended."""
        return reverse("fees:bank_statement", args=[self.pk])


class LineState(models.TextChoices):
    """What became of a line of the bank."""

    UNMATCHED = "unmatched", gettext_lazy("Not matched")
    MATCHED = "matched", gettext_lazy("Matched")
    ASIDE = "aside", pgettext_lazy("bank line", "Set aside")


TONES = {LineState.UNMATCHED: "due", LineState.MATCHED: "done", LineState.ASIDE: ""}


class AsideKind(models.TextChoices):
    """Why a line has no document of ours."""

    INTEREST = "interest", gettext_lazy("Interest")
    FEE = "fee", gettext_lazy("Fee of the bank")
    BATCH = "batch", gettext_lazy("Sum of several payments")
    OWN = "own", gettext_lazy("Between own accounts, cash paid in")
    NOT_OURS = "not_ours", gettext_lazy("Not ours")
    RETURNED = "returned", gettext_lazy("Transfer that came back")
    OTHER = "other", pgettext_lazy("bank line", "Other")


class LineQuerySet(models.QuerySet["BankLine"]):
    """Which lines of the bank."""

    def visible_to(self, user: Person) -> "LineQuerySet":
        """Lines of the parks in which this person sees them."""
        return self.filter(park_id__in=scope(user, "bank.view").parks)

    def waiting(self) -> "LineQuerySet":
        """Lines of which nobody has said yet what they are."""
        return self.filter(state__among=[LineState.UNMATCHED])

    def returning(self) -> "LineQuerySet":
        """Lines by which the bank took a transfer back."""
        return self.filter(amount__lt=0, returned__isnull=False)


class BankLine(FSMModelMixin, models.Model):
    """One line of the bank: money that came in (above zero) or went out (below zero), in yuan, as the bank wrote it.

    `identity` makes a line that is sent again the same line. `returned` names the receipt whose transfer came back.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=gettext_lazy("park"))
    account = models.ForeignKey(
        BankAccount, models.PROTECT, related_name="lines", verbose_name=gettext_lazy("bank account")
    )
    statement = models.ForeignKey(
        BankStatement, models.PROTECT, related_name="lines", verbose_name=gettext_lazy("bank statement")
    )
    row = models.PositiveIntegerField(gettext_lazy("row of the file"))
    day = models.DateField(gettext_lazy("day of the bank"))
    amount = MoneyField(gettext_lazy("amount in yuan"))
    payer = models.CharField(gettext_lazy("payer"), max_length=100, blank=True)
    payer_account = models.CharField(gettext_lazy("account of the payer"), max_length=40, blank=True)
    reference = models.CharField(gettext_lazy("reference of the payer"), max_length=300, blank=True)
    bank_id = models.CharField(gettext_lazy("number of the bank"), max_length=64, blank=True)
    identity = models.CharField(max_length=64, editable=False)
    state = FSMField(
        gettext_lazy("state"), max_length=10, choices=LineState, default=LineState.UNMATCHED, protected=True
    )
    aside_kind = models.CharField(gettext_lazy("reason"), max_length=10, choices=AsideKind, blank=True)
    aside_note = models.CharField(gettext_lazy("note"), max_length=200, blank=True)
    returned = models.ForeignKey(
        Receipt,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="returned_lines",
        verbose_name=gettext_lazy("receipt"),
    )

    objects = LineQuerySet.as_manager()

    class Meta:
        ordering = ["-day", "-id"]
        verbose_name = gettext_lazy("line of the bank")
        verbose_name_plural = gettext_lazy("lines of the bank")
        constraints = [
            models.UniqueConstraint(
                fields=["account", "identity"],
                name="bank_line_once",
                violation_error_message=gettext_lazy("This line is there already."),
            ),
            models.UniqueConstraint(fields=["returned"], condition=Q(amount__lt=0), name="bank_line_returns_once"),
            models.CheckConstraint(condition=~Q(amount=0), name="bank_line_not_zero"),
            models.CheckConstraint(
                condition=Q(state=LineState.ASIDE) & ~Q(aside_kind="") | ~Q(state=LineState.ASIDE) & Q(aside_kind=""),
                name="bank_line_aside_says_why",
                violation_error_message=gettext_lazy("Say why the line has no document."),
            ),
        ]
        indexes = [
            models.Index(fields=["park", "-day", "-id"], name="bank_line_by_day"),
            models.Index(
                fields=["park", "day", "id"],
                condition=Q(state__among=[LineState.UNMATCHED]),
                name="bank_line_waiting",
            ),
        ]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:bank_line", args=[self.pk])

    @property
    def number(self) -> str:
        """How it is called in a sentence: its day and amount."""
        return _("The line of %(day)s, %(amount)s") % {"day": f"{self.day:%Y-%m-%d}", "amount": yuan(self.amount)}

    @property
    def tone(self) -> str:
        """The tone of its state."""
        return TONES[LineState(self.state)]

    @property
    def waits(self) -> bool:
        """Whether nobody has said yet what it is."""
        return self.state == LineState.UNMATCHED

    @property
    def days_waiting(self) -> int:
        """How many days have passed since the bank booked it."""
        return max(0, (clock.today() - self.day).days)

    @property
    def masked_account(self) -> str:
        """The account of the payer, its last four digits only."""
        return f"****{self.payer_account[-4:]}" if self.payer_account else ""

    @property
    def match(self) -> "BankMatch | None":
        """The link that counts; None where there is none."""
        return next((row for row in self.matches.all() if row.undone_at is None), None)

    def is_late(self, oldest: date) -> bool:
        """Whether it waits since before a day."""
        return self.waits and self.day < oldest

    @transition(state, LineState.UNMATCHED, LineState.MATCHED, permission=may_match)
    def confirm(self) -> None:
        """Somebody confirms which document the line is; the link is made in the same transaction."""

    @transition(state, LineState.MATCHED, LineState.UNMATCHED, permission=may_undo)
    def undo(self) -> None:
        """The link was wrong; the document stays."""

    @transition(state, LineState.UNMATCHED, LineState.ASIDE, permission=may_match)
    def aside(self) -> None:
        """The line has no document, and the reason is told."""

    @transition(state, LineState.ASIDE, LineState.UNMATCHED, permission=may_match)
    def put_back(self) -> None:
        """The line waits again."""


appendonly.protect("fees_bankaccount", mutable=["name", "closed_at"])
appendonly.protect("fees_bankstatement", mutable=["number", "state", "rows", "columns", "recognised", "taken", "known"])
appendonly.protect("fees_bankline", mutable=["state", "aside_kind", "aside_note", "returned_id"])
