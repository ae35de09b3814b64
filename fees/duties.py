"""The duties of fees and cash, feature by feature (duties.md)."""

from fees.arrears.duties import DUTIES as ARREARS
from fees.billing.duties import DUTIES as BILLING
from fees.cashdesk.duties import DUTIES as CASH

DUTIES = [*BILLING, *CASH, *ARREARS]
