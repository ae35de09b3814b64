"""What each app contributes to a common list."""

from django.apps import apps

from parkservice.kit.registry import autodiscover


def test_modules_are_found_in_the_order_of_the_apps():
    found = [module.__name__ for module in autodiscover("apps")]
    order = [f"{config.name}.apps" for config in apps.get_app_configs()]
    assert "parkservice.kit.apps" in found
    assert found == [name for name in order if name in found]


def test_a_name_that_no_app_has_finds_nothing():
    assert autodiscover("no_such_module") == []
