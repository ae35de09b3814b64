"""Ready words: the report to the park office, and what a reply template is filled with."""

from django.utils import translation
from django.utils.translation import gettext as _

from complaints.casework.models import Complaint
from complaints.duplicates.sharing import merged
from parkservice.kit import clock
from parkservice.ui.words import day_text


def office_text(complaint: Complaint) -> str:
    """Return the report that the park office gets, in Chinese, from what is on record; the officer completes it."""
    with translation.override("zh-hans"):
        lines = [
            _("%(number)s, received %(day)s: %(matter)s (%(place)s).")
            % {
                "number": complaint.number,
                "day": day_text(complaint.received_at, near=False),
                "matter": complaint.matter,
                "place": complaint.unit.code if complaint.unit else _("place not named"),
            },
            _("Findings (%(validity)s): %(facts)s")
            % {"validity": complaint.get_validity_display(), "facts": complaint.facts},
            _("Result (%(outcome)s): %(measures)s")
            % {"outcome": complaint.get_outcome_display(), "measures": complaint.measures},
        ]
        if others := merged(complaint):
            numbers = _(", ").join(other.number for other in others)
            lines.append(_("Reported as %(numbers)s too; the answer goes to all of them.") % {"numbers": numbers})
        if complaint.responsible_department:
            lines.append(_("Department responsible: %(name)s") % {"name": complaint.responsible_department.name})
    return "\n".join(lines)


def placeholders(complaint: Complaint) -> dict[str, str]:
    """Return what the placeholders of a reply template stand for, in the complainant's language."""
    with translation.override(complaint.language or "zh-hans"):
        due = complaint.next_due if complaint.next_due and complaint.next_due > clock.now() else None
        return {
            "name": complaint.salutation or _("Dear Sir or Madam"),
            "number": complaint.number,
            "officer": complaint.officer.display_name,
            "matter": complaint.matter,
            "date": day_text(due, near=False) if due else "",
        }
