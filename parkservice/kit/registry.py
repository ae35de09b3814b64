"""Finding what each app contributes to a common list: duties, verbs, navigation, reference data."""

from collections.abc import Iterable
from importlib import import_module
from pkgutil import iter_modules
from types import ModuleType
from typing import Any

from django.apps import apps
from django.utils.module_loading import module_has_submodule


def autodiscover(module_name: str) -> list[ModuleType]:
    """Import `<app>.<module_name>` of every installed app that has it and return the modules in that order.

    Errors inside such a module are raised, never passed over.
    """
    return [
        import_module(f"{config.name}.{module_name}")
        for config in apps.get_app_configs()
        if config.module is not None and module_has_submodule(config.module, module_name)
    ]


def load_features(app: Any, names: Iterable[str]) -> None:
    """Import these modules from every feature folder of an app that has them; each fills the registries it knows.

    Errors inside such a module are raised, never passed over.
    """
    for found in iter_modules(app.__path__):
        if not found.ispkg:
            continue
        feature = import_module(f"{app.__name__}.{found.name}")
        for name in names:
            if module_has_submodule(feature, name):
                import_module(f"{feature.__name__}.{name}")
