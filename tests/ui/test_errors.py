"""Error pages: a number to quote, a way on, never a trace; a busy database is no fault of ours."""

import pytest
from django.conf import settings
from django.core.exceptions import PermissionDenied
from django.db import OperationalError
from django.test import RequestFactory

from parkservice.ui import errors

pytestmark = [pytest.mark.django_db, pytest.mark.urls("tests.ui.pages")]


@pytest.fixture
def visitor(client, park):
    client.raise_request_exception = False
    return client


def test_a_fault_of_ours_shows_the_number_of_the_request(visitor):
    response = visitor.get("/test/boom/")
    assert response.status_code == 500
    assert response.headers["X-Request-ID"] in response.content.decode()
    assert "ZeroDivisionError" not in response.content.decode()


def test_a_busy_database_asks_to_send_again(visitor):
    response = visitor.post("/test/busy/")
    assert response.status_code == 503
    assert response.headers["Retry-After"] == "5"
    assert "内容没有丢失" in response.content.decode()


def test_an_unknown_address_offers_the_front_page(visitor):
    response = visitor.get("/no/such/page/")
    assert response.status_code == 404
    assert 'href="/"' in response.content.decode()


def test_a_refusal_says_why():
    request = RequestFactory().get("/")
    response = errors.permission_denied(request, PermissionDenied("Only the manager signs."))
    assert response.status_code == 403
    assert "Only the manager signs." in response.content.decode()


def test_a_request_that_is_not_understood_is_no_fault_of_ours():
    assert errors.bad_request(RequestFactory().get("/")).status_code == 400


def test_a_form_from_another_site_is_asked_to_be_sent_again(park):
    from django.test import Client

    response = Client(enforce_csrf_checks=True).post("/ui/theme/", {"theme": "dark"})
    assert response.status_code == 403
    assert "请重新提交表单" in response.content.decode()


@pytest.mark.parametrize("state", ["55P03", "40P01", "40001", "57014"])
def test_lock_errors_of_postgresql_are_known_by_their_code(state):
    cause = Exception()
    cause.sqlstate = state
    error = OperationalError("canceling statement")
    error.__cause__ = cause
    assert errors.is_busy(error)


def test_other_faults_are_not_called_busy():
    assert not errors.is_busy(OperationalError("no such table: x"))
    assert not errors.is_busy(ValueError("database is locked"))
    assert not errors.is_busy(None)


def test_each_request_has_its_own_number(visitor):
    first, second = (visitor.get("/no/such/page/").headers["X-Request-ID"] for _ in range(2))
    assert first != second


def test_a_stranger_cannot_choose_the_number(visitor):
    sent = {"X-Request-ID": "chosen-by-a-stranger"}
    assert visitor.get("/no/such/page/", headers=sent).headers["X-Request-ID"] != sent["X-Request-ID"]


def test_the_number_of_our_own_proxy_is_kept(visitor, monkeypatch):
    monkeypatch.setattr(settings, "TRUSTED_PROXIES", ["127.0.0.1"])
    sent = {"X-Request-ID": "0123456789abcdef"}
    assert visitor.get("/no/such/page/", headers=sent).headers["X-Request-ID"] == sent["X-Request-ID"]
