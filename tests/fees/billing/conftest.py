"""A park with people on a working Thursday, as in the complaint field."""

from tests.complaints.conftest import morning, office, other_park

__all__ = ["morning", "office", "other_park"]
