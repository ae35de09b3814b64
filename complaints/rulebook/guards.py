"""Who may move a draft of a rule, and what must be true before it is proposed; the state machine names these."""

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import may
from parkservice.kit.flow import guard

if TYPE_CHECKING:
    from complaints.rulebook.models import RuleDraft

#: What each row of a draft holds.
PARTS = ("text_zh", "text_en", "plain_zh", "plain_en")


def may_draft(draft: "RuleDraft", user: User) -> bool:
    """The manager drafts, or the project manager in the manager's place."""
    return may(user, "rulebook.draft", draft)


def may_release(draft: "RuleDraft", user: User) -> bool:
    """The project manager releases; never somebody who wrote in the draft (design section 4)."""
    return may(user, "rulebook.release", draft) and user.pk not in draft.hands


@guard(_("A rule needs at least one article. Write it first."))
def has_articles(draft: "RuleDraft") -> bool:
    """A version without articles says nothing; a repeal needs none."""
    return bool(draft.articles) or draft.repeals


@guard(_("An article lacks its text or its explanation in one of the languages. Fill it in, then propose."))
def is_complete(draft: "RuleDraft") -> bool:
    """Tenants read every article and its explanation in their own language (A2)."""
    return all(row.get(part) for row in draft.articles for part in PARTS)


@guard(_("Write what changed: your colleagues sign the new version and want to know."))
def says_what_changed(draft: "RuleDraft") -> bool:
    """Everybody who signs again learns why; the first version of a rule has nothing to compare with."""
    return bool(draft.changes_zh) or not draft.rule.versions.exists()
