"""Models of the tasks app, feature by feature."""

from parkservice.tasks.coordination.models import Question
from parkservice.tasks.rectifications.models import DueChange, ProgressLine, Rectification, Step
from parkservice.tasks.referrals.models import Referral
from parkservice.tasks.workorders.models import WorkOrder

__all__ = ["DueChange", "ProgressLine", "Question", "Rectification", "Referral", "Step", "WorkOrder"]
