"""The kit app: tools without models and screens, below all others."""

from typing import Any

from django.apps import AppConfig, apps
from django.db import connections
from django.db.models.signals import post_migrate, pre_migrate

from parkservice.kit import addresses, among, appendonly, garbage, wordindex  # noqa: F401 - lookups and gaps register themselves


class KitConfig(AppConfig):
    """Registers the kit and installs the append-only triggers and the word indexes after every migrate."""

    name = "parkservice.kit"
    label = "kit"

    def ready(self) -> None:
        """Listen to migrate, and look for garbage more rarely."""
        garbage.look_seldom()
        pre_migrate.connect(open_tables, dispatch_uid="kit.open_tables")
        post_migrate.connect(close_tables, dispatch_uid="kit.close_tables")


def open_tables(*, sender: AppConfig, using: str, plan: list[Any], **_: Any) -> None:
    """Take the triggers away before SQLite changes tables: it refuses to drop a column that a trigger names."""
    if plan and _first(sender) and connections[using].vendor == "sqlite":
        appendonly.uninstall(connections[using])
        wordindex.uninstall(connections[using])


def close_tables(*, sender: AppConfig, using: str, **_: Any) -> None:
    """Install triggers and word indexes when all tables are in place."""
    if _first(sender):
        appendonly.install(connections[using])
        wordindex.install(connections[using])


def _first(sender: AppConfig) -> bool:
    """Tell whether this is the first of the signals that one migrate sends, one for each app with models."""
    return sender is next(config for config in apps.get_app_configs() if config.models_module)
