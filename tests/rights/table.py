"""Who may do what, route by route, written down from the rights table of the design (section 4), not from the code.

A route without a row fails. Roles are those that get through (a page, a form with mistakes, a redirect); everybody else
is refused with 403 (no such right) or 404 (not this record), and nothing is written.
"""

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
FINANCE = frozenset({R.FINANCE})
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


ROWS: dict[str, Row] = {
    # everybody's pages
    "home:front": public(),
    "home:park_front": public(),
    "home:healthz": public(),
    "home:readyz": public(),
    "ui:language": public(post=True),
    "ui:theme": public(post=True),
    "paperwork:verify_form": public(),
    "paperwork:verify": public(),
    "complaints:submit": public(both=True),
    "complaints:submit_done": public(),
    "complaints:track": public(both=True),
    "complaints:track_case": public(),
    "complaints:track_remark": public(post=True),
    "complaints:track_rate": public(post=True),
    "complaints:about": public(),
    "complaints:privacy": public(),
    "park:submit": public(both=True),
    "park:track": public(both=True),
    "park:about": public(),
    "park:privacy": public(),
    # everybody with an account
    "home:welcome": page(EVERYBODY),
    "ui:all": page(EVERYBODY),
    "ui:quick": page(EVERYBODY),
    "ui:components": page(EVERYBODY),
    "accounts:profile": page(EVERYBODY, both=True),
    "accounts:second_factor": page(EVERYBODY),
    "messaging:inbox": page(EVERYBODY),
    "messaging:read_all": Row(own=EVERYBODY, post=True),
    "messaging:inbox_item": Row(own=NOBODY, mine=EVERYBODY, kind="inbox item"),
    # desks and reading
    "home:desk": page(EVERYBODY),
    "home:duties": page(EVERYBODY),
    "home:search": page(COUNTER, TOP),
    "accounts:rights": page(STAFF),
    # rule book
    "rulebook:book": public(),
    "park_rulebook:book": public(),
    "complaints:rules": page(BUSINESS, frozenset({R.TENANT})),
    "complaints:rule_options": page(BUSINESS, frozenset({R.TENANT})),
    "complaints:rule": rule(BUSINESS | {R.TENANT}),
    "complaints:rule_sign": rule(SIGNERS, post=True),
    "complaints:rule_print": rule(SIGNERS | TOP, post=True),
    "complaints:rule_paper": rule(SIGNERS | TOP),
    "complaints:rule_signatures": page(TOP),
    "complaints:rule_remind": Row(own=LEADERS, post=True),
    "complaints:rule_new": page(LEADERS, both=True),
    "complaints:rule_begin": rule(LEADERS, post=True),
    "complaints:rule_repeal": rule(LEADERS, post=True),
    "complaints:rule_draft": rule(LEADERS, both=True),
    "complaints:rule_proposal": rule(TOP),
    "complaints:rule_take_back": rule(LEADERS, post=True),
    "complaints:rule_discard": rule(LEADERS, post=True),
    "complaints:rule_return": rule(TOP - {R.MANAGER}, post=True),
    "complaints:rule_release": rule(TOP - {R.MANAGER}, post=True),
    # units and customers
    "home:unit": Row(own=FILES, other=FILES, mine=FILES, kind="unit"),
    "home:customer": Row(own=FILES, other=FILES, mine=FILES, kind="customer"),
    "estate:units": page(FILES),
    "estate:customers": page(FILES),
    "estate:calendar": page(FILES),
    "estate:unit_options": page(BUSINESS),
    "estate:customer_options": page(FILES),
    "estate:unit_new": page(LEADERS, both=True),
    "estate:unit_edit": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="unit", both=True),
    "estate:unit_import": page(LEADERS, both=True),
    "estate:unit_template": page(LEADERS),
    "estate:customer_import": page(LEADERS, both=True),
    "estate:customer_template": page(LEADERS),
    "estate:import_run": Row(own=NOBODY, mine=LEADERS, kind="import run"),
    "estate:import_confirm": Row(own=NOBODY, mine=LEADERS, kind="import run", post=True),
    "estate:import_drop": Row(own=NOBODY, mine=LEADERS, kind="import run", post=True),
    "estate:customer_new": page(LEADERS, both=True),
    "estate:customer_edit": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="customer", both=True),
    "estate:contact_new": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="customer", both=True),
    "estate:contact_edit": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="contact person", both=True),
    "estate:company": page(LEADERS, frozenset({R.TENANT})),
    "estate:invite_new": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="customer", both=True),
    "estate:invite": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="contact person", post=True),
    "estate:end_access": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="contact person", post=True),
    "estate:withdraw_invitation": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="invitation", post=True),
    "estate:invitation": public(both=True),
    "estate:occupancy_new": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="customer", both=True),
    "estate:occupancy_end": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="occupancy", both=True),
    # views that people keep
    "accounts:view_edit": Row(own=NOBODY, mine=EVERYBODY - {R.SYSADMIN}, kind="saved view", both=True),
    "accounts:view_remove": Row(own=NOBODY, mine=EVERYBODY - {R.SYSADMIN}, kind="saved view", post=True),
    # people
    "accounts:people": page(TOP, frozenset({R.SYSADMIN})),
    "accounts:new_person": page(LEADERS, both=True),
    # messages
    "messaging:outbox": page(CASEWORK),
    "messaging:outbox_message": Row(own=LEADERS, other=LEADERS, mine=CASEWORK, kind="outgoing message"),
    "messaging:outbox_retry": Row(own=LEADERS, other=LEADERS, mine=CASEWORK, kind="outgoing message", post=True),
    # words
    "messaging:phrases": page(BUSINESS),
    "messaging:texts": page(BUSINESS),
    "messaging:courtesy_levels": page(BUSINESS),
    "messaging:my_texts": page(BUSINESS),
    "messaging:phrase_buttons": page(BUSINESS),
    "messaging:text_links": page(BUSINESS),
    "messaging:phrase_new": page(LEADERS, both=True),
    "messaging:text_new": page(LEADERS, both=True),
    "messaging:phrase_edit": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="phrase", both=True),
    "messaging:text_edit": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="ready text", both=True),
    "messaging:levels_propose": Row(own=LEADERS, post=True),
    "messaging:levels_release": Row(own=RELEASE, other=RELEASE, mine=RELEASE, kind="courtesy levels", post=True),
    "messaging:levels_refuse": Row(own=RELEASE, other=RELEASE, mine=RELEASE, kind="courtesy levels", post=True),
    # reading complaints
    "complaints:queue": page(EVERYBODY - {R.SYSADMIN}),
    "complaints:status": page(frozenset({R.CLERK})),
    "complaints:record": Row(
        own=SEES_ALL | {R.OFFICER}, other=SEES_ALL, mine=EVERYBODY - {R.SYSADMIN}, kind="complaint"
    ),
    "paperwork:file": Row(own=SEES_ALL | {R.OFFICER}, other=SEES_ALL, mine=EVERYBODY - {R.SYSADMIN}, kind="attachment"),
    "paperwork:thumb": Row(
        own=SEES_ALL | {R.OFFICER}, other=SEES_ALL, mine=EVERYBODY - {R.SYSADMIN}, kind="attachment"
    ),
    # acting on complaints
    **{
        f"complaints:{name}": act_on_complaint()
        for name in (
            *("investigate", "findings", "act", "resolve", "explain", "dismiss", "escalate", "close", "release"),
            *("reply", "report", "reveal", "print_register", "print_reply"),
            *("pause", "resume", "extension_ask", "weigh"),
        )
    },
    "complaints:paper": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="complaint"),
    # the case on paper: who reads it whole or without names; the copy of the manager only who reads it whole
    **dict.fromkeys(
        ("complaints:print_handling", "complaints:print_file"),
        Row(own=SEES_ALL | {R.OFFICER}, other=SEES_ALL, mine=SEES_ALL, kind="complaint", post=True),
    ),
    "complaints:case_paper": Row(own=TOP | {R.OFFICER}, other=TOP, mine=TOP, kind="complaint"),
    "complaints:posters": page(FILES),
    "complaints:posters_print": Row(own=FILES, post=True),
    "complaints:posters_sheets": page(FILES),
    "complaints:extension_approve": act_on_complaint(own=LEADERS),
    "complaints:extension_refuse": act_on_complaint(own=LEADERS),
    "complaints:decide": act_on_complaint(own=LEADERS),
    "complaints:assign": act_on_complaint(own=LEADERS),
    "complaints:reassign": page(LEADERS, both=True),
    "complaints:reassign_picked": Row(own=LEADERS, post=True),
    "complaints:merge": act_on_complaint(),
    "complaints:hand_over": Row(own=frozenset({R.OFFICER}), kind="complaint", post=True),
    **{
        f"complaints:{name}": Row(own=ASKED, other=ASKED, mine=CASEWORK, kind="asked complaint", post=True)
        for name in ("accept", "refuse")
    },
    "complaints:take_back": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="asked complaint", post=True),
    "complaints:propose": act_on_complaint(own=LEADERS),
    **dict.fromkeys(
        ("complaints:approve", "complaints:send_back"),
        act_on_complaint(own=APPROVING, other=APPROVING),
    ),
    # return visits, taking up again, taking back
    "complaints:visits": page(VISITORS),
    "complaints:visits_made": page(VISITORS),
    "complaints:visit_record": Row(own=TOP | {R.OFFICER}, other=TOP, mine=VISITORS, kind="return visit"),
    "complaints:visit": Row(own=VISITORS - {R.OFFICER}, other=VISITORS, mine=VISITORS, kind="result", both=True),
    "complaints:visit_phone": Row(own=VISITORS - {R.OFFICER}, other=VISITORS, mine=VISITORS, kind="result", post=True),
    "complaints:visit_slip": Row(own=VISITORS, other=VISITORS, mine=VISITORS, kind="result", post=True),
    "complaints:visit_slip_paper": Row(own=VISITORS, other=VISITORS, mine=VISITORS, kind="result"),
    "complaints:quality": act_on_complaint(own=LEADERS),
    "complaints:reopen": WRITTEN_DOWN,
    "complaints:withdraw": WRITTEN_DOWN,
    "complaints:track_reopen": public(post=True),
    "complaints:track_forgotten": public(post=True),
    "complaints:track_withdraw": public(both=True),
    "complaints:note": Row(
        own=CASEWORK,
        other=LEADERS,
        mine=EVERYBODY - {R.SYSADMIN, R.TENANT},
        kind="complaint",
        post=True,
    ),
    # monthly analysis
    "complaints:analysis": page(TOP, frozenset({R.PARK_OFFICE})),
    "complaints:analysis_conclude": Row(own=LEADERS, post=True),
    "complaints:analysis_print": Row(own=LEADERS, post=True),
    # park office and duty room
    "complaints:acknowledge": Row(own=NOBODY, kind="complaint", post=True),
    "complaints:office_comment": Row(own=NOBODY, kind="complaint", post=True),
    "complaints:remind": Row(
        own=frozenset({R.DUTY_ROOM}),
        other=frozenset({R.DUTY_ROOM}),
        mine=frozenset({R.DUTY_ROOM}),
        kind="complaint",
        post=True,
    ),
    "complaints:dispatch": act_on_complaint(own=CASEWORK | {R.DUTY_ROOM}, other=LEADERS | {R.DUTY_ROOM}),
    "complaints:reject": act_on_complaint(own=LEADERS),
    "complaints:observe": Row(
        own=frozenset({R.DUTY_ROOM}),
        other=frozenset({R.DUTY_ROOM}),
        mine=frozenset({R.DUTY_ROOM}),
        kind="complaint",
        post=True,
    ),
    "complaints:observations": page(LEADERS, frozenset({R.DUTY_ROOM}), both=True),
    # limits, thresholds, calendar
    "complaints:limits": page(CASEWORK, frozenset({R.CLERK, R.GENERAL_MANAGER, R.FINANCE})),
    "complaints:limits_propose": page(LEADERS, both=True),
    "complaints:limits_propose_year": page(LEADERS, both=True),
    "complaints:change_release": Row(
        own=TOP - {R.MANAGER}, other=TOP - {R.MANAGER}, mine=TOP - {R.MANAGER}, kind="change", post=True
    ),
    "complaints:change_return": Row(own=TOP, other=TOP, mine=TOP, kind="change", post=True),
    # prices
    "fees:tariffs": page(CASEWORK, PRICES),
    "fees:tariff_new": page(LEADERS, both=True),
    "fees:tariff": Row(own=CASEWORK | PRICES, other=CASEWORK | PRICES, mine=CASEWORK | PRICES, kind="price"),
    **dict.fromkeys(
        ("fees:tariff_release", "fees:tariff_withdraw"),
        Row(own=RELEASE, other=RELEASE, mine=RELEASE, kind="price", post=True),
    ),
    "fees:tariff_return": Row(own=TOP, other=TOP, mine=TOP, kind="price", post=True),
    "prices:board": public(),
    # meters and readings
    "fees:meters": page(CASEWORK, FINANCE),
    "fees:meter_new": page(LEADERS, both=True),
    "fees:meter": Row(own=CASEWORK | FINANCE, other=LEADERS | FINANCE, mine=LEADERS | FINANCE, kind="meter"),
    **dict.fromkeys(
        ("fees:meter_change", "fees:meter_out"),
        Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="meter", both=True),
    ),
    "fees:routes": page(CASEWORK),
    "fees:route": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="building"),
    "fees:reading_new": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="meter", both=True),
    "fees:reading_void": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="reading", post=True),
    "fees:readings_import": page(CASEWORK, both=True),
    "fees:readings_template": page(CASEWORK),
    "fees:readings_file": Row(own=NOBODY, mine=CASEWORK, kind="readings file"),
    **dict.fromkeys(
        ("fees:readings_confirm", "fees:readings_drop"),
        Row(own=NOBODY, mine=CASEWORK, kind="readings file", post=True),
    ),
    "park_prices:board": public(),
    # bills
    "fees:bills": page(CASEWORK, FINANCE, frozenset({R.TENANT})),
    "fees:bill": Row(own=CASEWORK | FINANCE, other=LEADERS | FINANCE, mine=BILLED, kind="bill"),
    "fees:bill_print": Row(own=CASEWORK | FINANCE, other=LEADERS | FINANCE, mine=BILLED, kind="bill", post=True),
    "fees:bill_paper": Row(own=CASEWORK | FINANCE, other=LEADERS | FINANCE, mine=BILLED, kind="bill"),
    "fees:bill_new": page(CASEWORK, both=True),
    "fees:reversal_ask": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="bill", post=True),
    **dict.fromkeys(
        ("fees:reversal_approve", "fees:reversal_refuse"),
        Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="reversal", post=True),
    ),
    # billing runs
    "fees:runs": page(CASEWORK, FINANCE),
    "fees:run_new": page(CASEWORK, both=True),
    "fees:run": Row(own=LEADERS | FINANCE, other=LEADERS | FINANCE, mine=CASEWORK | FINANCE, kind="run"),
    "fees:run_start": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="run", post=True),
    "fees:run_drop": Row(own=LEADERS, other=LEADERS, mine=CASEWORK, kind="run", post=True),
    "fees:run_print": Row(
        own=LEADERS | FINANCE, other=LEADERS | FINANCE, mine=CASEWORK | FINANCE, kind="run", post=True
    ),
    "fees:run_papers": Row(own=LEADERS | FINANCE, other=LEADERS | FINANCE, mine=CASEWORK | FINANCE, kind="run"),
    # lines of service, heating stops
    "fees:lines": page(CASEWORK, FINANCE),
    "fees:line_new": page(CASEWORK, both=True),
    "fees:line_amounts": page(LEADERS, both=True),
    "fees:line_end": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="line", both=True),
    "fees:stops": page(CASEWORK, both=True),
    "fees:stop_approve": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="stop", post=True),
    # suggestions
    "complaints:suggestions": page(
        frozenset({R.TENANT, R.CLERK, R.OFFICER, R.PARK_OFFICE, R.MAINTENANCE, R.DEPARTMENT}), TOP
    ),
    "complaints:suggestion": Row(
        own=TOP | {R.OFFICER, R.PARK_OFFICE},
        other=TOP | {R.PARK_OFFICE},
        mine=TOP | {R.OFFICER, R.PARK_OFFICE, R.CLERK, R.TENANT, R.MAINTENANCE, R.DEPARTMENT},
        kind="suggestion",
    ),
    "complaints:outcomes": public(),
    "park:outcomes": public(),
    "complaints:suggestion_decide": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="suggestion", post=True),
    "complaints:suggestion_publish": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="suggestion", post=True),
    "complaints:suggestion_answer": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="suggestion", post=True),
    "complaints:suggestion_release": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="suggestion", post=True),
    # money
    "fees:receipts": page(MONEY, TENANT),
    "fees:receipt": money("receipt", MONEY, mine=TENANT),
    "fees:receipt_agree": money("receipt", CASEWORK, post=True),
    "fees:receipt_keep": money("receipt", CASEWORK, post=True),
    "fees:receipt_ask_back": money("receipt", MONEY, post=True),
    "fees:receipt_print": money("receipt", CASHIERS, mine=TENANT, post=True),
    "fees:bank_lines": page(MONEY),
    "fees:bank_confirm": Row(own=FINANCE, post=True),
    "fees:bank_payers": page(FINANCE),
    "fees:bank_account_new": page(FINANCE, both=True),
    "fees:bank_account": money("bank account", FINANCE, both=True),
    "fees:bank_import": page(FINANCE, both=True),
    "fees:bank_statement": money("bank statement", FINANCE),
    **{
        f"fees:bank_statement_{name}": money("bank statement", FINANCE, post=True)
        for name in ("columns", "confirm", "drop")
    },
    "fees:bank_line": money("bank line", MONEY),
    **{
        f"fees:bank_line_{name}": money("bank line", FINANCE, post=True)
        for name in ("confirm", "came_back", "take", "link", "aside", "undo", "put_back")
    },
    "fees:front": page(CASHIERS, CASEWORK, PRICES, CLERK, TENANT, frozenset({R.DUTY_ROOM})),
    "fees:till": page(CASHIERS),
    "fees:till_payer": money("payer", CASHIERS, both=True),
    "fees:till_deposit": money("slip", CASHIERS, both=True),
    "fees:slips": page(CASHIERS, CLERK),
    "fees:balance_find": page(CLERK),
    "fees:balance": money("payer", CLERK),
    "fees:slip_find": page(OFFICER, CLERK),
    "fees:slip_new": money("payer", OFFICER | CLERK, both=True),
    "fees:slip": money("slip", CASHIERS | CLERK),
    "fees:slip_withdraw": money("slip", CASHIERS, post=True),  # the clerk's own: tests/fees/slips
    "fees:statement": money("payer", MONEY, mine=TENANT),
    "fees:invoices": page(MONEY, TENANT),
    "fees:invoices_missing": page(MONEY, TENANT),
    "fees:invoice": money("invoice", MONEY, mine=TENANT),
    "fees:invoice_issue": money("invoice", FINANCE, post=True),
    "fees:invoice_refuse": money("invoice", FINANCE, post=True),
    "fees:invoice_red_letter": money("issued invoice", FINANCE, post=True),
    "fees:invoice_new": money("payer", CASHIERS, mine=TENANT, both=True),
    "fees:deposits": page(MONEY, TENANT, frozenset({R.CLERK})),
    "fees:deposit_new": page(CASHIERS, both=True),
    "fees:deposit": money("deposit", MONEY | {R.CLERK}, mine=TENANT),
    "fees:deposit_print": money("deposit", CASHIERS, mine=TENANT, post=True),
    "fees:deposit_claim": money("deposit", LEADERS | {R.CLERK}, post=True),
    # its refund was asked for by the project manager
    "fees:deposit_approve": money("deposit", frozenset({R.MANAGER}), post=True),
    "fees:deposit_refuse": money("deposit", frozenset({R.MANAGER}), post=True),
    "fees:deposit_pay": money("approved deposit", FINANCE, post=True),
    "fees:paybacks": page(MONEY, TENANT, CLERK, TOP),
    "fees:payback_find": page(LEADERS, CLERK),
    "fees:payback_new": money("payer", LEADERS | CLERK, both=True),
    "fees:payback": money("payback", MONEY | CLERK | TOP, mine=TENANT),
    "fees:payback_approve": money("payback", TOP, post=True),
    "fees:payback_refuse": money("payback", TOP, post=True),
    "fees:payback_pay": money("approved payback", FINANCE, post=True),
    "fees:openings": page(FINANCE, APPROVING),
    "fees:opening_new": page(OPENERS, both=True),
    "fees:opening_template": page(OPENERS),
    "fees:opening": money("opening", FINANCE | APPROVING),
    **{f"fees:opening_{act}": money("opening", OPENERS, post=True) for act in ("send", "drop", "ask_undo")},
    **{
        f"fees:opening_{act}": money("opening", APPROVING, post=True)
        for act in ("release", "refuse", "take_back", "keep")
    },
    "fees:waivers": page(MONEY, TOP),
    "fees:waiver": money("waiver", MONEY | TOP),
    "fees:waiver_approve": money("waiver", TOP, post=True),
    "fees:waiver_refuse": money("waiver", TOP, post=True),
    "fees:waiver_new": money("payer", CASEWORK, both=True),
    "fees:disputes": page(MONEY, TOP),
    "fees:dispute_new": money("owed bill", CASEWORK | {R.CLERK}, both=True),
    "fees:dispute_answer": money("dispute", LEADERS, both=True),
    # tasks
    "tasks:workorders": page(TASKS),
    "tasks:workorder_new": page(ASKS, both=True),
    "tasks:workorder": task("work order", CASEWORK | TOP | DEPARTMENT, TOP, TASKS, act=False),
    **{f"tasks:workorder_{name}": department_act("work order") for name in ("take", "finish", "pass_on")},
    **{f"tasks:workorder_{name}": overseer_act("work order") for name in ("accept", "send_back", "withdraw")},
    "tasks:questions": page(TASKS),
    "tasks:question_new": page(ASKS, both=True),
    "tasks:question": task("question", CASEWORK | TOP | DEPARTMENT, TOP, TASKS, act=False),
    "tasks:question_give_answer": department_act("question"),
    **{f"tasks:question_{name}": overseer_act("question") for name in ("ask_again", "withdraw")},
    "tasks:rectifications": page(TOP, PLAN_STEPS, frozenset({R.PARK_OFFICE})),
    "tasks:rectification_new": page(LEADERS, both=True),
    "tasks:rectification": task(
        "rectification",
        TOP | {R.OFFICER, R.PARK_OFFICE},
        TOP | {R.PARK_OFFICE},
        TOP | PLAN_STEPS | {R.PARK_OFFICE},
        act=False,
    ),
    **{
        f"tasks:rectification_{name}": task(
            "rectification", CASEWORK, LEADERS, LEADERS | PLAN_STEPS | {R.PARK_OFFICE, R.GENERAL_MANAGER}
        )
        for name in ("begin", "finish_step", "write_progress", "finish", "change_due")
    },
    **{
        f"tasks:rectification_{name}": task("rectification", LEADERS, LEADERS, NOBODY)
        for name in ("verify", "send_back")
    },
    "tasks:referrals": page(CASEWORK, TOP, frozenset({R.CLERK})),
    "tasks:referral_new": page(CASEWORK, frozenset({R.CLERK}), both=True),
    "tasks:referral": task("referral", CASEWORK | TOP, TOP, CASEWORK | TOP | {R.CLERK}, act=False),
    "tasks:referral_give_answer": task("referral", TOP, TOP, TOP - {R.MANAGER}),
    **{
        f"tasks:referral_{name}": task(
            "referral", frozenset({R.OFFICER}), NOBODY, frozenset({R.OFFICER, R.CLERK, R.MANAGER})
        )
        for name in ("act_on", "withdraw")
    },
    # cash
    "fees:drawers": page(CASH_READERS, OFFICER),
    "fees:drawer_new": page(FINANCE, both=True),
    "fees:drawer": cash("drawer", CASH_READERS, act=False),
    "fees:drawer_count": cash("drawer"),
    "fees:drawer_refill": cash("drawer", FINANCE, keeper=False),
    "fees:drawer_return": cash("drawer", FINANCE, keeper=False),
    "fees:close": cash("drawer", CASH_READERS, act=False),
    **{f"fees:close_{name}": cash("drawer") for name in ("count", "difference", "pay_in", "float", "safe", "day")},
    "fees:close_consent": cash("drawer", LEADERS, keeper=False),
    "fees:pay_ins": page(CASH_READERS, OFFICER),
    "fees:pay_in": cash("pay-in", CASH_READERS, act=False),
    "fees:pay_in_check": cash("pay-in", FINANCE, keeper=False),
    "fees:pay_in_print": cash("pay-in", CASH_READERS),
    "fees:differences": page(CASH_READERS, OFFICER),
    "fees:difference": cash("difference", CASH_READERS, act=False),
    "fees:difference_explain": cash("difference"),
    "fees:difference_decide": cash("difference", LEADERS, keeper=False),
    "fees:difference_carry_out": cash("difference"),
    "fees:safes": page(CASH_READERS, OFFICER, frozenset({R.DUTY_ROOM})),
    "fees:safe_new": page(FINANCE, both=True),
    "fees:safe_check": Row(own=OFFICER, other=OFFICER, mine=OFFICER, kind="safe", post=True),
    "fees:month": page(CASH_READERS, OFFICER),
    "fees:month_sign": Row(own=OFFICER, post=True),
    "fees:month_close": Row(own=FINANCE, post=True),
    # reconciliation and vouchers
    "fees:reconciliation": page(CASH_READERS, OFFICER),
    "fees:reconciliation_rows": page(CASH_READERS, OFFICER),
    "fees:reconciliation_pairs": page(CASH_READERS, OFFICER),
    "fees:reconciliation_sign": page(OFFICER, both=True),
    "fees:reconciliation_signatures": page(CASH_READERS, OFFICER),
    "fees:reconciliation_signature": cash("week signature", CASH_READERS, act=False),
    "fees:reconciliation_print": cash("week signature", CASH_READERS),
    "fees:vouchers": page(FINANCE),
    "fees:vouchers_file": page(FINANCE),
    "fees:voucher_accounts": page(FINANCE, both=True),
    # appointments and ready answers
    "complaints:appointments": page(BUSINESS, both=True),
    "complaints:answers": page(BUSINESS),
    "complaints:answer_options": page(BUSINESS),
    "complaints:answer_new": page(BUSINESS, both=True),
    # contacts
    "complaints:contact_convert": Row(own=CASEWORK, other=LEADERS, mine=BUSINESS, kind="contact", post=True),
    "complaints:contacts": page(BUSINESS),
    "complaints:contact_new": page(BUSINESS, both=True),
    "complaints:caller": Row(own=BUSINESS, post=True),
    "complaints:contact": Row(own=CASEWORK, other=LEADERS, mine=BUSINESS, kind="contact"),
    "complaints:contact_answer": Row(own=CASEWORK, other=LEADERS, mine=BUSINESS, kind="contact", post=True),
    # arrears
    "fees:arrears": page(ARREARS),
    "fees:arrears_bills": page(ARREARS),
    "fees:arrears_print": Row(own=ARREARS, post=True),
    "fees:collection_print": Row(own=LEADERS | FINANCE, post=True),
    "fees:collection": page(ARREARS),
    "fees:debtor": Row(own=ARREARS, other=ARREARS - OFFICER, mine=ARREARS - OFFICER, kind="debtor"),
    # dunning and collection visits
    "fees:notices": page(ARREARS),
    "fees:notices_propose": Row(own=CASEWORK, post=True),
    "fees:notice": NOTICE,
    "fees:notice_paper": NOTICE,
    "fees:notice_deliver": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="notice", post=True),
    "fees:notice_print": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="notice", post=True),
    "fees:notice_ask": Row(own=LEADERS, other=LEADERS, mine=LEADERS, kind="notice", post=True),
    "fees:notice_approve": Row(own=APPROVING, other=APPROVING, mine=APPROVING, kind="notice", post=True),
    "fees:notice_refuse": Row(own=APPROVING, other=APPROVING, mine=APPROVING, kind="notice", post=True),
    "fees:collection_visits": page(ARREARS),
    "fees:collection_reviews": page(TOP, OFFICER),
    "fees:collection_officers": page(LEADERS),
    "fees:collection_review_new": page(LEADERS, both=True),
    "fees:collection_review": Row(own=TOP | OFFICER, other=TOP, mine=TOP | OFFICER, kind="collection review"),
    "fees:collection_visit_new": Row(own=CASEWORK, other=LEADERS, mine=LEADERS, kind="debtor", both=True),
}

#: Routes whose rows need more than a role (see the tests of their own app named here), and libraries' pages.
ELSEWHERE = {
    "fees:day_print": "tests/fees/cashdesk",
    "fees:day_paper": "tests/fees/cashdesk",
    "fees:pay_in_paper": "tests/fees/cashdesk",
    "fees:receipt_paper": "tests/fees/ledger",
    "fees:deposit_paper": "tests/fees/deposits",
    "fees:arrears_paper": "tests/fees/arrears",
    "fees:month_reopen": "tests/fees/cashdesk",
    "fees:month_agree": "tests/fees/cashdesk",
    "fees:month_print": "tests/fees/cashdesk",
    "fees:month_paper": "tests/fees/cashdesk",
    "fees:reconciliation_paper": "tests/fees/reconciliation",
    "messaging:check": "tests/messaging",
    "api_docs": "tests/complaints/api",
    "api:api-root": "tests/complaints/api",
    "api:openapi-json": "tests/complaints/api",
    "api:list_complaints": "tests/complaints/api",
    "api:read_complaint": "tests/complaints/api",
    "api:create_complaint": "tests/complaints/api",
    "api:list_contacts": "tests/complaints/api",
    "api:read_contact": "tests/complaints/api",
    "api:create_contact": "tests/complaints/api",
    "accounts:tokens": "tests/complaints/api",
    "accounts:token_withdraw": "tests/complaints/api",
    "paperwork:export_new": "tests/paperwork",
    "paperwork:export": "tests/paperwork",
    "paperwork:export_file": "tests/paperwork",
    "accounts:view_new": "tests/complaints/casework",
    "accounts:demo_sign_in": "tests/accounts",
    "accounts:switch_park": "tests/accounts",
    "complaints:analysis_paper": "tests/complaints/analysis",
    "complaints:appointment_call_off": "tests/complaints/appointments",
    "complaints:answer_edit": "tests/complaints/enquiries",
    "complaints:observation_answer": "tests/complaints/oversight",
    "complaints:office_word": "tests/complaints/office",
    "accounts:person": "tests/accounts",
    "accounts:change_person": "tests/accounts",
    "accounts:propose": "tests/accounts",
    "accounts:stand_in": "tests/accounts",
    "accounts:sign_in_link": "tests/accounts",
    "accounts:reset_second_factor": "tests/accounts",
    "accounts:switch_off": "tests/accounts",
    "accounts:switch_on": "tests/accounts",
    "accounts:grant": "tests/accounts",
    "accounts:refuse": "tests/accounts",
    "accounts:end": "tests/accounts",
}
