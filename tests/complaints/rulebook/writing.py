"""Writing rules as the manager and the project manager do, and the form page as the browser sends it."""

from collections.abc import Sequence
from datetime import date
from typing import Any

from complaints.models import Rule, RuleDraft, RuleVersion
from complaints.rulebook import services
from parkservice.accounts.models import User
from tests.complaints.factories import Office, new_form

PARTS = ("text_zh", "text_en", "plain_zh", "plain_en")
Row = dict[str, str]


def rule(office: Office, code: str = "GZ-01") -> Rule:
    """A rule of the park."""
    return Rule.objects.get(park=office.park, code=code)


def rows(*texts: str) -> list[Row]:
    """Complete articles with these texts."""
    return [
        {"text_zh": text, "text_en": "Text.", "plain_zh": "因为安全。", "plain_en": "It is safer."} for text in texts
    ]


def begin(actor: User, office: Office, *, code: str, name_zh: str, kind: str = "park") -> Rule:
    """A new rule with an empty draft."""
    names = {"code": code, "name_zh": name_zh, "name_en": "Rule", "kind": kind}
    return services.create_rule(park=office.park, actor=actor, form_id=new_form(), **names)[0]


def write(
    actor: User, row: Rule, articles: Sequence[Row], changes_zh: str = "改了", valid_from: date | None = None
) -> RuleDraft:
    """Write in the open draft."""
    draft = RuleDraft.objects.get(rule=row, state="draft")
    return services.save_draft(
        rule_id=row.pk,
        actor=actor,
        edition=draft.edition,
        articles=articles,
        changes_zh=changes_zh,
        valid_from=valid_from,
    )


def propose(office: Office, row: Rule, articles: Sequence[Row], **more: Any) -> RuleDraft:
    """The manager writes in the open draft and proposes it."""
    write(office.manager, row, articles, **more)
    return services.propose(rule_id=row.pk, actor=office.manager)


def release(office: Office, row: Rule, articles: Sequence[Row], **more: Any) -> RuleVersion:
    """The manager proposes, the project manager releases."""
    draft = propose(office, row, articles, **more)
    return services.release(rule_id=row.pk, actor=office.project_manager, edition=draft.edition)


def renew(office: Office, code: str, articles: Sequence[Row], **more: Any) -> RuleVersion:
    """The next version of a rule, released."""
    row = rule(office, code)
    services.begin_draft(rule_id=row.pk, actor=office.manager)
    return release(office, row, articles, **more)


def page(draft: RuleDraft, articles: Sequence[Row], press: str = "save", **more: Any) -> dict[str, Any]:
    """The draft page as the browser sends it, with its empty block at the end."""
    blocks = [*articles, dict.fromkeys(PARTS, "")]
    fields = {f"a-{place}-{part}": block[part] for place, block in enumerate(blocks) for part in PARTS}
    sizes = {"a-TOTAL_FORMS": len(blocks), "a-INITIAL_FORMS": len(draft.articles)}
    return {"edition": draft.edition, "changes_zh": "", "press": press, **sizes, **fields, **more}
