"""The books of tasks: what `check_books` finds when a row and its history part."""

from datetime import date

import pytest
from django.core.management import CommandError, call_command

from parkservice.tasks.books import due_dates, states
from parkservice.tasks.models import DueChange, WorkOrder
from parkservice.tasks.rectifications import services
from tests.complaints.factories import Office
from tests.tasks.factories import Team, a_plan, a_question, a_referral, done_order

pytestmark = pytest.mark.django_db


def test_the_books_of_a_usual_day_agree(office: Office, team: Team):
    done_order(office, team)
    a_question(office)
    a_referral(office)
    plan = a_plan(office)
    services.change_due(rectification_id=plan.pk, actor=office.manager, due=date(2026, 12, 1), reason="备件未到")
    assert [*states(), *due_dates()] == []


def test_a_state_that_its_history_does_not_know_is_named(office: Office, team: Team):
    order = done_order(office, team)
    WorkOrder.objects.filter(pk=order.pk).update(state="open")
    assert list(states()) == [f"{order.number} is open, its history ends in done"]
    with pytest.raises(CommandError):
        call_command("check_books")


def test_a_date_that_was_silently_edited_is_named(office: Office, team: Team):
    plan = a_plan(office)
    services.change_due(rectification_id=plan.pk, actor=office.manager, due=date(2026, 12, 1), reason="备件未到")
    type(plan).objects.filter(pk=plan.pk).update(due=date(2026, 12, 9))
    assert list(due_dates()) == [plan.number]
    assert DueChange.objects.count() == 1
