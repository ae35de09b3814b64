"""Finding what each app contributes to a common list: duties, verbs, navigation, reference data."""

from importlib import import_module
from types import ModuleType

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
