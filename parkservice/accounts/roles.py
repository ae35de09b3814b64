"""The one table of rights: role → permission → how far it reaches (design section 4).

A posting gives a person a role in one park, limited to buildings and dates. A right is never given to a person
directly. `/rights/` shows this table to all staff; the areas that are not built yet have no rows here.
"""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.reach import Reach


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

_EVERYBODY = {"complaints.record": Reach.PARK, "suggestions.record": Reach.PARK, "rulebook.view": Reach.PARK}
_STAFF = {"roles.view": Reach.PARK, "desk.view": Reach.PARK}
#: Held by every member of staff and by no tenant: for what the desk sees of a page and its clients do not.
ANY_STAFF = ("roles.view",)
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
# Whoever takes money sees every receipt of the park: a payer may have units in any building.
_MONEY = {"receipts.view": Reach.PARK, "waivers.view": Reach.PARK, "deposits.view": Reach.PARK}
_CASHIER = {
    **_MONEY,
    "receipts.cash": Reach.PARK,
    "receipts.bank": Reach.PARK,
    "bank.view": Reach.PARK,
    "receipts.void": Reach.PARK,
    "slips.send": Reach.PARK,
    "waivers.propose": Reach.PARK,
    "disputes.record": Reach.PARK,
    "invoices.request": Reach.PARK,
}
# Finance counts what officers hand in, and closes the months (design section 4).
_TREASURER = {
    "bank.view": Reach.PARK,
    "bank.match": Reach.PARK,
    "cash.view": Reach.PARK,
    "cash.drawers": Reach.PARK,
    "cash.confirm": Reach.PARK,
    "cash.close": Reach.PARK,
    "cash.reopen": Reach.PARK,
    "reconciliation.export": Reach.PARK,
    "safe.view": Reach.PARK,
}
_MANAGER = {
    **_MONEY,
    "bank.view": Reach.PARK,
    "receipts.void": Reach.PARK,
    "receipts.reverse": Reach.PARK,
    "waivers.propose": Reach.PARK,
    "waivers.decide": Reach.PARK,
    "disputes.record": Reach.PARK,
    "disputes.answer": Reach.PARK,
    "deposits.request": Reach.PARK,
    "deposits.decide": Reach.PARK,
    "paybacks.decide": Reach.PARK,
    "arrears.view": Reach.PARK,
    "arrears.export": Reach.PARK,
    "dunning.send": Reach.PARK,
    "dunning.lead": Reach.PARK,
    "collection.view": Reach.PARK,
    "collection.review": Reach.PARK,
    "tasks.view": Reach.PARK,
    "tasks.ask": Reach.PARK,
    "tasks.refer": Reach.PARK,
    "tasks.advise": Reach.PARK,
    "rectifications.view": Reach.PARK,
    "rectifications.plan": Reach.PARK,
    "reference.view": Reach.PARK,
    "reference.propose": Reach.PARK,
    "tariffs.view": Reach.PARK,
    "tariffs.propose": Reach.PARK,
    "meters.view": Reach.PARK,
    "meters.read": Reach.PARK,
    "meters.manage": Reach.PARK,
    "bills.view": Reach.PARK,
    "bills.preview": Reach.PARK,
    "bills.run": Reach.PARK,
    "bills.reverse": Reach.PARK,
    "bills.export": Reach.PARK,
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
    "cash.view": Reach.PARK,
    "cash.decide": Reach.PARK,
    "safe.view": Reach.PARK,
}

GRANTS: dict[Role, dict[str, Reach]] = {
    Role.TENANT: {
        **_EVERYBODY,
        "complaints.view": Reach.OWN,
        "suggestions.view": Reach.OWN,
        "bills.view": Reach.OWN,
        "receipts.view": Reach.OWN,
        "invoices.request": Reach.OWN,
        "deposits.view": Reach.OWN,
        "estate.invite": Reach.OWN,
        "desk.view": Reach.PARK,
    },
    Role.CLERK: {
        **_EVERYBODY,
        **_STAFF,
        **_PROGRAMS,
        **_COUNTER,
        **_ASKS,
        "slips.send": Reach.PARK,
        "balance.view": Reach.PARK,
        "disputes.record": Reach.PARK,
        "deposits.view": Reach.PARK,
        "deposits.request": Reach.PARK,
        "tasks.refer": Reach.PARK,
        "contacts.view": Reach.OWN,
        "complaints.view": Reach.OWN,
        "complaints.view_status": Reach.PARK,
        "complaints.visit": Reach.PARK,
        "rectifications.view": Reach.ASSIGNED,
        "reference.view": Reach.PARK,
        "tariffs.view": Reach.PARK,
        "suggestions.view": Reach.OWN,
        "rulebook.sign": Reach.PARK,
    },
    Role.OFFICER: {
        **_EVERYBODY,
        **_STAFF,
        **_PROGRAMS,
        **_COUNTER,
        **_ASKS,
        **_CASHIER,
        "tasks.refer": Reach.PARK,
        "rectifications.view": Reach.ASSIGNED,
        "contacts.view": Reach.BUILDINGS,
        "complaints.view": Reach.BUILDINGS,
        "complaints.act": Reach.ASSIGNED,
        "complaints.visit": Reach.PARK,
        "reference.view": Reach.PARK,
        "tariffs.view": Reach.PARK,
        "meters.view": Reach.BUILDINGS,
        "meters.read": Reach.BUILDINGS,
        "bills.view": Reach.BUILDINGS,
        "bills.preview": Reach.BUILDINGS,
        "suggestions.view": Reach.BUILDINGS,
        "rulebook.sign": Reach.PARK,
        "outbox.view": Reach.OWN,
        "cash.keep": Reach.ASSIGNED,
        "safe.view": Reach.PARK,
        "arrears.view": Reach.BUILDINGS,
        "dunning.send": Reach.BUILDINGS,
        "collection.view": Reach.OWN,
    },
    Role.MANAGER: {**_EVERYBODY, **_STAFF, **_PROGRAMS, **_COUNTER, **_MANAGER, "rulebook.sign": Reach.PARK},
    Role.PROJECT_MANAGER: {
        **_EVERYBODY,
        **_STAFF,
        **_PROGRAMS,
        **_COUNTER,
        **_MANAGER,
        "opening.send": Reach.PARK,
        "opening.release": Reach.PARK,
        "complaints.approve": Reach.PARK,
        "rulebook.release": Reach.PARK,
        "people.grant": Reach.PARK,
        "words.release": Reach.PARK,
        "reference.release": Reach.PARK,
        "tariffs.release": Reach.PARK,
        "cash.reopen": Reach.PARK,
        "dunning.approve": Reach.PARK,
    },
    Role.GENERAL_MANAGER: {
        **_EVERYBODY,
        **_STAFF,
        "reference.view": Reach.PARK,
        "reference.release": Reach.PARK,
        "tariffs.view": Reach.PARK,
        "tariffs.release": Reach.PARK,
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
        "waivers.view": Reach.PARK,
        "waivers.decide": Reach.PARK,
        "paybacks.decide": Reach.PARK,
        "opening.release": Reach.PARK,
        "arrears.view": Reach.PARK,
        "dunning.approve": Reach.PARK,
        "collection.view": Reach.PARK,
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
        "safe.view": Reach.PARK,
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
    Role.FINANCE: {
        **_EVERYBODY,
        **_STAFF,
        **_COLLEAGUE,
        **_MONEY,
        "receipts.bank": Reach.PARK,
        "arrears.view": Reach.PARK,
        "arrears.export": Reach.PARK,
        "books.view": Reach.PARK,
        "reference.view": Reach.PARK,
        "tariffs.view": Reach.PARK,
        "meters.view": Reach.PARK,
        "bills.view": Reach.PARK,
        "bills.export": Reach.PARK,
        "receipts.export": Reach.PARK,
        "invoices.request": Reach.PARK,
        "invoices.record": Reach.PARK,
        "deposits.pay": Reach.PARK,
        "opening.send": Reach.PARK,
        **_TREASURER,
    },
    Role.GUARD: {**_EVERYBODY, **_STAFF, **_COLLEAGUE},
    # No business powers and no business data.
    Role.SYSADMIN: {**_STAFF, "people.view": Reach.PARK, "people.accounts": Reach.PARK},
}
