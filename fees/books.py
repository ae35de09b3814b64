"""The data invariants of fees and cash: each feature registers its own (reliability section 2, M1 to M18)."""

from fees.bank import books as bank_books  # noqa: F401
from fees.billing import books as billing_books  # noqa: F401
from fees.cashdesk import books as cash_books  # noqa: F401
from fees.dayclose import books as day_books  # noqa: F401
from fees.deposits import books as deposit_books  # noqa: F401
from fees.ledger import books as ledger_books  # noqa: F401
from fees.ledger import cashlines  # noqa: F401
from fees.monthclose import books as month_books  # noqa: F401
from fees.opening import books as opening_books  # noqa: F401
from fees.paybacks import books as payback_books  # noqa: F401
from fees.reconciliation import books as reconciliation_books  # noqa: F401
from fees.seals import books as seal_books  # noqa: F401
