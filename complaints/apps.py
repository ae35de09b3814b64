"""The complaints app: intake, casework, suggestions and the rule book."""

from django.apps import AppConfig


class ComplaintsConfig(AppConfig):
    """Registers verbs, reference data, links and navigation of the complaint field."""

    name = "complaints"

    def ready(self) -> None:
        """Load what other floors read from registries."""
        from complaints import files, links, nav, reference, thresholds, verbs  # noqa: F401
        from complaints.appointments import verbs as appointment_verbs  # noqa: F401
        from complaints.approvals import acts as approval_acts  # noqa: F401
        from complaints.approvals import panels as approval_panels  # noqa: F401
        from complaints.casework import acts  # noqa: F401
        from complaints.enquiries import reference as enquiry_reference  # noqa: F401
        from complaints.enquiries import verbs as enquiry_verbs  # noqa: F401
        from complaints.extensions import acts as extension_acts  # noqa: F401
        from complaints.extensions import panels as extension_panels  # noqa: F401
        from complaints.office import acts as office_acts  # noqa: F401
        from complaints.office import panels as office_panels  # noqa: F401
        from complaints.office import verbs as office_verbs  # noqa: F401
        from complaints.oversight import acts as oversight_acts  # noqa: F401
        from complaints.oversight import panels as oversight_panels  # noqa: F401
        from complaints.oversight import verbs as oversight_verbs  # noqa: F401
        from complaints.pauses import acts as pause_acts  # noqa: F401
        from complaints.pauses import panels as pause_panels  # noqa: F401
        from complaints.rulebook import papers  # noqa: F401
        from complaints.rulebook import verbs as rule_verbs  # noqa: F401
        from complaints.weighing import acts as weighing_acts  # noqa: F401
