"""The fees app: one folder for each feature, from the price to finance's signature."""

from importlib import import_module

from django.apps import AppConfig

from parkservice.kit.registry import load_features

#: What a feature's folder may hold for registries: sentences of the journal, papers, first rows, texts that go out,
#: links, thresholds, what somebody leaves behind, what a close asks, what follows a reversal.
PARTS = ("verbs", "papers", "reference", "outgoing", "links", "nav", "thresholds", "leaving", "cashbooks", "following")


class FeesConfig(AppConfig):
    """Registers verbs, reference data, links and navigation of fees and cash."""

    name = "fees"

    def ready(self) -> None:
        """Load what other floors read from registries."""
        for name in ("thresholds", "links", "nav"):
            import_module(f"{self.name}.{name}")
        load_features(self.module, PARTS)
