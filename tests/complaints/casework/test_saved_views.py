"""Views of a list that people keep: a filter under a name, their own rows in it, and nobody else's rights."""

from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from complaints.choices import State
from parkservice.accounts.models import SavedView
from parkservice.accounts.saved.services import MOST, keep_view
from parkservice.journal.models import Event
from tests.complaints.factories import Office, complaint_in

QUEUE = "complaints:queue"


def keep(client: Client, user: Any, query: str = "severity=major", list_name: str = QUEUE, **said: Any) -> Any:
    """Send the form as a person."""
    client.force_login(user)
    url = reverse("accounts:view_new", query={"list": list_name, "from": query})
    return client.post(url, {"name": "重大的", **said})


def tabs(client: Client, user: Any, **query: Any) -> dict[str, tuple[str | None, bool]]:
    """The tabs of the queue with their number, and whether each is the one shown."""
    client.force_login(user)
    listing = client.get(reverse(QUEUE), query).context["listing"]
    return {str(tab.label): (tab.count, tab.current) for tab in listing.tabs}


def test_a_kept_filter_is_a_tab_with_its_number(client: Client, office: Office):
    complaint_in(office, severity="major")
    complaint_in(office)
    response = keep(client, office.manager, "severity=major&sort=-number&after=x&export=csv")
    assert response.url == f"{reverse(QUEUE)}?severity=major&sort=-number"
    assert tabs(client, office.manager)["重大的"] == ("1", False)
    assert tabs(client, office.manager, severity="major", sort="-number")["重大的"] == ("1", True)
    page = client.get(response.url).content.decode()
    assert reverse("accounts:view_edit", args=[SavedView.objects.get().pk]) in page


def test_the_page_offers_to_keep_what_is_narrowed(client: Client, office: Office):
    client.force_login(office.manager)
    offered = reverse("accounts:view_new")
    assert offered not in client.get(reverse(QUEUE)).content.decode()
    assert offered in client.get(reverse(QUEUE), {"severity": "major"}).content.decode()


def test_nobody_sees_the_views_of_others(client: Client, office: Office):
    keep(client, office.manager)
    assert "重大的" not in tabs(client, office.officer)
    assert "重大的" not in tabs(client, office.project_manager)


def test_a_shared_view_shows_each_reader_their_own_rows(client: Client, office: Office, other_park: Office):
    complaint_in(office, severity="major")
    complaint_in(office, severity="major", unit=None, building=office.other_building)
    keep(client, office.manager, shared="on")
    assert tabs(client, office.manager)["重大的"] == ("2", False)
    assert tabs(client, office.officer)["重大的"] == ("1", False)
    assert tabs(client, office.clerk)["重大的"] == ("0", False)
    assert "重大的" not in tabs(client, other_park.manager)
    assert Event.objects.get(verb="accounts.view_shared").actor == office.manager


def test_only_managers_share(client: Client, office: Office):
    assert keep(client, office.officer, shared="on").status_code == 302
    assert not SavedView.objects.get().shared


def test_a_view_can_open_the_list_and_the_first_tab_stays_reachable(client: Client, office: Office):
    complaint = complaint_in(office, severity="major")
    complaint_in(office)
    keep(client, office.manager, start="on")
    keep(client, office.manager, "view=closed", name="关了的", start="on")
    keep(client, office.manager, name="又是重大", start="on")
    assert SavedView.objects.get(start=True).name == "又是重大"
    listing = client.get(reverse(QUEUE)).context["listing"]
    assert [row.number for row in listing.page.rows] == [complaint.number]
    assert len(client.get(reverse(QUEUE) + listing.tabs[0].url).context["listing"].page.rows) == 2
    usual = ["全部未结", "我负责的", "今日到期", "超期", "等待投诉人", "服务质量投诉"]
    usual += ["匿名", "待查看", "已关闭", "全部"]
    assert list(tabs(client, office.officer)) == usual, "a colleague's list opens as ever"


def test_it_is_renamed_and_removed_by_its_owner_only(client: Client, office: Office):
    keep(client, office.manager)
    view = SavedView.objects.get()
    edit, remove = (reverse(f"accounts:view_{act}", args=[view.pk]) for act in ("edit", "remove"))
    client.force_login(office.officer)
    assert client.post(edit, {"name": "x"}).status_code == client.post(remove).status_code == 404
    client.force_login(office.manager)
    assert client.post(edit, {"name": ""}).status_code == 422
    client.post(edit, {"name": "新名字"})
    assert set(tabs(client, office.manager)) & {"新名字", "重大的"} == {"新名字"}
    client.force_login(office.manager)
    assert client.post(remove).url == reverse(QUEUE)
    assert client.post(remove).status_code == 404
    assert not SavedView.objects.exists()


def test_a_successor_takes_down_what_was_shared(client: Client, office: Office):
    keep(client, office.manager, shared="on", start="on")
    view = SavedView.objects.get()
    client.force_login(office.project_manager)
    client.post(reverse("accounts:view_edit", args=[view.pk]), {"name": view.name, "shared": "on"})
    assert SavedView.objects.get().start, "what opens first is the owner's own choice"
    client.post(reverse("accounts:view_remove", args=[view.pk]))
    assert not SavedView.objects.exists()


def test_the_same_name_and_the_21st_are_refused_beside_the_field(client: Client, office: Office):
    keep(client, office.manager)
    again = keep(client, office.manager, "view=closed")
    assert (again.status_code, list(again.context["form"].errors)) == (422, ["name"])
    for number in range(MOST - 1):
        keep_view(actor=office.manager, park=office.park, list_name=QUEUE, name=f"v{number}", query="view=all")
    last = keep(client, office.manager, name="第二十一个")
    assert "20" in last.context["form"].errors["name"][0]
    assert SavedView.objects.count() == MOST


@pytest.mark.parametrize("list_name", ["", "no:page", "complaints:status", "complaints:record", "home:front"])
def test_only_lists_that_one_may_open_take_views(client: Client, office: Office, list_name: str):
    assert keep(client, office.officer, list_name=list_name).status_code == 404


@pytest.mark.parametrize(
    "query", ["building=999&officer=x&state=nope&view=nope&foo=bar", "q=%00%01", "size=9e9&sort=password", "x" * 5000]
)
def test_what_a_kept_filter_cannot_say_any_more_is_left_out(client: Client, office: Office, query: str):
    complaint = complaint_in(office)
    keep(client, office.manager, query)
    stored = SavedView.objects.get().query
    client.force_login(office.manager)
    response = client.get(f"{reverse(QUEUE)}?{stored}")
    assert response.status_code == 200
    assert [row.number for row in response.context["listing"].page.rows] == [complaint.number]
    assert tabs(client, office.manager)["重大的"][0] == "1"


def test_kept_views_cost_the_queue_no_statement_each(client: Client, office: Office):
    for state in (State.RECEIVED, State.ACTING, State.RESOLVED):
        complaint_in(office, state)
    for number in range(6):
        query = f"building={office.building.pk}&officer={office.officer.pk}&received={(number % 2 and 7) or 30}"
        keep_view(actor=office.manager, park=office.park, list_name=QUEUE, name=f"v{number}", query=query)
    client.force_login(office.manager)
    client.get(reverse(QUEUE))
    with CaptureQueriesContext(connection) as asked:
        client.get(reverse(QUEUE))
    assert len(asked) <= 8


@pytest.mark.both
def test_the_database_keeps_one_name_and_one_start(office: Office):
    said = {"owner": office.manager, "park": office.park, "list_name": QUEUE, "query": ""}
    SavedView.objects.create(name="a", start=True, **said)
    for again in ({"name": "a"}, {"name": "b", "start": True}, {"name": ""}):
        with pytest.raises(IntegrityError), transaction.atomic():
            SavedView.objects.create(**said, **again)
