"""The demo park: a whole year with every story of domain section 6, courteous, the same for every run of a day."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime
from decimal import Decimal
from io import StringIO
from typing import Any

import pytest
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db.models import Count
from django_fsm import FSMField

from complaints import ticks
from complaints.analysis.figures import MonthFigures
from complaints.approvals.models import Proposal, Verdict
from complaints.choices import ContactOutcome, Severity, State, Topic, Validity
from complaints.handovers.models import Handover
from complaints.limits.models import ChangeState, ReferenceChange
from complaints.models import Appointment, Complaint, Contact, Extension, Pause, Reply, Suggestion
from complaints.oversight.models import Observation
from complaints.suggestions.models import Decision, SuggestionState
from fees.arrears.groups import TOTAL
from fees.arrears.queries import Which, ageings_by
from fees.billing.records import RunState
from fees.cashdesk.models import Drawer, JournalLine
from fees.cashdesk.periods import open_day
from fees.collecting.models import CollectionReview, CollectionVisit
from fees.collecting.promises import promise_state, with_paid
from fees.deposits.models import Deposit, DepositKind
from fees.dunning.models import DunningNotice, NoticeState, Reason, Stage
from fees.ledger.models import ReversalRequest
from fees.ledger.rules import is_void
from fees.monthclose.models import MonthClose
from fees.opening.models import OpeningImport
from fees.payins.models import PayIn
from fees.safes.models import SafeAlarm
from fees.slips.models import PaySlip
from parkservice.accounts.models import Posting, PostingState, User
from parkservice.accounts.roles import Role
from parkservice.estate.invitations.models import Invitation
from parkservice.home.desks import Desk, desk_of
from parkservice.journal.models import Event
from parkservice.kit import clock
from parkservice.messaging.models import OutboxMessage, OutboxState
from parkservice.paperwork.models import Attachment
from parkservice.parks.models import Park
from parkservice.tasks.models import Rectification
from parkservice.tasks.rectifications.services import for_subject
from tests.support.here import working_on
from tests.support.stores import Store, Stores

#: A Monday, so that the last working day lies three days back.
TODAY = datetime(2026, 11, 9, 10, 0, tzinfo=clock.SHANGHAI)
#: A suggestion is reported in the moment in which it is recorded (A4), and a billing run is carried out at once: no row
#: stays in these states.
NEVER_SEEN = {SuggestionState.RECORDED.value, RunState.RUNNING.value}


#: A park that runs for a year takes no former books over any more.
WITHOUT_STORY = (OpeningImport,)


def machines() -> list[Any]:
    """Every model that moves through states."""
    fields = [field for model in apps.get_models() for field in model._meta.concrete_fields]
    return [field for field in fields if isinstance(field, FSMField) and field.model not in WITHOUT_STORY]


def build() -> str:
    """Run the command and return what it says."""
    said = StringIO()
    call_command("demo", stdout=said)
    return said.getvalue()


@contextmanager
def demo_park(stores: Stores, empty: Store, now: datetime) -> Iterator[Park]:
    """The demo park as it is built at some moment, in a store of its own."""
    store = stores.copy(empty)
    with working_on(store):
        with clock.at(now):
            build()
        yield Park.objects.get()
    stores.drop(store)


@pytest.fixture(scope="module")
def park(own_stores: Stores, migrated: Store, django_db_blocker: Any) -> Iterator[Park]:
    """The whole demo park, built once; every test reads it at ten in the morning."""
    with django_db_blocker.unblock(), demo_park(own_stores, migrated, TODAY) as park, clock.at(TODAY):
        yield park


def test_the_books_are_right(park: Park):
    call_command("check_books", stdout=StringIO())


@pytest.mark.parametrize("field", machines(), ids=lambda field: field.model._meta.model_name)
def test_every_state_of_every_machine_is_reached(park: Park, field: Any):
    reached = set(field.model._base_manager.values_list(field.name, flat=True))
    assert reached == {value for value, _label in field.choices} - NEVER_SEEN


def test_a_major_complaint_was_returned_twice_and_done_again(park: Park):
    returned = Count("proposals", distinct=True)
    cases = Complaint.objects.filter(proposals__verdict=Verdict.RETURNED).annotate(returned=returned)
    case = cases.get(state=State.CLOSED, severity=Severity.MAJOR, returned=2)
    assert [visit.result for visit in case.return_visits.all()] == ["redo", "ok"]
    assert case.reopened_count == 1


def test_three_complaints_are_overdue_for_different_times(park: Park):
    late = Complaint.objects.open().filter(next_due__lt=clock.now())
    assert len(set(late.values_list("next_due", flat=True))) == late.count() == 3
    assert not late.filter(paused_at__isnull=False).exists()


def test_the_stories_about_complaints_are_told(park: Park):
    cases = Complaint.objects.all()
    assert cases.filter(anonymous=True, state=State.CLOSED).exists()
    merged = cases.get(state=State.MERGED)
    assert merged.merged_into.mentions == 2
    assert cases.filter(validity=Validity.UNFOUNDED, state=State.CLOSED).exists()
    assert cases.filter(language="en").count() == 2
    assert cases.open().filter(held=True).count() == 1
    assert cases.get(state=State.REJECTED).held
    urgent = cases.get(urgent=True, state=State.CLOSED)
    assert urgent.dispatched_at < urgent.dispatch_due
    assert cases.open().filter(paused_until__gt=clock.now()).count() == 1
    assert cases.filter(state=State.RESOLVED, visited_at=None, told_complainant_at__isnull=False).count() >= 3
    assert cases.open().filter(told_complainant_at__isnull=False, told_office_at__isnull=True).exists()
    assert cases.filter(told_office_at__isnull=False, office_acknowledged_at=None).count() >= 2
    assert cases.filter(mentions=2, merged=None).exists(), "nobody mentioned a known matter"
    assert Attachment.objects.count() > 10


def test_an_adopted_suggestion_was_carried_out_and_a_declined_one_explained(park: Park):
    adopted = Suggestion.objects.published().get(decision=Decision.ADOPT)
    plan = for_subject(adopted).get()
    assert (plan.state, plan.verified_by.username) == ("verified", "manager")
    assert plan.steps.count() == 3
    declined = Suggestion.objects.get(decision=Decision.DECLINE, state=SuggestionState.ANSWERED)
    assert declined.reason
    assert declined.answer
    assert Rectification.objects.filter(due_changes__isnull=False).exists()


def test_what_is_asked_is_answered_in_every_way(park: Park):
    handovers = Handover.objects.all()
    assert {(bool(row.accepted_at), bool(row.refused_at), bool(row.withdrawn_at)) for row in handovers} == {
        (False, False, False),
        (True, False, False),
        (False, True, False),
        (False, False, True),
    }
    assert set(Extension.objects.values_list("approved", flat=True)) == {None, True, False}
    assert set(ReferenceChange.objects.values_list("state", flat=True)) == set(ChangeState)
    assert {pause.ended_at is None for pause in Pause.objects.all()} == {True, False}
    assert {seen.answered_at is None for seen in Observation.objects.all()} == {True, False}
    assert {row.accepted_at is None for row in Invitation.objects.all()} == {True, False}
    assert Proposal.objects.filter(decided_at=None, approver_role=Role.GENERAL_MANAGER).exists()


def test_the_register_of_visits_and_calls_is_kept(park: Park):
    assert set(Contact.objects.values_list("outcome", flat=True)) == set(ContactOutcome)
    assert set(Contact.objects.values_list("topic", flat=True)) == set(Topic) - {Topic.SUGGESTION}
    promised = Contact.objects.open().filter(promised_by__gt=clock.now())
    assert promised.exists()
    assert Contact.objects.filter(praised__isnull=False).exists()
    met, called_off = Appointment.objects.exclude(contact=None), Appointment.objects.exclude(cancelled_at=None)
    assert (met.count(), called_off.count()) == (1, 1)
    today = Appointment.objects.waiting().filter(at__date=TODAY.date())
    assert today.count() == 2


def test_the_last_closed_month_of_the_cash_is_the_worked_one(park: Park):
    closed = MonthClose.objects.latest("month")
    assert closed.month == date(2026, 10, 1)
    assert (closed.sheet["opening"], closed.sheet["closing"]) == ("500.00", "500.00")
    assert closed.sheet["month"] == ["11653.10", "11653.10"]
    assert closed.sheet["year"] == ["49857.70", "49857.70"]
    assert [row[1:] for row in closed.sheet["days"]] == [
        ["5188.40", "5188.40", "500.00"],
        ["1466.00", "1466.00", "500.00"],
        ["4998.70", "4998.70", "500.00"],
    ]
    assert set(closed.sheet["compared"]["three_way"].values()) == {"11603.10"}
    ledgers = {"物业管理费": "6988.70", "电话费": "88.40", "电费": "1264.70", "燃气费": "201.30", "工本费(卡)": "60.00"}
    assert ledgers.items() <= closed.sheet["items"].items()
    assert closed.sheet["items"]["押金"] == "3000.00"


def test_arrears_are_those_of_the_worked_list(park: Park):
    (ages,) = ageings_by(Which(park), TOTAL).values()
    worked = ["2180.50", "6500.00", "7760.20", "6420.00", "640.00"]
    assert ages.buckets[1:] == tuple(Decimal(amount) for amount in worked)
    assert ages.overdue == Decimal("23500.70")


def test_dunning_is_told_up_to_the_legal_route(park: Park):
    sent = DunningNotice.objects.filter(state=NoticeState.DELIVERED)
    assert set(sent.values_list("stage", flat=True)) == set(Stage)
    assert not sent.filter(text__regex="停[水电气暖]").exists()
    assert set(CollectionVisit.objects.values_list("reason", flat=True)) == set(Reason)
    promises = {promise_state(visit) for visit in with_paid(CollectionVisit.objects.promised())}
    assert promises == {"kept", "broken", "running"}
    assert CollectionReview.objects.filter(by__username="manager").count() == 2


def test_the_cash_desk_begins_the_day_with_something_to_do(park: Park):
    drawers = {drawer.officer.username: drawer for drawer in Drawer.objects.select_related("officer")}
    assert (drawers["officer"].balance, open_day(drawers["officer"])) == (Decimal("500.00"), None)
    assert SafeAlarm.objects.get().day == date(2026, 11, 3)
    assert PayIn.objects.waiting().count() == 1
    assert PaySlip.objects.waiting().count() == 2
    asked = ReversalRequest.objects.get(decided_at=None, receipt__drawer__isnull=False)
    assert is_void(asked.receipt), "it can still be voided today"
    assert set(Deposit.objects.held().values_list("kind", flat=True)) == set(DepositKind)


#: What each person finds on the own desk.
DESKS = {
    "clerk": lambda desk: desk.visits and desk.calls,
    "clerk2": lambda desk: desk.calls,
    "officer": lambda desk: desk.lists[-1].rows and any(jobs.key == "came-back" for jobs in desk.jobs),
    "officer2": lambda desk: desk.lists[-1].rows,
    "officer3": lambda desk: desk.lists[0].key == "asked" and desk.lists[0].rows,
    "officer4": lambda desk: desk.lists[-1].rows and desk.calls,
    "manager": lambda desk: desk.decisions and desk.late.rows,
    "project_manager": lambda desk: desk.approvals and desk.visits,
    "general_manager": lambda desk: desk.approvals,
    "duty_room": lambda desk: desk.lists[0].rows and desk.stats[0].figure == 3,
    "park_office": lambda desk: desk.lists[0].rows,
    "maintenance": lambda desk: desk.jobs[0].rows,
    "department": lambda desk: desk.jobs[0].rows,
    "finance": lambda desk: desk.calls,
    "guard": lambda desk: desk.calls,
}


@pytest.mark.parametrize("name", DESKS)
def test_every_desk_has_something_to_do(park: Park, name: str):
    desk: Desk = desk_of(User.objects.get(username=name), park, TODAY.date())
    assert DESKS[name](desk)


@pytest.mark.parametrize("name", ["tenant", "tenant2", "tenant3"])
def test_invited_tenants_find_their_own_complaints(park: Park, name: str):
    tenant = User.objects.get(username=name)
    assert Complaint.objects.visible_to(tenant).filter(sent_by=tenant).exists()
    assert Invitation.objects.get(account=tenant).invited_by.username == "manager"


def test_twelve_closed_months_have_figures(park: Park):
    trend = MonthFigures(park, date(2026, 10, 1)).trend
    months = [month for month, _registered, _valid in trend]
    assert months == [date(2025, 11, 1), date(2025, 12, 1)] + [date(2026, month, 1) for month in range(1, 11)]
    assert all(13 <= registered <= 25 and valid for _month, registered, valid in trend)
    year = [MonthFigures(park, month).rates for month in months]
    assert all(0 < rate.part <= rate.whole for rates in year for rate in rates[:-1])
    contacted, settled, _visited, satisfied, repeated = ([rates[place] for rates in year] for place in range(5))
    assert all(any(rate.part < rate.whole for rate in rates) for rates in (contacted, settled, satisfied))
    assert any(rate.part for rate in repeated)


def test_words_are_courteous_and_left_in_time(park: Park):
    assert not Reply.objects.exclude(courtesy=[]).exists(), "a text of the demo park is not courteous"
    assert not Suggestion.objects.exclude(answer_courtesy=[]).exists()
    assert not OutboxMessage.objects.exclude(state=OutboxState.SENT).exists()
    assert not Event.objects.filter(at__gte=clock.combine(TODAY.date())).exists(), "the story ends the night before"


def test_every_role_has_an_account_and_every_posting_two_people(park: Park):
    granted = Posting.objects.filter(state=PostingState.GRANTED)
    assert set(granted.values_list("role", flat=True)) == set(Role.values)
    assert set(User.objects.values_list("is_demo", flat=True)) == {True}
    others = granted.exclude(role=Role.PROJECT_MANAGER)
    assert all(posting.granted_by and posting.granted_by != posting.proposed_by for posting in others)
    for name in [*(role for role in Role if role != Role.SYSADMIN), "officer2", "tenant2"]:
        assert User.objects.get(username=name).check_password("qinghe-demo-park")


def test_a_database_with_data_is_refused(park: Park):
    with pytest.raises(CommandError, match="empty database"):
        build()
    assert Park.objects.count() == 1


def told(model: type, *names: str) -> list[Any]:
    """Every row of a model in the order in which it was written."""
    return list(model._base_manager.order_by("pk").values_list(*names))


def all_told() -> list[Any]:
    """What a run of the demo leaves, without what is secret and drawn anew each time."""
    return [
        told(Event, "at", "verb", "actor__username", "subject_kind", "subject_id", "from_state", "to_state"),
        told(Complaint, "number", "content", "officer__username", "state", "received_at", "next_due"),
        told(Reply, "at", "text"),
        told(OutboxMessage, "purpose", "to", "sent_at"),
        told(JournalLine, "number", "day", "at", "item", "receipt", "payment", "balance"),
        told(DunningNotice, "number", "stage", "state", "text"),
    ]


def test_the_same_day_gives_the_same_park(park: Park, own_stores: Stores, migrated: Store):
    first = all_told()
    with demo_park(own_stores, migrated, TODAY.replace(hour=20)):
        assert all_told() == first


def test_the_first_minutes_of_the_worker_change_no_state(own_stores: Stores, park: Park):
    before = told(Complaint, "number", "state", "severity", "officer")
    ticks.run()
    assert told(Complaint, "number", "state", "severity", "officer") == before
