"""Template tags and filters that are built in to every template."""
