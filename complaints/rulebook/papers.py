"""A rule as a paper with number and QR code; a newer version revokes the papers of the older ones (A2, D3)."""

from typing import Any

from django.utils import translation
from django.utils.formats import date_format
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from complaints.rulebook.models import Rule, RuleVersion
from parkservice.accounts.models import User
from parkservice.journal.models import subject_kind
from parkservice.kit.errors import RuleViolation
from parkservice.paperwork import kinds
from parkservice.paperwork.models import Paper
from parkservice.paperwork.papers import print_copy, revoke

KIND = "rule"
kinds.register(kinds.PaperKind(KIND, _("Rule")))


def print_rule(*, version: RuleVersion, actor: User, language: str = "zh-hans") -> Paper:
    """Issue a version as a paper in a language, or count a reprint.

    Raises RuleViolation for a version that no longer applies.
    """
    if not (version.in_force or version.is_coming):
        raise RuleViolation(gettext("This version no longer applies. Print the current one."))
    with translation.override(language):
        data = rule_data(version)
    return print_copy(
        kind=KIND,
        subject=version,
        park=version.rule.park,
        number=version.paper_number,
        data=data,
        actor=actor,
        language=language,
    )


def rule_data(version: RuleVersion) -> dict[str, Any]:
    """Return what the paper says, in the active language; nothing of the people who wrote or signed it."""
    english = translation.get_language() == "en"
    return {
        "title": version.rule.name,
        "code": version.rule.code,
        "version": str(version.number),
        "valid_from": date_format(version.valid_from, "j F Y" if english else "Y 年 n 月 j 日"),
        "articles": [
            {"number": str(article.position), "text": article.text, "plain": article.plain}
            for article in version.articles.all()
        ],
    }


def revoke_papers(*, rule: Rule, actor: User, reason: str) -> None:
    """Declare the papers of all versions so far no longer valid, because a newer version replaces them."""
    versions = RuleVersion.objects.filter(rule=rule).values("pk")
    printed = Paper.objects.filter(
        subject_kind=subject_kind(RuleVersion()), subject_id__in=versions, revoked_at__isnull=True
    )
    for paper_id in printed.values_list("pk", flat=True):
        revoke(paper_id=paper_id, actor=actor, reason=reason)
