"""`manage.py start`: a real first day, once (design section 7)."""

from io import StringIO
from pathlib import Path
from typing import Any

import pytest
from django.core.management import CommandError, call_command

from parkservice.accounts import checks, services
from parkservice.accounts.models import User
from parkservice.accounts.rights import roles_of
from parkservice.accounts.roles import Role
from parkservice.parks.models import Park
from tests.accounts.factories import PASSWORD, person

pytestmark = pytest.mark.django_db


def start(tmp_path: Path, password: str = PASSWORD, **options: Any) -> str:
    secret = tmp_path / "password"
    secret.write_text(password + "\n")
    out = StringIO()
    given = {
        "park_code": "qh",
        "park_name": "青禾产业园",
        "park_name_en": "Qinghe Park",
        "project_manager": ["zhao", "赵范例"],
        "manager": ["wang", "王示例"],
        "password_file": secret,
        **options,
    }
    call_command("start", stdout=out, **given)
    return out.getvalue()


def test_the_park_opens_with_its_first_two_people(tmp_path: Path) -> None:
    told = start(tmp_path)
    park, first, second = Park.objects.get(), User.objects.get(username="zhao"), User.objects.get(username="wang")
    assert (park.code, park.slug, park.is_demo) == ("QH", "qinghe-park", False)
    assert roles_of(first, park) == {Role.PROJECT_MANAGER}
    assert first.check_password(PASSWORD)
    assert not roles_of(second, park)
    assert "zhao" in told
    services.grant_posting(actor=first, posting_id=second.postings.get().pk)
    assert roles_of(User.objects.get(pk=second.pk), park) == {Role.MANAGER}


def test_a_second_first_day_is_refused(tmp_path: Path) -> None:
    start(tmp_path)
    with pytest.raises(CommandError):
        start(tmp_path, park_code="two")
    assert Park.objects.count() == 1


@pytest.mark.parametrize(
    "options",
    [
        {"password": "short"},
        {"park_code": "9"},
        {"park_name": None},
        {"project_manager": ["王", "王示例"]},
        {"manager": None},
        {"project_manager": ["wang", "王示例"]},
    ],
)
def test_bad_words_stop_it_before_anything_is_written(
    tmp_path: Path, options: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr("sys.stdin", StringIO())
    with pytest.raises(CommandError):
        start(tmp_path, **options)
    assert not Park.objects.exists()
    assert not User.objects.exists()


def test_production_refuses_demo_key_debug_and_demo_people(settings: Any, park: Park) -> None:
    person(Role.CLERK, park, is_demo=True)
    assert checks.production_is_safe() == []
    settings.PRODUCTION, settings.DEBUG, settings.SECRET_KEY = True, True, settings.DEMO_KEY
    assert [found.id for found in checks.production_is_safe()] == ["accounts.E001", "accounts.E002"]
    assert [found.id for found in checks.no_demo_people(databases=["default"])] == ["accounts.E003"]
    assert checks.no_demo_people() == []
