"""The complaints app: one folder for each feature of the complaint field."""

from django.apps import AppConfig

from parkservice.kit.registry import load_features

#: What a feature's folder may hold for registries: acts and cards of the record page, sentences, papers, first rows,
#: texts that go out, what somebody leaves behind.
PARTS = ("acts", "panels", "verbs", "papers", "reference", "tasklinks", "outgoing", "leaving")


class ComplaintsConfig(AppConfig):
    """Registers verbs, reference data, links and navigation of the complaint field."""

    name = "complaints"

    def ready(self) -> None:
        """Load what other floors read from registries."""
        import complaints.tasklinks  # noqa: F401
        from complaints import files, links, nav, reference, thresholds, verbs  # noqa: F401

        load_features(self.module, PARTS)
