"""Verbs that only these tests use."""

from django.utils.translation import gettext_lazy

from parkservice.journal.verbs import Verb, register

register(
    Verb("test.moved", gettext_lazy("Moved to %(place)s"), icon="place", public=True),
    Verb("test.weighed", gettext_lazy("Weighs %(weight)s"), words={"weight": lambda code: {"h": "much"}[code]}),
)
