"""The estate app."""

from django.apps import AppConfig


class EstateConfig(AppConfig):
    """Registers the estate app."""

    name = "parkservice.estate"
    label = "estate"
