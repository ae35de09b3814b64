"""Words of two characters are found through an index, on both stores, and only by those who may see them."""

import pytest
from django.core.management import call_command
from django.db import connection

from complaints.lookup.models import INDEX
from complaints.lookup.queries import holding
from complaints.models import Complaint, SearchText
from parkservice.kit.grams import grams
from parkservice.kit.wordindex import condition
from tests.complaints.factories import Office, complaint_in

pytestmark = pytest.mark.both


def found(office: Office, text: str, *, named: bool = True) -> list[str]:
    """Contents of the complaints that hold the words."""
    rows = holding(Complaint.objects.all(), text, parks=[office.park.pk], named=named)
    return list(rows.order_by("pk").values_list("content", flat=True))


def test_pairs_follow_the_characters_and_stop_at_signs():
    assert grams("货梯，异响 A-201") == "货梯 异响 a 20 01"
    assert grams("ＡＢＣ") == "ab bc"


def test_a_word_of_two_characters_is_found(office: Office):
    complaint_in(office, content="货梯异响，一直没修好", matter="一")
    complaint_in(office, content="走廊的灯坏了，请修一修", matter="二")
    assert found(office, "货梯") == ["货梯异响，一直没修好"]
    assert found(office, "修一") == ["走廊的灯坏了，请修一修"]


def test_every_word_counts_and_characters_follow_each_other(office: Office):
    complaint_in(office, content="货梯异响，电梯口有积水", matter="一")
    assert found(office, "异响 积水")
    assert not found(office, "异响 漏电")
    assert not found(office, "货梯口")


@pytest.mark.parametrize(
    "text", ["", "，。", "%", "_", '"', "'", "甲*", "货 OR 梯", 'x" OR "货梯', "\\", "{words}:货梯"]
)
def test_signs_have_no_meaning(office: Office, text: str):
    complaint_in(office, content="货物堆在一楼，请处理", matter="一")
    assert found(office, text) == []


def test_names_and_phones_count_only_for_those_who_see_them(office: Office):
    complaint_in(office, name="欧阳样", phone="19900000088", customer=None)
    assert found(office, "欧阳")
    assert found(office, "0088")
    assert not found(office, "欧阳", named=False)
    assert not found(office, "0088", named=False)


def test_another_park_is_never_looked_through(office: Office, other_park: Office):
    complaint_in(office)
    assert found(office, "货梯")
    assert not found(other_park, "货梯")


def test_the_index_answers_not_a_walk_over_all_rows(office: Office):
    complaint_in(office)
    where, values = condition(connection, INDEX, "货梯", ["words"])
    with connection.cursor() as cursor:
        if connection.vendor == "postgresql":
            cursor.execute("SET LOCAL enable_seqscan = off")
        explain = "EXPLAIN" if connection.vendor == "postgresql" else "EXPLAIN QUERY PLAN"
        cursor.execute(f"{explain} SELECT id FROM complaints_searchtext WHERE {where}", values)  # noqa: S608 - our own
        plan = str(cursor.fetchall())
    assert "complaints_searchtext_words_pairs" in plan or "VIRTUAL TABLE INDEX" in plan, plan


def test_records_from_before_the_index_become_findable_with_the_next_migrate(office: Office):
    complaint_in(office)
    SearchText.objects.all().delete()
    assert not found(office, "货梯")
    call_command("migrate", verbosity=0)
    assert found(office, "货梯")
