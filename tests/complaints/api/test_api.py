"""The interface for programs: one posting's rights, the page's rows and fields, and no way to a fault of ours."""

import json
from datetime import timedelta
from typing import Any

import pytest
from allauth.mfa.totp.internal.auth import TOTP, generate_totp_secret
from django.test import Client
from django.urls import reverse

from complaints.choices import State
from complaints.models import Complaint, Contact
from parkservice.accounts.models import ApiToken, Posting, User
from parkservice.accounts.roles import Role
from parkservice.accounts.services import deactivate, end_posting, reactivate, reset_second_factor
from parkservice.accounts.tokens.services import make_token
from parkservice.estate.models import Unit
from parkservice.kit import clock
from tests.accounts.factories import PASSWORD, PostingFactory
from tests.complaints.factories import Office, complaint_in, new_form

COMPLAINTS, CONTACTS = "/api/v1/complaints", "/api/v1/contacts"
SAID = {
    "category": "facility_repair",
    "content": "货梯有异响。",
    "name": "林示例",
    "phone": "19900000034",
    "channel": "phone",
}
CALL = {"content": "问停车证怎么办理。", "name": "林示例", "channel": "phone"}


class Program:
    """A program with a token."""

    def __init__(self, user: User, role: Role | None = None, **posting: Any) -> None:
        held = user.postings.get(**({"role": role} if role else {}), **posting)
        self.token, self.secret = make_token(
            actor=user, posting_id=held.pk, name="门禁", ends=clock.today() + timedelta(days=30)
        )
        self.client = Client(headers={"Authorization": f"Bearer {self.secret}", "Accept-Language": "en"})

    def get(self, url: str, **query: Any) -> Any:
        """Read."""
        return self.client.get(url, query)

    def post(self, url: str, body: Any, key: str = "", **headers: str) -> Any:
        """Send JSON, or bytes as they are."""
        data = body if isinstance(body, bytes) else json.dumps(body)
        headers = {"Idempotency-Key": key or new_form(), **headers}
        return self.client.post(url, data, content_type="application/json", headers=headers)


def numbers(response: Any) -> list[str]:
    """The numbers on a page."""
    return [item["number"] for item in response.json()["items"]]


@pytest.mark.duty("A1", "O11")
def test_a_program_records_a_complaint_once(office: Office):
    program = Program(office.officer)
    body = {**SAID, "unit": office.unit.code}
    first = program.post(COMPLAINTS, body, key="abcdefgh-1")
    again = program.post(COMPLAINTS, body, key="abcdefgh-1")
    assert (first.status_code, again.status_code) == (201, 201)
    assert first.json() == again.json()
    complaint = Complaint.objects.get()
    assert (complaint.received_by, complaint.officer, complaint.unit) == (office.officer, office.officer, office.unit)
    assert first["Location"] == f"{COMPLAINTS}/{complaint.pk}"
    assert program.get(first["Location"]).json()["number"] == complaint.number
    assert Contact.objects.get().number in numbers(program.get(CONTACTS))


@pytest.mark.duty("A3")
def test_a_program_says_whether_a_likely_duplicate_is_the_same_matter(office: Office):
    known, program = complaint_in(office), Program(office.clerk)
    body = {**SAID, "unit": office.unit.code, "content": known.content}
    asked = program.post(COMPLAINTS, body)
    assert asked.status_code == 422
    assert known.number in " ".join(asked.json()["errors"]["same_as"])
    for _time in range(2):
        same = program.post(COMPLAINTS, {**body, "same_as": known.number}, key="abcdefgh-1")
        assert (same.status_code, same.json()["number"], same.json()["mentions"]) == (200, known.number, 2)
    unknown = program.post(COMPLAINTS, {**body, "same_as": "TS-2026-000999"})
    assert (unknown.status_code, list(unknown.json()["errors"])) == (422, ["same_as"])
    made = program.post(COMPLAINTS, {**body, "same_as": "new"})
    assert (made.status_code, Complaint.objects.count()) == (201, 2)


def test_a_used_key_with_other_words_is_refused(office: Office):
    program, other = Program(office.officer), Program(office.manager)
    assert program.post(CONTACTS, CALL, key="abcdefgh-1").status_code == 201
    assert program.post(CONTACTS, {**CALL, "content": "另一件事。"}, key="abcdefgh-1").status_code == 409
    assert other.post(CONTACTS, CALL, key="abcdefgh-1").status_code == 201, "keys belong to a token"
    for key in ("short", "x" * 65, "mit leerzeichen"):
        assert list(program.post(CONTACTS, CALL, key=key).json()["errors"]) == ["Idempotency-Key"]
    assert Contact.objects.count() == 2


def test_what_comes_of_a_contact_is_told(office: Office):
    made = Program(office.clerk).post(CONTACTS, {**CALL, "topic": "complaint", "category": "x"})
    assert "category" in made.json()["errors"]
    answered = Program(office.clerk).post(CONTACTS, {**CALL, "outcome": "answered", "answer": "请带行驶证到前台。"})
    assert (answered.json()["outcome"], answered.json()["phone"], answered.json()["complaints"]) == ("answered", "", [])


def test_each_posting_reads_its_own_rows(office: Office, other_park: Office):
    unit = Unit.objects.create(park=office.park, building=office.other_building, code="B-101", kind="workshop")
    mine, elsewhere = complaint_in(office), complaint_in(office, unit=unit, customer=None)
    closed, far = complaint_in(office, State.CLOSED), complaint_in(other_park)
    everything = {mine.number, elsewhere.number, closed.number}
    expected = {
        office.officer: {mine.number, closed.number},
        office.manager: everything,
        office.duty_room: everything,
        office.park_office: {closed.number},
        office.clerk: set(),
    }
    for user, rows in expected.items():
        program = Program(user)
        assert set(numbers(program.get(COMPLAINTS, view="all"))) == rows, user
        for complaint in (mine, elsewhere, closed, far):
            code = 200 if complaint.number in rows and complaint is not far else 404
            if complaint is not far or far.number not in rows:
                assert program.get(f"{COMPLAINTS}/{complaint.pk}").status_code in {code, 404}, user


def test_the_fields_are_those_of_the_page(office: Office):
    complaint = complaint_in(office, State.CLOSED, content="我是林示例，19900000034，货梯异响。", customer=None)
    seen = {}
    for user in (office.officer, office.duty_room, office.park_office):
        seen[user] = Program(user).get(f"{COMPLAINTS}/{complaint.pk}").json()
    assert [seen[user]["sight"] for user in seen] == ["full", "masked", "result"]
    assert (seen[office.officer]["complainant"], seen[office.officer]["phone"]) == (complaint.salutation, "199****0034")
    for user in (office.duty_room, office.park_office):
        text = json.dumps(seen[user], ensure_ascii=False)
        assert "林示例" not in text
        assert "19900000034" not in text
        assert seen[user]["phone"] is None
    assert seen[office.park_office]["facts"] == complaint.facts


def test_a_list_is_filtered_and_paged_by_key(office: Office):
    made = [complaint_in(office).number for _each in range(22)]
    program = Program(office.manager)
    first = program.get(COMPLAINTS, view="all", sort="number")
    assert (numbers(first), first.json()["total"]) == (made[:20], "22")
    assert numbers(program.get(COMPLAINTS, view="all", sort="number", after=first.json()["next"])) == made[20:]
    assert numbers(program.get(COMPLAINTS, q=made[3])) == [made[3]]
    for query in (
        {"nope": 1},
        {"severity": "x"},
        {"sort": "password"},
        {"after": "made-up"},
        {"size": 7},
        {"view": "x"},
    ):
        response = program.get(COMPLAINTS, **query)
        assert (response.status_code, bool(response.json()["errors"])) == (422, True), query


def test_a_list_asks_as_much_for_many_rows_as_for_one(office: Office, django_assert_max_num_queries: Any):
    for _each in range(3):
        complaint_in(office)
        Program(office.clerk).post(CONTACTS, CALL)
    program = Program(office.manager)
    for url in (COMPLAINTS, CONTACTS):
        with django_assert_max_num_queries(8):
            assert len(numbers(program.get(url))) == 3


def test_a_token_acts_for_one_posting_only(office: Office, other_park: Office):
    complaint = complaint_in(office)
    PostingFactory(user=office.clerk, role=Role.MANAGER, park=office.park)
    assert Program(office.clerk, Role.CLERK).get(f"{COMPLAINTS}/{complaint.pk}").status_code == 404
    assert Program(office.clerk, Role.MANAGER).get(f"{COMPLAINTS}/{complaint.pk}").status_code == 200


def test_a_token_dies_with_its_posting_its_day_and_its_account(office: Office):
    program = Program(office.officer)
    assert program.get(COMPLAINTS).status_code == 200
    with clock.at(clock.now() + timedelta(days=31)):
        assert program.get(COMPLAINTS).status_code == 401
    User.objects.filter(pk=office.officer.pk).update(is_active=False)
    assert program.get(COMPLAINTS).status_code == 401
    User.objects.filter(pk=office.officer.pk).update(is_active=True)
    end_posting(actor=office.project_manager, posting_id=office.officer.postings.get().pk)
    answer = program.get(COMPLAINTS)
    assert (answer.status_code, answer["WWW-Authenticate"]) == (401, "Bearer")


@pytest.mark.parametrize(
    "header", ["", "Bearer ", "Bearer ps_made-up", "Basic abc", "Bearer " + "x" * 5000, "Bearer ä\x00"]
)
def test_without_a_token_that_counts_nothing_is_told(client: Client, office: Office, header: str):
    complaint = complaint_in(office)
    client.force_login(office.manager)  # a session opens nothing here
    for url in (COMPLAINTS, CONTACTS, f"{COMPLAINTS}/{complaint.pk}"):
        assert client.get(url, headers={"Authorization": header}).status_code == 401
        assert client.post(url, {}, headers={"Authorization": header}).status_code in (401, 405)
    assert not Contact.objects.exists()


def test_a_token_that_asks_too_often_waits(office: Office, settings: Any):
    settings.API_PER_MINUTE = 3
    program, other = Program(office.officer), Program(office.manager)
    assert [program.get(COMPLAINTS).status_code for _each in range(4)] == [200, 200, 200, 429]
    refused = program.post(CONTACTS, CALL)
    assert (refused.status_code, 1 <= int(refused["Retry-After"]) <= 60) == (429, True)
    assert other.get(COMPLAINTS).status_code == 200
    with clock.at(clock.now() + timedelta(minutes=1)):
        assert program.get(COMPLAINTS).status_code == 200


def test_mistakes_stand_beside_their_fields_in_the_callers_language(office: Office):
    program = Program(office.officer)
    body = {**SAID, "phone": "12", "unit": "Z-999", "building": "Z", "occurred_at": "2999-01-01T10:00"}
    assert "building" in program.post(COMPLAINTS, body).json()["errors"]
    del body["building"]
    english = program.post(COMPLAINTS, body).json()["errors"]
    assert set(english) == {"phone", "unit", "occurred_at"}
    chinese = program.post(COMPLAINTS, body, **{"Accept-Language": "zh-CN"}).json()["errors"]
    assert chinese.keys() == english.keys()
    assert not any(chinese[name] == english[name] for name in english)
    missing = program.post(COMPLAINTS, {"content": "x", "colour": "red", "urgent": "yes", "name": 5})
    assert set(missing.json()["errors"]) == {"category", "colour", "urgent", "name"}


HOSTILE: list[Any] = [
    b"", b"{", b"null", b"[]", b"5", b'"x"', b"\xff\xfe\x00", b'{"content": NaN}', b"[" * 100_000, b'{"a":' * 50_000,
    b'{"content": "' + b"x" * 3_000_000 + b'"}', {}, {"content": None}, {"content": ["x"]}, {"content": {"a": {}}},
    {**SAID, "content": "a\x00b"}, {**SAID, "content": "\ud800"}, {**SAID, "content": "x" * 100_000},
    {**SAID, "name": "\u202e" * 50}, {**SAID, "phone": "9" * 5000}, {**SAID, "unit": "\x00"},
    {**SAID, "building": "\x00"}, {**SAID, "content": " "},
    {**SAID, "occurred_at": "yesterday"}, {**SAID, "occurred_at": "0000-00-00T99:99"}, {**SAID, "category": "'; DROP"},
    {**SAID, "urgent": 10**400}, {**SAID, "severity": 1e308}, {**SAID, "channel": "web"}, {**SAID, "form_id": "x"},
    {**SAID, "against": 1}, {**SAID, "topic": "complaint"}, {**SAID, "title": "king"},
]  # fmt: skip


def test_nothing_that_is_sent_leads_to_a_fault_of_ours(office: Office, settings: Any):
    settings.API_PER_MINUTE = 10_000
    program = Program(office.officer)
    for url in (COMPLAINTS, CONTACTS):
        for body in HOSTILE:
            response = program.post(url, body)
            assert response.status_code in {400, 413, 422}, (url, str(body)[:80], response.status_code)
            assert response.json()["detail"]
    for query in (
        "q=%00",
        "q=" + "x" * 5000,
        "after=%ff",
        "size=" + "9" * 400,
        "view=%00",
        "officer=" + "9" * 40,
        "sort=-",
    ):
        assert program.client.get(f"{COMPLAINTS}?{query}").status_code in {200, 422}, query
    for pk in ("0", "9" * 30, "-1", "x", "1/../2"):
        assert program.client.get(f"{COMPLAINTS}/{pk}").status_code == 404
    for method in ("put", "patch", "delete"):
        assert getattr(program.client, method)(COMPLAINTS).status_code == 405
    assert not Complaint.objects.exists()


def test_the_description_is_complete_and_runs_nothing_inline(client: Client, office: Office):
    schema = client.get(reverse("api:openapi-json")).json()
    assert set(schema["paths"]) == {COMPLAINTS, CONTACTS, f"{COMPLAINTS}/{{pk}}", f"{CONTACTS}/{{pk}}"}
    page = client.get("/api/v1/docs", headers={"Accept-Language": "zh-CN"})
    text = page.content.decode()
    assert "登记一件投诉" in text
    assert "occurred_at" in text
    assert "<script>" not in text
    assert "style=" not in text
    assert "'unsafe" not in page["Content-Security-Policy"]
    assert client.get("/api/v1/").status_code == 404


@pytest.fixture
def proven(client: Client, office: Office) -> Client:
    """The officer signed in; an account without a password is not asked for it again."""
    client.force_login(office.officer)
    return client


def test_a_token_is_shown_once_and_kept_as_a_hash(proven: Client, office: Office):
    url = reverse("accounts:tokens")
    posting = office.officer.postings.get()
    sent = {"posting": posting.pk, "name": "门禁 A", "ends": (clock.today() + timedelta(days=90)).isoformat()}
    page = proven.post(url, sent)
    secret = page.context["secret"]
    assert secret in page.content.decode()
    assert page["Cache-Control"] == "no-store"
    assert secret not in proven.get(url).content.decode()
    token = ApiToken.objects.get()
    assert secret not in str(vars(token))
    caller = Client(headers={"Authorization": f"Bearer {secret}"})
    assert caller.get(COMPLAINTS).status_code == 200
    assert ApiToken.objects.get().last_used_at
    proven.post(reverse("accounts:token_withdraw", args=[token.pk]))
    assert caller.get(COMPLAINTS).status_code == 401


def test_tokens_end_with_the_password_the_second_factor_and_the_account(client: Client, office: Office):
    officer, manager, park = office.officer, office.manager, office.park
    program, reset, off = Program(officer), Program(office.clerk), Program(office.other_officer)
    assert "no-store" in program.get(COMPLAINTS)["Cache-Control"]
    officer.set_password(PASSWORD)
    officer.save()
    client.force_login(officer)
    new = "another long secret"
    client.post(reverse("account_change_password"), {"oldpassword": PASSWORD, "password1": new, "password2": new})
    TOTP.activate(office.clerk, generate_totp_secret())
    reset_second_factor(actor=manager, park=park, user_id=office.clerk.pk, reason="手机丢失")
    deactivate(actor=manager, park=park, user_id=office.other_officer.pk, reason="离职")
    reactivate(actor=manager, park=park, user_id=office.other_officer.pk)
    assert [one.get(COMPLAINTS).status_code for one in (program, reset, off)] == [401, 401, 401]


def test_nobody_makes_or_withdraws_a_token_for_another(proven: Client, office: Office):
    url = reverse("accounts:tokens")
    tomorrow = (clock.today() + timedelta(days=1)).isoformat()
    foreign = office.manager.postings.get()
    assert proven.post(url, {"posting": foreign.pk, "name": "x", "ends": tomorrow}).status_code == 422
    own = Posting.objects.get(user=office.officer)
    for ends in ("2020-01-01", (clock.today() + timedelta(days=400)).isoformat()):
        assert "ends" in proven.post(url, {"posting": own.pk, "name": "x", "ends": ends}).context["form"].errors
    program = Program(office.manager)
    assert proven.post(reverse("accounts:token_withdraw", args=[program.token.pk])).status_code == 404
    assert program.get(COMPLAINTS).status_code == 200
    proven.force_login(office.tenant)
    assert proven.get(url).status_code == 403


def test_the_page_asks_for_the_password_again(client: Client, office: Office):
    office.officer.set_password(PASSWORD)
    office.officer.save()
    client.post(reverse("account_login"), {"login": office.officer.username, "password": PASSWORD})
    assert client.get(reverse("accounts:tokens")).url.startswith(reverse("account_reauthenticate"))


def test_the_page_shows_the_tokens_of_all_parks_whichever_is_shown(proven: Client, office: Office):
    elsewhere = PostingFactory(user=office.officer, role=Role.TENANT).park
    proven.post(reverse("accounts:switch_park"), {"park": elsewhere.pk})
    assert reverse("accounts:tokens") in proven.get(reverse("accounts:profile")).content.decode()
    assert proven.get(reverse("accounts:tokens")).status_code == 200
