"""What is true of every complaint row, with the sentence for people, and the indexes of its lists (C1–C9)."""

from django.db import models
from django.db.models import F, Q
from django.db.models.lookups import IsNull
from django.utils.translation import gettext_lazy as _

from complaints.choices import OPEN_STATES, Outcome, State, Validity

CONSTRAINTS = [
    models.UniqueConstraint(fields=["park", "number"], name="complaint_number_once_per_park"),
    models.CheckConstraint(
        condition=Q(occurred_at__isnull=True) | Q(occurred_at__lte=F("received_at")),
        name="complaint_happened_before_received",
        violation_error_message=_("The time it happened can't be later than the time we received it."),
    ),
    models.CheckConstraint(
        condition=Q(anonymous=True) | (~Q(sender_name="") & ~Q(phone="")),
        name="complaint_named_unless_anonymous",
        violation_error_message=_("Enter name and phone, or mark the complaint as anonymous."),
    ),
    models.CheckConstraint(
        condition=~Q(state__in=[State.RESOLVED, State.CLOSED])
        | (~Q(facts="") & ~Q(validity="") & ~Q(outcome="") & Q(resolved_at__isnull=False)),
        name="complaint_resolved_has_findings",
        violation_error_message=_("Record facts, validity and outcome before you resolve the complaint."),
    ),
    models.CheckConstraint(
        condition=~Q(state=State.CLOSED)
        | (
            Q(told_complainant_at__gte=F("resolved_at"))
            & Q(told_office_at__gte=F("resolved_at"))
            & Q(closed_at__isnull=False)
        ),
        name="complaint_closed_has_both_replies",
        violation_error_message=_("Reply to the complainant and report to the park office before closing."),
    ),
    models.CheckConstraint(
        condition=~Q(state=State.CLOSED)
        | Q(visited_at__isnull=False)
        | Q(anonymous=True)
        | Q(validity=Validity.UNFOUNDED)
        | Q(outcome=Outcome.EXPLAINED),
        name="complaint_closed_has_visit",
        violation_error_message=_("Visit the complainant before you close a valid complaint."),
    ),
    models.CheckConstraint(
        condition=Q(reopened_count=0, reopened_at__isnull=True) | Q(reopened_count__gt=0, reopened_at__isnull=False),
        name="complaint_reopened_is_counted",
    ),
    models.CheckConstraint(
        condition=~Q(outcome=Outcome.EXPLAINED) | Q(article__isnull=False),
        name="complaint_explained_names_article",
        violation_error_message=_("Choose the article that you explained."),
    ),
    models.CheckConstraint(
        condition=Q(satisfaction__isnull=True) | Q(satisfaction__range=(1, 5)),
        name="complaint_satisfaction_1_to_5",
    ),
    models.CheckConstraint(
        condition=Q(against_staff__isnull=True) | ~Q(against_staff=F("officer")),
        name="complaint_not_handled_by_person_concerned",
        violation_error_message=_("A complaint about a person is handled by somebody else."),
    ),
    models.CheckConstraint(
        condition=Q(state=State.MERGED, merged_into__isnull=False)
        | (~Q(state=State.MERGED) & Q(merged_into__isnull=True)),
        name="complaint_merged_names_the_other",
        violation_error_message=_("Name the complaint that it is merged into."),
    ),
    models.CheckConstraint(
        condition=(Q(merged_into__isnull=True) | ~Q(merged_into=F("id")))
        & (Q(repeat_of__isnull=True) | ~Q(repeat_of=F("id"))),
        name="complaint_not_merged_into_itself",
    ),
    models.CheckConstraint(
        condition=~Q(state=State.REJECTED) | Q(held=True),
        name="complaint_rejected_was_held",
        violation_error_message=_("Only what is held for a look can be rejected."),
    ),
    models.CheckConstraint(condition=Q(mentions__gte=1), name="complaint_mentioned_at_least_once"),
]
INDEXES = [
    # As the queue is sorted: what has no limit comes last.
    models.Index(
        F("park"),
        IsNull(F("next_due"), True),
        F("next_due"),
        F("id"),
        condition=Q(state__among=list(OPEN_STATES)),
        name="complaint_open_by_due",
    ),
    models.Index(
        fields=["park", "officer", "next_due", "id"],
        condition=Q(state__among=list(OPEN_STATES)),
        name="complaint_mine_by_due",
    ),
    models.Index(fields=["park", "-received_at", "-id"], name="complaint_by_time"),
    models.Index(fields=["park", "category", "-received_at", "-id"], name="complaint_by_category"),
    models.Index(fields=["building", "-received_at", "-id"], name="complaint_by_building"),
    models.Index(fields=["unit", "-received_at"], name="complaint_by_unit"),
    models.Index(fields=["phone"], name="complaint_by_phone"),
    models.Index(fields=["park"], condition=Q(about_manager=True), name="complaint_about_manager"),
    models.Index(fields=["merged_into"], condition=Q(merged_into__isnull=False), name="complaint_merged"),
    models.Index(fields=["source_address", "received_at"], name="complaint_by_address"),
]
