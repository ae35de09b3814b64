"""What the journal says about units, customers, contacts and occupancies."""

from collections.abc import Iterable
from typing import Any

from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from parkservice.estate.models import ContactPerson, Customer, OccupancyRole, Unit
from parkservice.journal.verbs import Verb, register


def _role(code: Any) -> str:
    return str(OccupancyRole(code).label)


def _fields(names: Iterable[str]) -> str:
    """The changed fields by the labels that people know; values stay out of the journal, they may be personal."""
    labels = {
        field.name: str(field.verbose_name)
        for model in (Unit, Customer, ContactPerson)
        for field in model._meta.concrete_fields
    }
    return _(", ").join(labels.get(name, name) for name in names)


register(
    Verb("estate.unit_created", gettext_lazy("Unit %(unit)s added"), icon="unit"),
    Verb("estate.unit_changed", gettext_lazy("Unit changed: %(fields)s"), icon="edit", words={"fields": _fields}),
    Verb("estate.customer_created", gettext_lazy("Customer file opened"), icon="people"),
    Verb(
        "estate.customer_changed", gettext_lazy("Customer changed: %(fields)s"), icon="edit", words={"fields": _fields}
    ),
    Verb("estate.contact_added", gettext_lazy("Contact %(name)s added"), icon="person"),
    Verb(
        "estate.contact_changed",
        gettext_lazy("Contact %(name)s changed: %(fields)s"),
        icon="edit",
        words={"fields": _fields},
    ),
    Verb("estate.invited", gettext_lazy("invited %(name)s to an account"), icon="mail"),
    Verb("estate.invitation_withdrawn", gettext_lazy("withdrew the invitation of %(name)s"), icon="close"),
    Verb("estate.invitation_taken_up", gettext_lazy("took up the invitation of %(name)s"), icon="key", tone="done"),
    Verb(
        "estate.occupancy_started",
        gettext_lazy("Moves into %(unit)s as %(role)s on %(starts)s"),
        icon="home",
        tone="done",
        words={"role": _role},
    ),
    Verb(
        "estate.imported",
        gettext_lazy("%(file)s taken over: %(new)s new, %(change)s changed, %(same)s as before"),
        icon="upload",
        tone="done",
    ),
    Verb("estate.occupancy_ended", gettext_lazy("Leaves %(unit)s on %(ends)s"), icon="exit"),
)
