"""The one table of rights: role → permission → how far it reaches (design section 4).

A posting gives a person a role in one park, limited to buildings and dates. A right is never given to a person
directly. `/rights/` shows this table to all staff; the areas that are not built yet have no rows here.
"""

from enum import StrEnum

from django.db import models
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _


class Role(models.TextChoices):
    """What somebody does in a park (duties, first page)."""

    TENANT = "tenant", _("Tenant")
    CLERK = "clerk", _("Front-desk clerk")
    OFFICER = "officer", _("Property officer")
    MANAGER = "manager", _("Customer-service manager")
    PROJECT_MANAGER = "project_manager", _("Project manager")
    GENERAL_MANAGER = "general_manager", _("General manager")
    DUTY_ROOM = "duty_room", _("Duty room")
    PARK_OFFICE = "park_office", _("Park office")
    FINANCE = "finance", _("Finance")
    MAINTENANCE = "maintenance", _("Maintenance")
    DEPARTMENT = "department", _("Other department")
    GUARD = "guard", _("Gate guard")
    SYSADMIN = "sysadmin", _("System administrator")


class Reach(StrEnum):
    """How far a right of a posting goes."""

    PARK = "park"
    BUILDINGS = "buildings"
    OWN = "own"
    ASSIGNED = "assigned"

    @property
    def label(self) -> Promise:
        """The word for people."""
        return REACH_LABELS[self]


REACH_LABELS: dict[Reach, Promise] = {
    Reach.PARK: _("whole park"),
    Reach.BUILDINGS: _("own buildings"),
    Reach.OWN: _("own entries"),
    Reach.ASSIGNED: _("given to me"),
}

STAFF = frozenset(Role) - {Role.TENANT}
# Who works with the data of the park; the system administrator does not (design section 4).
BUSINESS = STAFF - {Role.SYSADMIN}
LEADERS = frozenset({Role.MANAGER, Role.PROJECT_MANAGER, Role.GENERAL_MANAGER})
APPROVING = frozenset({Role.MANAGER, Role.PROJECT_MANAGER})
# Holders decide about money or people: in production they sign in with a second factor.
SECOND_FACTOR = LEADERS | {Role.FINANCE}
#: Whoever holds one of these is never meant by "the manager".
ABOVE_MANAGER = frozenset({Role.PROJECT_MANAGER, Role.GENERAL_MANAGER})
CHAIN = (Role.OFFICER, Role.MANAGER, Role.PROJECT_MANAGER, Role.GENERAL_MANAGER)

PERMISSIONS: dict[str, Promise] = {
    "contacts.record": _("Record visits and calls"),
    "contacts.view": _("See visits and calls"),
    "complaints.record": _("Record complaints"),
    "complaints.view": _("See complaints"),
    "complaints.view_status": _("See number and state of complaints"),
    "complaints.view_masked": _("See complaints without names and phones"),
    "complaints.act": _("Work on complaints"),
    "complaints.assign": _("Assign complaints"),
    "complaints.decide": _("Decide escalated complaints"),
    "complaints.approve": _("Approve decisions on service quality and major complaints"),
    "complaints.visit": _("Make return visits"),
    "complaints.export": _("Export complaints"),
    "complaints.analysis": _("See the monthly analysis of complaints"),
    "complaints.conclude": _("Write and print the monthly analysis"),
    "complaints.remind": _("Remind of complaints, send an urgent team"),
    "service.observe": _("Write observations for the duty room"),
    "service.answer": _("Answer observations of the duty room"),
    "complaints.acknowledge": _("Receive results for the park office"),
    "suggestions.record": _("Record suggestions"),
    "suggestions.view": _("See suggestions"),
    "suggestions.decide": _("Decide suggestions"),
    "tasks.view": _("See work orders and questions to departments"),
    "tasks.ask": _("Order work, ask departments"),
    "tasks.do": _("Do the work orders and answer the questions of the own department"),
    "tasks.refer": _("Ask the next level"),
    "tasks.advise": _("Answer who asks the next level"),
    "rectifications.view": _("See rectifications"),
    "rectifications.plan": _("Plan rectifications, verify those of others"),
    "rulebook.view": _("Read the rule book"),
    "reference.view": _("See limits, thresholds and calendar"),
    "reference.propose": _("Propose limits, thresholds and calendar"),
    "reference.release": _("Release limits, thresholds and calendar"),
    "rulebook.sign": _("Sign the rules"),
    "rulebook.draft": _("Draft rules, remind of signatures"),
    "rulebook.release": _("Release rules"),
    "estate.view": _("See units and customers"),
    "estate.manage": _("Change units and customers"),
    "estate.invite": _("Invite customers' people to accounts"),
    "people.view": _("See the people"),
    "people.propose": _("Propose postings"),
    "people.grant": _("Grant postings"),
    "people.links": _("Give sign-in links, change e-mail addresses"),
    "people.accounts": _("Switch accounts off, reset second factors"),
    "roles.view": _("See the table of rights"),
    "outbox.view": _("See outgoing messages"),
    "words.view": _("Read phrase book and ready texts"),
    "words.edit": _("Change phrases and ready texts, propose courtesy levels"),
    "words.release": _("Release courtesy levels"),
    "books.view": _("Check the books"),
    "api.use": _("Let programs act for one's posting"),
    "views.share": _("Share views of lists with the department"),
    "search.use": _("Search"),
    "desk.view": _("Own desk"),
}

_EVERYBODY = {"complaints.record": Reach.PARK, "suggestions.record": Reach.PARK, "rulebook.view": Reach.PARK}
_STAFF = {"roles.view": Reach.PARK, "desk.view": Reach.PARK}
# A program that works with complaints and contacts for one of these postings.
_PROGRAMS = {"api.use": Reach.PARK}
# Somebody who takes calls and visits of tenants: records them and finds the caller.
_COUNTER = {
    "contacts.record": Reach.PARK,
    "estate.view": Reach.PARK,
    "search.use": Reach.PARK,
    "words.view": Reach.PARK,
}
# Staff of other offices record what they are told; they see their own entries and what was sent to them.
_COLLEAGUE = {
    "contacts.record": Reach.PARK,
    "contacts.view": Reach.OWN,
    "complaints.view": Reach.OWN,
    "words.view": Reach.PARK,
    "rulebook.sign": Reach.PARK,
}
# Who asks for something follows it; departments see what was sent to them, and the steps they own.
_ASKS = {"tasks.view": Reach.OWN, "tasks.ask": Reach.PARK}
_DEPARTMENT = {"tasks.view": Reach.ASSIGNED, "tasks.do": Reach.ASSIGNED, "rectifications.view": Reach.ASSIGNED}
_MANAGER = {
    "tasks.view": Reach.PARK,
    "tasks.ask": Reach.PARK,
    "tasks.refer": Reach.PARK,
    "tasks.advise": Reach.PARK,
    "rectifications.view": Reach.PARK,
    "rectifications.plan": Reach.PARK,
    "reference.view": Reach.PARK,
    "reference.propose": Reach.PARK,
    "contacts.view": Reach.PARK,
    "complaints.view": Reach.PARK,
    "complaints.act": Reach.PARK,
    "complaints.assign": Reach.PARK,
    "complaints.decide": Reach.PARK,
    "complaints.visit": Reach.PARK,
    "complaints.export": Reach.PARK,
    "complaints.analysis": Reach.PARK,
    "complaints.conclude": Reach.PARK,
    "service.answer": Reach.PARK,
    "suggestions.view": Reach.PARK,
    "suggestions.decide": Reach.PARK,
    "rulebook.draft": Reach.PARK,
    "estate.manage": Reach.PARK,
    "estate.invite": Reach.PARK,
    "people.view": Reach.PARK,
    "people.propose": Reach.PARK,
    "people.links": Reach.PARK,
    "people.accounts": Reach.PARK,
    "outbox.view": Reach.PARK,
    "words.edit": Reach.PARK,
    "books.view": Reach.PARK,
    "views.share": Reach.PARK,
}

GRANTS: dict[Role, dict[str, Reach]] = {
    Role.TENANT: {
        **_EVERYBODY,
        "complaints.view": Reach.OWN,
        "suggestions.view": Reach.OWN,
        "estate.invite": Reach.OWN,
        "desk.view": Reach.PARK,
    },
    Role.CLERK: {
        **_EVERYBODY,
        **_STAFF,
        **_PROGRAMS,
        **_COUNTER,
        **_ASKS,
        "tasks.refer": Reach.PARK,
        "contacts.view": Reach.OWN,
        "complaints.view": Reach.OWN,
        "complaints.view_status": Reach.PARK,
        "complaints.visit": Reach.PARK,
        "rectifications.view": Reach.ASSIGNED,
        "reference.view": Reach.PARK,
        "suggestions.view": Reach.OWN,
        "rulebook.sign": Reach.PARK,
    },
    Role.OFFICER: {
        **_EVERYBODY,
        **_STAFF,
        **_PROGRAMS,
        **_COUNTER,
        **_ASKS,
        "tasks.refer": Reach.PARK,
        "rectifications.view": Reach.ASSIGNED,
        "contacts.view": Reach.BUILDINGS,
        "complaints.view": Reach.BUILDINGS,
        "complaints.act": Reach.ASSIGNED,
        "complaints.visit": Reach.PARK,
        "reference.view": Reach.PARK,
        "suggestions.view": Reach.BUILDINGS,
        "rulebook.sign": Reach.PARK,
        "outbox.view": Reach.OWN,
    },
    Role.MANAGER: {**_EVERYBODY, **_STAFF, **_PROGRAMS, **_COUNTER, **_MANAGER, "rulebook.sign": Reach.PARK},
    Role.PROJECT_MANAGER: {
        **_EVERYBODY,
        **_STAFF,
        **_PROGRAMS,
        **_COUNTER,
        **_MANAGER,
        "complaints.approve": Reach.PARK,
        "rulebook.release": Reach.PARK,
        "people.grant": Reach.PARK,
        "words.release": Reach.PARK,
        "reference.release": Reach.PARK,
    },
    Role.GENERAL_MANAGER: {
        **_EVERYBODY,
        **_STAFF,
        "reference.view": Reach.PARK,
        "reference.release": Reach.PARK,
        "contacts.record": Reach.PARK,
        "complaints.view": Reach.PARK,
        # Where nobody below is left to answer for a matter.
        "complaints.act": Reach.ASSIGNED,
        "complaints.decide": Reach.ASSIGNED,
        "complaints.approve": Reach.PARK,
        # Where the project manager handled a major complaint, somebody above visits.
        "complaints.visit": Reach.PARK,
        "tasks.view": Reach.PARK,
        "tasks.advise": Reach.PARK,
        "rectifications.view": Reach.PARK,
        "complaints.analysis": Reach.PARK,
        "suggestions.view": Reach.PARK,
        "rulebook.release": Reach.PARK,
        "people.view": Reach.PARK,
        "people.grant": Reach.PARK,
        # Somebody stands above the project manager.
        "people.links": Reach.PARK,
        "people.accounts": Reach.PARK,
        "words.view": Reach.PARK,
        "words.release": Reach.PARK,
        "search.use": Reach.PARK,
        "books.view": Reach.PARK,
    },
    Role.DUTY_ROOM: {
        **_EVERYBODY,
        **_STAFF,
        **_PROGRAMS,
        # The counter's rights but for the files of residents, which the duty room does not read (design section 4).
        "contacts.record": Reach.PARK,
        "search.use": Reach.PARK,
        "words.view": Reach.PARK,
        **_ASKS,
        "contacts.view": Reach.OWN,
        "complaints.view_masked": Reach.PARK,
        "complaints.remind": Reach.PARK,
        "service.observe": Reach.PARK,
        "rulebook.sign": Reach.PARK,
    },
    Role.PARK_OFFICE: {
        **_EVERYBODY,
        **_STAFF,
        **_PROGRAMS,
        "contacts.record": Reach.PARK,
        "contacts.view": Reach.OWN,
        "complaints.acknowledge": Reach.PARK,
        "words.view": Reach.PARK,
        "complaints.analysis": Reach.PARK,
        "suggestions.view": Reach.PARK,
        "rectifications.view": Reach.PARK,
    },
    Role.MAINTENANCE: {**_EVERYBODY, **_STAFF, **_COLLEAGUE, **_DEPARTMENT, "suggestions.view": Reach.ASSIGNED},
    Role.DEPARTMENT: {**_EVERYBODY, **_STAFF, **_COLLEAGUE, **_DEPARTMENT, "suggestions.view": Reach.ASSIGNED},
    Role.FINANCE: {**_EVERYBODY, **_STAFF, **_COLLEAGUE, "books.view": Reach.PARK, "reference.view": Reach.PARK},
    Role.GUARD: {**_EVERYBODY, **_STAFF, **_COLLEAGUE},
    # No business powers and no business data.
    Role.SYSADMIN: {**_STAFF, "people.view": Reach.PARK, "people.accounts": Reach.PARK},
}
