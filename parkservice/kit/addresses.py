"""What stands in the gaps of addresses: `<key:pk>` is a number that both databases take for the key of a row."""

from django.urls import register_converter


class Key:
    """At most 17 digits. A longer number is the key of nothing: no such page, before any database is asked."""

    regex = "[0-9]{1,17}"

    def to_python(self, value: str) -> int:
        """Return the key."""
        return int(value)

    def to_url(self, value: object) -> str:
        """Return the key as it stands in an address."""
        return str(value)


register_converter(Key, "key")
