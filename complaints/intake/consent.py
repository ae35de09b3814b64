"""The consent that the public form asks for: its version is stored with every matter (invariant P4)."""

#: Raise it whenever the text of the privacy page changes; older matters keep the version that was agreed to.
CONSENT_VERSION = "2026-01"
