"""The rule book: rules, their released versions with articles, the draft of the next one, signatures (A2, M1, D1, O1).

What was released stays as it was: versions, articles and signatures are append-only, so that an article that was
explained to a tenant can be read for ever. The next version is written in a draft, which is working paper.
"""

from datetime import date
from typing import Any

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django_fsm import FSMField, FSMModelMixin, transition

from complaints.rulebook import guards
from parkservice.accounts.models import User
from parkservice.accounts.rights import postings_of, scope
from parkservice.accounts.roles import STAFF
from parkservice.kit import appendonly, clock
from parkservice.parks.models import Named, speaks_english

# The state machine hands over any record and any person; the guards speak of drafts and colleagues.
may_draft: Any = guards.may_draft
may_release: Any = guards.may_release


class RuleKind(models.TextChoices):
    """Whom a rule binds, and so who reads it."""

    PARK = "park", _("Rule of the park")
    CODE = "code", _("Professional code")
    HOUSE = "house", _("Internal rule")


#: Kinds that everybody may read, also without an account.
OPEN_KINDS = (RuleKind.PARK, RuleKind.CODE)


class DraftState(models.TextChoices):
    """The way of a draft; only one of a rule is open."""

    DRAFT = "draft", _("Draft")
    PROPOSED = "proposed", _("Waiting for release")
    RELEASED = "released", _("Released")
    DISCARDED = "discarded", _("Discarded")


OPEN_DRAFTS = (DraftState.DRAFT, DraftState.PROPOSED)


class VersionState(models.TextChoices):
    """The newest version of a rule is the released one, all before it are superseded."""

    RELEASED = "released", _("Current")
    SUPERSEDED = "superseded", _("Superseded")


class RuleQuerySet(models.QuerySet["Rule"]):
    """Which rules."""

    def visible_to(self, user: User) -> "RuleQuerySet":
        """Rules of my parks; internal ones only where I belong to the staff."""
        inside = {posting.park_id for posting in postings_of(user) if posting.role in STAFF}
        return self.filter(park_id__in=scope(user, "rulebook.view").parks).filter(
            Q(kind__in=OPEN_KINDS) | Q(park_id__in=inside)
        )


class Rule(Named):
    """One rule document of a park, such as the decoration rules (A2, D3)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="rules", verbose_name=_("park"))
    code = models.CharField(_("code"), max_length=16)
    kind = models.CharField(_("kind"), max_length=8, choices=RuleKind, default=RuleKind.PARK)

    objects = RuleQuerySet.as_manager()

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["park", "code"],
                name="rule_code_once_per_park",
                violation_error_message=_("This park already has a rule with that code."),
            )
        ]

    def get_absolute_url(self) -> str:
        """The page of the rule for people with an account."""
        return reverse("complaints:rule", args=[self.pk])

    @property
    def is_open(self) -> bool:
        """Whether everybody may read it."""
        return self.kind in OPEN_KINDS


class RuleVersionQuerySet(models.QuerySet["RuleVersion"]):
    """Which versions."""

    def in_force(self, day: date | None = None) -> "RuleVersionQuerySet":
        """The versions that apply on a day, today when none is named."""
        return self.filter(applies_on(day or clock.today()))

    def to_sign(self) -> "RuleVersionQuerySet":
        """The newest version of each rule: what staff sign, from its release on (M1)."""
        return self.filter(state=VersionState.RELEASED)


def applies_on(day: date, path: str = "") -> Q:
    """The condition that a version applies on a day; `path` leads to the version, for example "version__"."""
    open_end = Q(**{f"{path}valid_until__isnull": True}) | Q(**{f"{path}valid_until__gte": day})
    return Q(**{f"{path}valid_from__lte": day}) & open_end


class RuleVersion(models.Model):
    """One released version of a rule; the first ones come with the product and name nobody."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="versions", verbose_name=_("rule"))
    number = models.PositiveSmallIntegerField(_("version"))
    state = models.CharField(_("state"), max_length=12, choices=VersionState, default=VersionState.RELEASED)
    changes_zh = models.TextField(_("what changed, in Chinese"), blank=True)
    changes_en = models.TextField(_("what changed, in English"), blank=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("drafted by")
    )
    released_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, related_name="+", verbose_name=_("released by")
    )
    released_at = models.DateTimeField(_("released"))
    valid_from = models.DateField(_("valid from"))
    valid_until = models.DateField(_("valid until"), null=True)

    objects = RuleVersionQuerySet.as_manager()

    class Meta:
        ordering = ["rule", "-number"]
        constraints = [
            models.UniqueConstraint(fields=["rule", "number"], name="rule_version_number_once"),
            models.UniqueConstraint(
                fields=["rule"], condition=Q(state=VersionState.RELEASED), name="rule_has_one_current_version"
            ),
            models.CheckConstraint(
                condition=Q(drafted_by__isnull=True) | Q(released_by__isnull=True) | ~Q(drafted_by=F("released_by")),
                name="rule_version_released_by_another",
                violation_error_message=_("A version is released by another person than the one who wrote it."),
            ),
        ]

    def __str__(self) -> str:
        return _("%(rule)s, version %(number)d") % {"rule": self.rule.name, "number": self.number}

    @property
    def changes(self) -> str:
        """What changed, in the active language; the Chinese words when there are no English ones."""
        return self.changes_en if self.changes_en and speaks_english() else self.changes_zh

    @property
    def paper_number(self) -> str:
        """The number on the printed paper: GZ-02-V3, with the park's code where there are several."""
        park = self.rule.park
        return f"{'' if park.stands_alone else park.code + '-'}{self.rule.code}-V{self.number}"

    @property
    def in_force(self) -> bool:
        """Whether it applies today."""
        return self.valid_from <= clock.today() and (self.valid_until is None or self.valid_until >= clock.today())

    @property
    def is_coming(self) -> bool:
        """Whether it was released and applies from a later day on."""
        return self.valid_from > clock.today() and self.state == VersionState.RELEASED


class ArticleQuerySet(models.QuerySet["Article"]):
    """Which articles."""

    def in_force(self, park_id: int) -> "ArticleQuerySet":
        """Articles of a park that apply today, with their rule, in reading order."""
        rows = self.filter(applies_on(clock.today(), "version__"), version__rule__park_id=park_id)
        return rows.select_related("version__rule").order_by("version__rule__code", "position")

    def of_park(self, park_id: int) -> "ArticleQuerySet":
        """Articles that may be explained to a tenant: those of the park's own rules that apply today (A2)."""
        return self.in_force(park_id).filter(version__rule__kind=RuleKind.PARK)

    def matching(self, text: str) -> "ArticleQuerySet":
        """Articles whose text, explanation or rule name holds every word of `text`."""
        found = self
        for word in text.split()[:5]:
            found = found.filter(
                Q(text_zh__icontains=word)
                | Q(text_en__icontains=word)
                | Q(plain_zh__icontains=word)
                | Q(plain_en__icontains=word)
                | Q(version__rule__name_zh__icontains=word)
                | Q(version__rule__name_en__icontains=word)
            )
        return found


class Article(models.Model):
    """One article of a version with its explanation in plain words (A2)."""

    version = models.ForeignKey(RuleVersion, models.PROTECT, related_name="articles", verbose_name=_("version"))
    position = models.PositiveSmallIntegerField(_("article"))
    text_zh = models.TextField(_("text in Chinese"))
    text_en = models.TextField(_("text in English"))
    plain_zh = models.TextField(_("explanation in Chinese"))
    plain_en = models.TextField(_("explanation in English"))

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["version", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "position"],
                name="article_once_per_version",
                violation_error_message=_("This version already has an article with that number."),
            )
        ]

    def __str__(self) -> str:
        return _("%(rule)s, article %(number)d") % {"rule": self.rule.name, "number": self.position}

    @property
    def rule(self) -> Rule:
        """The rule that the article belongs to."""
        return self.version.rule

    @property
    def text(self) -> str:
        """Text in the active language."""
        return self.text_en if speaks_english() else self.text_zh

    @property
    def plain(self) -> str:
        """Explanation in the active language."""
        return self.plain_en if speaks_english() else self.plain_zh


class RuleDraft(FSMModelMixin, models.Model):
    """The next version while it is written: articles as plain rows, and everybody who had a hand in it."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="drafts", verbose_name=_("rule"))
    state = FSMField(_("state"), max_length=12, choices=DraftState, default=DraftState.DRAFT, protected=True)
    articles: models.JSONField[Any] = models.JSONField(_("articles"), default=list)
    changes_zh = models.TextField(_("what changed, in Chinese"), blank=True)
    changes_en = models.TextField(_("what changed, in English"), blank=True)
    valid_from = models.DateField(_("valid from"), null=True)
    drafted_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("drafted by")
    )
    hands: models.JSONField[Any] = models.JSONField(_("people who wrote in it"), default=list)
    repeals = models.BooleanField(_("repeals the rule"), default=False)
    edition = models.PositiveIntegerField(_("number of times saved"), default=1)
    created_at = models.DateTimeField(_("begun"))
    proposed_at = models.DateTimeField(_("proposed"), null=True)
    reason = models.TextField(_("why it came back"), blank=True)

    class Meta:
        ordering = ["-created_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule"],
                condition=Q(state__in=OPEN_DRAFTS),
                name="rule_has_one_open_draft",
                violation_error_message=_("There is a draft of this rule already."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.rule} ({self.get_state_display()})"

    @property
    def park_id(self) -> int:
        """The park whose rights count."""
        return self.rule.park_id

    @transition(
        state,
        source=DraftState.DRAFT,
        target=DraftState.PROPOSED,
        permission=may_draft,
        conditions=[guards.has_articles, guards.is_complete, guards.says_what_changed],
    )
    def propose(self) -> None:
        """Put the draft before the project manager."""

    @transition(state, source=DraftState.PROPOSED, target=DraftState.DRAFT, permission=may_draft)
    def take_back(self) -> None:
        """Take the proposal back to go on writing."""

    @transition(state, source=DraftState.PROPOSED, target=DraftState.DRAFT, permission=may_release)
    def send_back(self) -> None:
        """Return it to the writer with a reason."""

    @transition(state, source=DraftState.PROPOSED, target=DraftState.RELEASED, permission=may_release)
    def release(self) -> None:
        """Make it the current version of the rule."""

    @transition(state, source=DraftState.DRAFT, target=DraftState.DISCARDED, permission=may_draft)
    def discard(self) -> None:
        """Throw the draft away; the current version stays."""


class Signature(models.Model):
    """One member of staff has read a version and will keep it (M1, D1, O1)."""

    version = models.ForeignKey(RuleVersion, models.PROTECT, related_name="signatures", verbose_name=_("version"))
    user = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("person"))
    name = models.CharField(_("name"), max_length=60)
    at = models.DateTimeField(_("time"))

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["version", "user"],
                name="rule_signed_once_per_person",
                violation_error_message=_("You have signed this version already."),
            )
        ]
        indexes = [models.Index(fields=["user", "at"], name="signature_by_user")]

    def __str__(self) -> str:
        return f"{self.name} {self.at:%Y-%m-%d %H:%M}"


appendonly.protect("complaints_ruleversion", mutable=["state", "valid_until"])
appendonly.protect("complaints_article")
appendonly.protect("complaints_signature")
