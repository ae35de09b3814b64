"""The office of the complaint field: the desks show its records."""

from tests.complaints.conftest import morning, office, other_park

__all__ = ["morning", "office", "other_park"]
