"""The pages about people: list, person, proposals, own account, table of rights."""

from typing import Any

import pytest
from django.urls import reverse

from parkservice.accounts.models import Posting, PostingState, User
from parkservice.accounts.permissions import PERMISSIONS
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park
from tests.accounts.factories import PASSWORD, PostingFactory, UserFactory, person
from tests.parks.factories import BuildingFactory, ParkFactory

pytestmark = pytest.mark.django_db

NEW = {
    "name": "周样本",
    "title": "ms",
    "username": "Zhou.Yangben",
    "phone": "199 0000 0044",
    "role": "officer",
    "starts": "2026-04-01",
}


def test_the_manager_adds_a_person_who_waits_to_be_granted(signed: Any, manager: User, park: Park) -> None:
    building = BuildingFactory(park=park)
    response = signed(manager).post(reverse("accounts:new_person"), {**NEW, "buildings": [building.pk]})
    user = User.objects.get(username="zhou.yangben")
    posting = user.postings.get()
    assert response.url == reverse("accounts:person", args=[user.pk])
    assert (user.phone, posting.state, list(posting.buildings.all())) == ("19900000044", "proposed", [building])


@pytest.mark.parametrize(
    ("field", "value"),
    [
        ("username", "王"),
        ("username", "manager"),
        ("name", ""),
        ("phone", "12"),
        ("email", "nobody"),
        ("role", "emperor"),
        ("title", "x"),
        ("starts", "31-02-2026"),
        ("ends", "2026-03-01"),
        ("buildings", ["99999"]),
        ("name", "a\x00b"),
        ("name", "很" * 61),
    ],
)
def test_bad_input_is_told_beside_the_field_and_writes_nothing(
    signed: Any, manager: User, field: str, value: Any
) -> None:
    response = signed(manager).post(reverse("accounts:new_person"), {**NEW, field: value})
    assert response.status_code == 422
    assert field in response.context["form"].errors
    assert not User.objects.filter(name="周样本").exists()


def test_a_building_of_another_park_cannot_be_chosen(signed: Any, manager: User) -> None:
    response = signed(manager).post(reverse("accounts:new_person"), {**NEW, "buildings": [BuildingFactory().pk]})
    assert "buildings" in response.context["form"].errors


def test_a_refusal_of_the_service_is_shown_on_the_form(signed: Any, manager: User) -> None:
    stand_in = {**NEW, "standing_in_for": manager.pk, "ends": "2026-05-01"}
    response = signed(manager).post(reverse("accounts:new_person"), stand_in)
    assert response.status_code == 422
    assert response.context["form"].non_field_errors()
    assert not User.objects.filter(name="周样本").exists()


def test_granting_asks_for_the_password_and_goes_on_by_itself(
    client: Any, manager: User, project_manager: User, park: Park
) -> None:
    posting = PostingFactory(park=park, role=Role.CLERK, state="proposed", proposed_by=manager, granted_by=None)
    project_manager.set_password(PASSWORD)
    project_manager.save()
    client.post("/accounts/login/", {"login": project_manager.username, "password": PASSWORD})
    asked = client.post(reverse("accounts:grant", args=[posting.pk]))
    assert asked.url.startswith(reverse("account_reauthenticate"))
    posting.refresh_from_db()
    assert posting.state == PostingState.PROPOSED
    client.post(asked.url, {"password": PASSWORD, "next": reverse("accounts:grant", args=[posting.pk])})
    posting.refresh_from_db()
    assert (posting.state, posting.granted_by) == (PostingState.GRANTED, project_manager)


def test_the_manager_refuses_nothing_but_takes_the_own_proposal_back(
    signed: Any, manager: User, project_manager: User, park: Park
) -> None:
    own = PostingFactory(park=park, role=Role.CLERK, state="proposed", proposed_by=manager, granted_by=None)
    other = PostingFactory(park=park, role=Role.CLERK, state="proposed", proposed_by=project_manager, granted_by=None)
    for posting in (own, other):
        signed(manager).post(reverse("accounts:refuse", args=[posting.pk]), {"reason": "a mistake"})
    assert [Posting.objects.get(pk=p.pk).state for p in (own, other)] == ["refused", "proposed"]


def test_the_list_finds_by_pinyin_and_role(signed: Any, manager: User, park: Park) -> None:
    person(Role.CLERK, park, name="周样本")
    client = signed(manager)
    for query, found in (
        ("q=zyb", ["周样本"]),
        ("q=王示", ["王示例"]),
        ("role=clerk", ["周样本"]),
        ("q=zyb&role=manager", []),
        ("state=off", []),
    ):
        page = client.get(f"{reverse('accounts:people')}?{query}").context["page"]
        assert [one.name for one in page] == found


@pytest.mark.parametrize("query", ["role=emperor", "page=-1", "page=x", "state=%00", "q=%00", "q=" + "a" * 500])
def test_a_filter_that_makes_no_sense_shows_the_list(signed: Any, manager: User, query: str) -> None:
    assert signed(manager).get(f"{reverse('accounts:people')}?{query}").status_code == 200


def test_people_of_another_park_do_not_exist_here(signed: Any, manager: User) -> None:
    stranger = person(Role.CLERK, ParkFactory())
    client = signed(manager)
    assert client.get(reverse("accounts:person", args=[stranger.pk])).status_code == 404
    assert client.post(reverse("accounts:sign_in_link", args=[stranger.pk])).status_code == 404
    assert client.post(reverse("accounts:end", args=[stranger.postings.get().pk])).status_code == 403


def test_the_page_of_a_person_offers_only_what_may_be_done(signed: Any, manager: User, park: Park) -> None:
    clerk, general = person(Role.CLERK, park), person(Role.GENERAL_MANAGER, park)
    for user, offered in (
        (manager, [True, True, True]),
        (general, [False, True, True]),
        (person(Role.SYSADMIN, park), [False, False, True]),
    ):
        page = signed(user).get(reverse("accounts:person", args=[clerk.pk])).content.decode()
        names = ("accounts:propose", "accounts:sign_in_link", "accounts:switch_off")
        assert [reverse(name, args=[clerk.pk]) in page for name in names] == offered


def test_the_link_is_shown_once_and_never_kept_by_the_browser(signed: Any, manager: User, park: Park) -> None:
    clerk = person(Role.CLERK, park)
    response = signed(manager).post(reverse("accounts:sign_in_link", args=[clerk.pk]))
    assert "/accounts/password/reset/key/" in response.context["link"]
    assert "no-store" in response.headers["Cache-Control"]


def test_the_last_manager_cannot_be_switched_off(signed: Any, manager: User, project_manager: User) -> None:
    signed(project_manager).post(reverse("accounts:switch_off", args=[manager.pk]), {"reason": "left"})
    manager.refresh_from_db()
    assert manager.is_active


def test_switching_off_and_on(signed: Any, manager: User, park: Park) -> None:
    clerk = person(Role.CLERK, park)
    client = signed(manager)
    assert client.post(reverse("accounts:switch_off", args=[clerk.pk]), {"reason": ""}).status_code == 422
    client.post(reverse("accounts:switch_off", args=[clerk.pk]), {"reason": "long leave"})
    assert not User.objects.get(pk=clerk.pk).is_active
    client.post(reverse("accounts:switch_on", args=[clerk.pk]))
    assert User.objects.get(pk=clerk.pk).is_active


def test_everybody_keeps_their_own_details(signed: Any, park: Park) -> None:
    clerk = person(Role.CLERK, park, name="陈演示")
    client = signed(clerk)
    sent = {"name": "陈演示", "title": "ms", "phone": "95588", "language": "en", "theme": "dark"}
    client.post(reverse("accounts:profile"), {**sent, "job_title_zh": "总经理", "is_active": "", "username": "root"})
    clerk.refresh_from_db()
    assert (clerk.phone, clerk.language, clerk.theme) == ("95588", "en", "dark")
    assert (clerk.job_title_zh, clerk.is_active, clerk.username) == ("", True, User.objects.get(pk=clerk.pk).username)
    assert client.post(reverse("accounts:profile"), {**sent, "name": ""}).status_code == 422


def test_the_table_of_rights_shows_every_right_to_all_staff(signed: Any, park: Park) -> None:
    response = signed(person(Role.GUARD, park)).get(reverse("accounts:rights"))
    assert len(response.context["rows"]) == len(PERMISSIONS)
    assert signed(person(Role.TENANT, park)).get(reverse("accounts:rights")).status_code == 403


def test_a_person_without_posting_sees_the_own_account_only(signed: Any, park: Park) -> None:
    client = signed(UserFactory())
    assert client.get(reverse("accounts:profile")).status_code == 200
    assert client.get(reverse("accounts:people")).status_code == 403


def test_the_header_switches_to_a_park_of_mine_only(signed: Any, manager: User, park: Park) -> None:
    other, foreign = ParkFactory(), ParkFactory()
    PostingFactory(user=manager, park=other, role=Role.CLERK)
    client = signed(manager)
    assert client.post(reverse("accounts:switch_park"), {"park": other.pk}).status_code == 302
    assert client.session["park"] == other.pk
    for bad in (foreign.pk, "x", ""):
        assert client.post(reverse("accounts:switch_park"), {"park": bad}).status_code == 404


def test_the_menu_offers_each_park_to_somebody_who_has_several(signed: Any, manager: User, park: Park) -> None:
    assert reverse("accounts:switch_park") not in signed(manager).get(reverse("accounts:profile")).content.decode()
    other = ParkFactory()
    PostingFactory(user=manager, park=other, role=Role.CLERK)
    menu = signed(manager).get(reverse("accounts:profile")).content.decode()
    assert reverse("accounts:switch_park") in menu
    assert f'name="park" value="{other.pk}"' in menu
