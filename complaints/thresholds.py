"""The thresholds of the complaint field with their first values (domain 2.1 to 2.3, duties A6, reliability C10)."""

from django.utils.translation import gettext_lazy as _

from parkservice.parks.thresholds import Known, Unit, register

LADDER = _("Limits and reminders")
CASES = _("Complaints")
VISITS = _("Return visits")
SUGGESTIONS = _("Suggestions")

register(
    Known("remind_percent", 80, Unit.PERCENT, _("Share of a limit after which the handler is reminded"), LADDER, 1, 99),
    Known(
        "manager_percent", 100, Unit.PERCENT, _("Share of a limit after which the manager is told"), LADDER, 100, 400
    ),
    Known(
        "project_percent",
        150,
        Unit.PERCENT,
        _("Share of a limit after which the project manager is told"),
        LADDER,
        100,
        900,
    ),
    Known("raise_days", 30, Unit.DAYS, _("Open longer than this, a complaint becomes major"), LADDER),
    Known("raise_times", 3, Unit.TIMES, _("The same matter unsolved this often becomes major"), LADDER, 2, 20),
    Known("pause_days", 30, Unit.DAYS, _("Longest wait for an answer of the complainant"), LADDER),
    Known("extension_days", 30, Unit.DAYS, _("Longest extension beyond the limit that runs"), LADDER),
    Known("reopen_days", 30, Unit.DAYS, _("A closed complaint can be reopened within"), CASES),
    Known("repeat_days", 30, Unit.DAYS, _("Same unit and kind within this time counts as a repeat"), CASES),
    Known("handovers_alert", 2, Unit.TIMES, _("After this many hand-overs the manager is told"), CASES, 1, 20),
    Known(
        "handover_refusals",
        2,
        Unit.TIMES,
        _("After so many refusals in a row the manager names the officer"),
        CASES,
        1,
        20,
    ),
    Known(
        "reply_attempts", 3, Unit.TIMES, _("Attempts on different days before a result counts as told"), CASES, 1, 20
    ),
    Known("near_days", 30, Unit.DAYS, _("Complaints this far apart are offered as one matter"), CASES),
    Known("remind_minutes", 60, Unit.MINUTES, _("The duty room reminds of the same complaint again after"), CASES),
    Known("office_link_days", 60, Unit.DAYS, _("The park office reads a report by its link for"), CASES),
    Known("analysis_days", 5, Unit.DAYS, _("The analysis is printed in the next month within"), CASES, 1, 28),
    Known("approval_days", 1, Unit.WORKING_DAYS, _("A proposal is approved or returned within"), CASES),
    Known("observation_days", 1, Unit.WORKING_DAYS, _("An observation of the duty room is answered within"), CASES),
    Known("office_comments", 10, Unit.TIMES, _("Comments by the link of a report within an hour"), CASES),
    Known(
        "grant_days",
        1,
        Unit.WORKING_DAYS,
        _("More time, asked for in time, is granted after the limit within"),
        CASES,
    ),
    Known("visit_days", 3, Unit.DAYS, _("Return visit within this time after the result"), VISITS),
    Known(
        "visit_attempts", 3, Unit.TIMES, _("Attempts on different days before a visit counts as not reached"), VISITS
    ),
    Known("decide_suggestion_days", 5, Unit.WORKING_DAYS, _("A suggestion is decided within"), SUGGESTIONS),
    Known(
        "answer_suggestion_days",
        2,
        Unit.WORKING_DAYS,
        _("The proposer is answered after the decision within"),
        SUGGESTIONS,
    ),
    Known("later_days", 180, Unit.DAYS, _("Longest time for which a suggestion is put off"), SUGGESTIONS),
)
