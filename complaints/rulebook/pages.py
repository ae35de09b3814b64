"""What the pages of the rule book show: the lines of the list, and one rule with everything about it."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from typing import Any

from django.db.models import Count, Prefetch, QuerySet
from django.http import Http404
from django.shortcuts import get_object_or_404

from complaints.rulebook import guards
from complaints.rulebook.changes import Change, compare, words_of, words_of_rows
from complaints.rulebook.forms import RepealForm, SignForm
from complaints.rulebook.models import (
    OPEN_DRAFTS,
    DraftState,
    Rule,
    RuleDraft,
    RuleVersion,
    Signature,
    VersionState,
)
from complaints.rulebook.queries import Owed, reading, signers
from parkservice.accounts.access import PersonRequest, enter_park
from parkservice.accounts.models import User
from parkservice.accounts.rights import may, roles_of
from parkservice.accounts.roles import STAFF
from parkservice.journal.queries import Entry, timeline
from parkservice.parks.models import Park


def readable(request: PersonRequest, pk: int) -> Rule:
    """A rule that this person may read, else 404; one without a released version only for those who work on it."""
    row = get_object_or_404(Rule.objects.visible_to(request.user).select_related("park"), pk=pk)
    if not leads(request.user, row) and not row.versions.exists():
        raise Http404
    enter_park(request, row.park)
    return row


def leads(user: User, rule: Rule) -> bool:
    """Whether a person drafts or releases rules here, and so reads drafts and who signed."""
    return may(user, "rulebook.draft", rule) or may(user, "rulebook.release", rule)


@dataclass(frozen=True)
class BookLine:
    """One rule in the list: its newest version, my signature or what I owe, and the open draft."""

    rule: Rule
    version: RuleVersion | None
    articles: int
    signed: Signature | None
    owed: Owed | None
    draft: RuleDraft | None
    repealed: bool


def book_lines(rules: QuerySet[Rule], user: User, park: Park) -> list[BookLine]:
    """Return the rules that this person reads, each with its newest version; drafts only for those who lead."""
    lead = may(user, "rulebook.draft", park) or may(user, "rulebook.release", park)
    newest = RuleVersion.objects.to_sign().annotate(size=Count("articles"))
    drafts = RuleDraft.objects.filter(state__in=OPEN_DRAFTS).select_related("drafted_by")
    rows = rules.annotate(made=Count("versions")).prefetch_related(
        Prefetch("versions", newest, to_attr="newest"), Prefetch("drafts", drafts, to_attr="open_drafts")
    )
    mine = reading([user], park)[user.pk]
    signed = {row.version_id: row for row in mine.signed}
    owed = {row.version.pk: row for row in mine.owed}
    found = [_line(row, signed, owed, lead) for row in rows]
    return [line for line in found if line.version or lead]


def _line(row: Any, signed: dict[int, Signature], owed: dict[int, Owed], lead: bool) -> BookLine:
    version = row.newest[0] if row.newest else None
    pk = version.pk if version else 0
    draft = row.open_drafts[0] if lead and row.open_drafts else None
    repealed = version is None and row.made > 0
    return BookLine(row, version, version.size if version else 0, signed.get(pk), owed.get(pk), draft, repealed)


class RulePage:
    """One rule as one person sees it, opened at one of its versions."""

    def __init__(
        self, rule: Rule, user: User, wanted: str, form: SignForm | None = None, repeal: RepealForm | None = None
    ) -> None:
        self.rule, self.user, self.wanted, self._form = rule, user, wanted, form
        self.repeal_form = repeal or RepealForm()

    @cached_property
    def versions(self) -> list[RuleVersion]:
        """All versions, the newest first."""
        rows = self.rule.versions.select_related("released_by").order_by("-number")
        for row in rows:
            row.rule = self.rule
        return list(rows)

    @cached_property
    def newest(self) -> RuleVersion | None:
        """The version that staff sign."""
        return self.versions[0] if self.versions else None

    @cached_property
    def is_repealed(self) -> bool:
        """Whether the rule once applied and no longer does."""
        return self.newest is not None and self.newest.state != VersionState.RELEASED

    @cached_property
    def version(self) -> RuleVersion | None:
        """The version shown: the one asked for, else the newest."""
        asked = (row for row in self.versions if str(row.number) == self.wanted)
        return next(asked, self.newest)

    @cached_property
    def articles(self) -> list[Any]:
        """The articles of the version shown."""
        return list(self.version.articles.all()) if self.version else []

    @cached_property
    def changes(self) -> list[Change]:
        """What the version shown changed."""
        if self.version is None:
            return []
        before = next((row for row in self.versions if row.number < self.version.number), None)
        return compare(words_of(before.articles.all()), words_of(self.articles)) if before else []

    @cached_property
    def is_staff(self) -> bool:
        """Whether names of colleagues are shown."""
        return bool(STAFF & roles_of(self.user, self.rule.park))

    @cached_property
    def leads(self) -> bool:
        """Whether this person drafts or releases."""
        return leads(self.user, self.rule)

    @cached_property
    def may_draft(self) -> bool:
        """Whether this person writes drafts."""
        return may(self.user, "rulebook.draft", self.rule)

    @cached_property
    def may_print(self) -> bool:
        """Whether this person prints the newest version."""
        return self.newest is not None and not self.is_repealed and (self.leads or self.must_sign)

    @cached_property
    def must_sign(self) -> bool:
        """Whether the rule binds this person by a signature."""
        return not self.is_repealed and may(self.user, "rulebook.sign", self.rule.park)

    @cached_property
    def signature(self) -> Signature | None:
        """My signature under the newest version."""
        return self.newest.signatures.filter(user=self.user).first() if self.newest else None

    @cached_property
    def owed(self) -> Owed | None:
        """What I owe under the newest version."""
        mine = reading([self.user], self.rule.park)[self.user.pk].owed
        return next((row for row in mine if row.version.rule_id == self.rule.pk), None)

    @cached_property
    def sign_form(self) -> SignForm | None:
        """The form under the version that is to be signed, while it is open on the page."""
        if self.signature or not self.must_sign or self.version is not self.newest or self.newest is None:
            return None
        return self._form or SignForm(initial={"version": self.newest.pk})

    @cached_property
    def draft(self) -> RuleDraft | None:
        """The open draft."""
        rows = self.rule.drafts.filter(state__in=OPEN_DRAFTS).select_related("drafted_by")
        return rows.first() if self.leads else None

    @cached_property
    def count(self) -> dict[str, int]:
        """How many of those who must sign have signed the newest version."""
        people = signers(self.rule.park).values("pk")
        signed = self.newest.signatures.filter(user__in=people).count() if self.newest else 0
        return {"signed": signed, "all": people.count()}

    @cached_property
    def entries(self) -> Sequence[Entry]:
        """The history, for those who draft and release."""
        return timeline(self.rule) if self.leads else []


class Proposal:
    """A proposed draft as those see it who decide it, with what it changes."""

    def __init__(self, draft: RuleDraft, user: User) -> None:
        self.draft, self.user = draft, user

    @cached_property
    def rows(self) -> Sequence[Any]:
        """The articles in the language of the page."""
        return words_of_rows(self.draft.articles)

    @cached_property
    def newest(self) -> RuleVersion | None:
        """The version that it replaces."""
        return self.draft.rule.versions.to_sign().first()

    @cached_property
    def changes(self) -> Iterable[Change]:
        """What it changes against the newest version."""
        return compare(words_of(self.newest.articles.all()), self.rows) if self.newest else []

    @property
    def is_proposed(self) -> bool:
        """Whether it waits for its release."""
        return self.draft.state == DraftState.PROPOSED

    @cached_property
    def may_release(self) -> bool:
        """Whether this person decides it."""
        return guards.may_release(self.draft, self.user)

    @cached_property
    def may_draft(self) -> bool:
        """Whether this person may take it back."""
        return guards.may_draft(self.draft, self.user)
