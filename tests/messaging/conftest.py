"""The office of the complaint field: its replies are the texts that go out."""

from tests.complaints.conftest import morning, office

__all__ = ["morning", "office"]
