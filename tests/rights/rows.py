"""How a route stands in the rights table: who gets through in each place, and the kinds of rows that there are."""

from dataclasses import dataclass

from parkservice.accounts.roles import Role

R = Role
STAFF = frozenset(Role) - {R.TENANT}
BUSINESS = STAFF - {R.SYSADMIN}
LEADERS = frozenset({R.MANAGER, R.PROJECT_MANAGER})
CASEWORK = LEADERS | {R.OFFICER}
ASKED = frozenset({R.MANAGER})  # the colleague whom the asked complaint of the world waits for
APPROVING = frozenset({R.PROJECT_MANAGER, R.GENERAL_MANAGER})
TOP = LEADERS | {R.GENERAL_MANAGER}
RELEASE = frozenset({R.PROJECT_MANAGER, R.GENERAL_MANAGER})
VISITORS = TOP | {R.OFFICER, R.CLERK}
SIGNERS = BUSINESS - {R.PROJECT_MANAGER, R.GENERAL_MANAGER, R.PARK_OFFICE}
SEES_ALL = TOP | {R.DUTY_ROOM}
COUNTER = CASEWORK | {R.CLERK, R.DUTY_ROOM}
FILES = CASEWORK | {R.CLERK}  # the files of units and residents
EVERYBODY = frozenset(Role)
NOBODY: frozenset[Role] = frozenset()
ASKS = CASEWORK | {R.CLERK, R.DUTY_ROOM}
OFFICER = frozenset({R.OFFICER})
FINANCE = frozenset({R.FINANCE})
BILLED = LEADERS | FINANCE | {R.TENANT}  # `mine`: a bill of the tenant's company, in the other building
PRICES = frozenset({R.CLERK, R.GENERAL_MANAGER, R.FINANCE})
DEPARTMENT = frozenset({R.MAINTENANCE, R.DEPARTMENT})
PLAN_STEPS = DEPARTMENT | {R.OFFICER, R.CLERK}
TENANT = frozenset({R.TENANT})
CLERK = frozenset({R.CLERK})
OPENERS = frozenset({R.FINANCE, R.PROJECT_MANAGER})
CASHIERS = frozenset({R.OFFICER, R.FINANCE})
MONEY = CASEWORK | FINANCE
CASH_READERS = LEADERS | FINANCE  # who looks after the cash of a park without keeping any
ARREARS = CASEWORK | {R.GENERAL_MANAGER, R.FINANCE}
TASKS = ASKS | DEPARTMENT | {R.GENERAL_MANAGER}


@dataclass(frozen=True)
class Row:
    """One route: who gets through for a record in each place. `other park` is always nobody."""

    own: frozenset[Role]
    other: frozenset[Role] = NOBODY
    mine: frozenset[Role] = NOBODY
    kind: str = ""  # which record the address names; empty for a page
    post: bool = False  # an act: only POST
    both: bool = False  # a form: GET shows it, POST sends it
    anonymous: bool = False  # also without an account


def page(*roles: frozenset[Role], both: bool = False) -> Row:
    """A page without a record."""
    return Row(own=frozenset().union(*roles), both=both)


def public(**more: bool) -> Row:
    """A page for everybody."""
    return Row(own=EVERYBODY, anonymous=True, **more)


def rule(*roles: frozenset[Role], post: bool = False, both: bool = False) -> Row:
    """A page or an act on a rule: rules are the same in all buildings of a park."""
    who = frozenset().union(*roles)
    return Row(own=who, other=who, mine=who, kind="rule", post=post, both=both)


def act_on_complaint(own: frozenset[Role] = CASEWORK, other: frozenset[Role] = LEADERS) -> Row:
    """An act on a complaint: its officer, or the manager in the officer's place."""
    return Row(own=own, other=other, mine=other, kind="complaint", post=True)


#: What those who work on a complaint write down, and the colleague who took it in.
WRITTEN_DOWN = Row(own=CASEWORK, other=LEADERS, mine=EVERYBODY - {R.SYSADMIN, R.TENANT}, kind="complaint", post=True)


#: A dunning notice, read by those who read the arrears of its building.
NOTICE = Row(own=ARREARS, other=ARREARS - OFFICER, mine=ARREARS - OFFICER, kind="notice")


def task(kind: str, own: frozenset[Role], other: frozenset[Role], mine: frozenset[Role], *, act: bool = True) -> Row:
    """A task: own = asked by the officer of the department of the rights test, other = of another officer."""
    return Row(own=own, other=other, mine=mine, kind=kind, post=act)


def money(kind: str, who: frozenset[Role], *, mine: frozenset[Role] = NOBODY, **how: bool) -> Row:
    """A record of money: the same in all buildings of a park; `mine` are more people for their own company."""
    return Row(own=who, other=who, mine=who | mine, kind=kind, **how)


def department_act(kind: str) -> Row:
    """An act of the department that a task was sent to; `mine` is sent to them unless the person asked it."""
    return task(kind, DEPARTMENT, NOBODY, DEPARTMENT)


def overseer_act(kind: str) -> Row:
    """An act of the asker, or of a leader."""
    return task(kind, CASEWORK, LEADERS, ASKS)


def cash(kind: str, *roles: frozenset[Role], keeper: bool = True, act: bool = True) -> Row:
    """A page or act on a drawer or its papers: own = of the officer of the rights test, who keeps it."""
    others = frozenset().union(*roles)
    mine = others | (OFFICER if keeper else NOBODY)
    return Row(own=mine, other=others, mine=mine, kind=kind, post=act)
