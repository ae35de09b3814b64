"""Models of the complaints app, feature by feature."""

from complaints.analysis.models import MonthAnalysis
from complaints.appointments.models import Appointment
from complaints.approvals.models import Proposal
from complaints.casework.models import Complaint
from complaints.casework.records import Escalation, OfficeReport, Remark, Reply, TimeLimit
from complaints.contacts.models import Contact
from complaints.duplicates.models import Mention
from complaints.enquiries.models import ReadyAnswer
from complaints.extensions.models import Extension
from complaints.forgotten.models import Forgotten
from complaints.handovers.models import Handover
from complaints.ladder.models import Reminder
from complaints.limits.models import ReferenceChange
from complaints.lookup.models import SearchText
from complaints.office.models import OfficeWord
from complaints.oversight.models import Observation
from complaints.pauses.models import Pause
from complaints.returnvisits.models import QualityCheck, ReturnVisit
from complaints.rulebook.models import Article, Rule, RuleDraft, RuleVersion, Signature
from complaints.suggestions.models import Suggestion
from complaints.withdrawals.models import Withdrawal

__all__ = [
    "Appointment",
    "Article",
    "Complaint",
    "Contact",
    "Escalation",
    "Extension",
    "Forgotten",
    "Handover",
    "Mention",
    "MonthAnalysis",
    "Observation",
    "OfficeReport",
    "OfficeWord",
    "Pause",
    "Proposal",
    "QualityCheck",
    "ReadyAnswer",
    "ReferenceChange",
    "Remark",
    "Reminder",
    "Reply",
    "ReturnVisit",
    "Rule",
    "RuleDraft",
    "RuleVersion",
    "SearchText",
    "Signature",
    "Suggestion",
    "TimeLimit",
    "Withdrawal",
]
