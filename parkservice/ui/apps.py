"""The ui app."""

from django.apps import AppConfig


class UiConfig(AppConfig):
    """Registers the ui app."""

    name = "parkservice.ui"
    label = "ui"
