"""Models of the fees app, feature by feature."""

from fees.bank.matches import BankMatch
from fees.bank.models import BankAccount, BankColumns, BankLine, BankStatement
from fees.billing.models import Bill
from fees.billing.records import BillingRun, BillReversal, HeatingStop, ServiceLine, SupplierAmount
from fees.cashdesk.models import Drawer, JournalLine, Month, Safe
from fees.collecting.models import CollectionReview, CollectionVisit
from fees.counting.models import CashCount, Difference
from fees.dayclose.models import Consent, DayClose
from fees.deposits.models import Deduction, Deposit, Refund, RefundRequest
from fees.disputes.models import Dispute
from fees.dunning.models import DunningNotice, DunningRound, NoticeLine
from fees.invoices.models import InvoiceLine, TaxInvoice
from fees.ledger.models import Allocation, CreditEntry, CustomerAccount, Receipt, Reprint, Reversal, ReversalRequest
from fees.meters.models import Meter, MeterReading, ReadingBatch
from fees.monthclose.models import MonthClose, MonthReopening, MonthSign
from fees.opening.models import CarryOver, OpeningImport, OpeningRow
from fees.paybacks.models import Payback, PaybackRequest
from fees.payins.models import PayIn, PayInCheck
from fees.reconciliation.models import WeekSignature
from fees.safes.models import SafeAlarm, SafeCheck
from fees.seals.models import Seal
from fees.slips.models import PaySlip, PaySlipEnd, PaySlipLine
from fees.tariffs.models import FeeItem, Tariff
from fees.vouchers.models import VoucherAccount
from fees.waivers.models import Waiver, WaiverLine

__all__ = [
    "Allocation",
    "BankAccount",
    "BankColumns",
    "BankLine",
    "BankMatch",
    "BankStatement",
    "Bill",
    "BillReversal",
    "BillingRun",
    "CarryOver",
    "CashCount",
    "CollectionReview",
    "CollectionVisit",
    "Consent",
    "CreditEntry",
    "CustomerAccount",
    "DayClose",
    "Deduction",
    "Deposit",
    "Difference",
    "Dispute",
    "Drawer",
    "DunningNotice",
    "DunningRound",
    "FeeItem",
    "HeatingStop",
    "InvoiceLine",
    "JournalLine",
    "Meter",
    "MeterReading",
    "Month",
    "MonthClose",
    "MonthReopening",
    "MonthSign",
    "NoticeLine",
    "OpeningImport",
    "OpeningRow",
    "PayIn",
    "PayInCheck",
    "PaySlip",
    "PaySlipEnd",
    "PaySlipLine",
    "Payback",
    "PaybackRequest",
    "ReadingBatch",
    "Receipt",
    "Refund",
    "RefundRequest",
    "Reprint",
    "Reversal",
    "ReversalRequest",
    "Safe",
    "SafeAlarm",
    "SafeCheck",
    "Seal",
    "ServiceLine",
    "SupplierAmount",
    "Tariff",
    "TaxInvoice",
    "VoucherAccount",
    "Waiver",
    "WaiverLine",
    "WeekSignature",
]
