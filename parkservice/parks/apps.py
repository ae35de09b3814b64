"""The parks app."""

from django.apps import AppConfig


class ParksConfig(AppConfig):
    """Registers the parks app."""

    name = "parkservice.parks"
    label = "parks"
