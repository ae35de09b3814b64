"""Reference data of the complaints app: time limits, the first rules, the index of words; safe to run again."""

from complaints.casework.records import TimeLimit
from complaints.choices import LimitKind, LimitUnit, Severity
from complaints.lookup.services import remember_all
from complaints.models import Complaint, Contact, SearchText, Suggestion
from complaints.rulebook.guards import PARTS
from complaints.rulebook.models import Rule, RuleVersion
from complaints.rulebook.seed import RULES
from complaints.rulebook.services import write_articles
from parkservice.kit import clock
from parkservice.parks.models import Park
from parkservice.parks.reference import register
from parkservice.parks.thresholds import BEGINNING

#: First contact in working minutes, then working days for first answer, resolution and both replies.
LIMITS = {Severity.MINOR: (240, 1, 2, 2), Severity.IMPORTANT: (120, 1, 3, 2), Severity.MAJOR: (30, 2, 10, 2)}
#: Urgent matters count natural time: 15 minutes to send somebody, 24 hours to answer and resolve.
URGENT = (15, 24 * 60, 24 * 60)


@register
def install_limits(park: Park) -> None:
    """Give a park the default limits that it does not have yet; limits changed by people stay."""
    for severity, (contact, answer, resolve, reply) in LIMITS.items():
        ordinary = (
            (LimitKind.ACKNOWLEDGE, contact, LimitUnit.WORKING_MINUTES),
            (LimitKind.ANSWER, answer, LimitUnit.WORKING_DAYS),
            (LimitKind.RESOLVE, resolve, LimitUnit.WORKING_DAYS),
            (LimitKind.REPLY, reply, LimitUnit.WORKING_DAYS),
        )
        urgent = (
            (LimitKind.ACKNOWLEDGE, URGENT[0], LimitUnit.NATURAL_MINUTES),
            (LimitKind.ANSWER, URGENT[1], LimitUnit.NATURAL_MINUTES),
            (LimitKind.RESOLVE, URGENT[2], LimitUnit.NATURAL_MINUTES),
            (LimitKind.REPLY, reply, LimitUnit.WORKING_DAYS),
        )
        for is_urgent, rows in ((False, ordinary), (True, urgent)):
            for kind, amount, unit in rows:
                TimeLimit.objects.get_or_create(
                    park=park,
                    severity=severity,
                    urgent=is_urgent,
                    kind=kind,
                    valid_from=BEGINNING,
                    defaults={"amount": amount, "unit": unit},
                )


@register
def install_rules(park: Park) -> None:
    """Give a park the first rules that it does not have yet, as version 1; rules that people changed stay."""
    for code, kind, name_zh, name_en, articles in RULES:
        rule, created = Rule.objects.get_or_create(
            park=park, code=code, defaults={"kind": kind, "name_zh": name_zh, "name_en": name_en}
        )
        if created:
            now = clock.now()
            version = RuleVersion.objects.create(
                rule=rule, number=1, released_at=now, valid_from=clock.local(now).date()
            )
            write_articles(version, [dict(zip(PARTS, words, strict=True)) for words in articles])


@register
def make_findable(park: Park) -> None:
    """Make records findable that were there before the index of words."""
    for rows in (Complaint.objects.all(), Suggestion.objects.all(), Contact.objects.all()):
        known = SearchText.objects.filter(kind=rows.model._meta.model_name).values("object_id")
        missing = rows.filter(park=park).exclude(pk__in=known).select_related("unit", "customer")
        remember_all(records=missing.order_by("pk").iterator(1000))
