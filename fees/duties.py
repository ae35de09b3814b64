"""The duties of fees and cash, feature by feature (duties.md)."""

from fees.arrears.duties import DUTIES as ARREARS
from fees.billing.duties import DUTIES as BILLING
from fees.cashdesk.duties import DUTIES as CASH
from fees.reconciliation.duties import DUTIES as RECONCILIATION

DUTIES = [*BILLING, *CASH, *RECONCILIATION, *ARREARS]
