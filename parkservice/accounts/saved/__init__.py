"""Views of lists that people keep under a name, and share with their department."""
