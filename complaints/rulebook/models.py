"""Rules of the park and their articles, read beside every intake form (A2)."""

from django.db import models
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _


class Rule(models.Model):
    """One rule document of a park, such as the decoration rules (A2, D3)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="rules", verbose_name=_("park"))
    code = models.CharField(_("code"), max_length=24)
    name_zh = models.CharField(_("name in Chinese"), max_length=80)
    name_en = models.CharField(_("name in English"), max_length=120)

    class Meta:
        ordering = ["code"]
        constraints = [
            models.UniqueConstraint(
                fields=["park", "code"],
                name="rule_code_once_per_park",
                violation_error_message=_("This park already has a rule with that code."),
            )
        ]

    def __str__(self) -> str:
        return self.name

    @property
    def name(self) -> str:
        """Name in the active language."""
        return self.name_en if get_language() == "en" else self.name_zh


class ArticleQuerySet(models.QuerySet["Article"]):
    """Which articles."""

    def of_park(self, park_id: int) -> "ArticleQuerySet":
        """Articles of a park with their rule, in reading order."""
        return self.filter(rule__park_id=park_id).select_related("rule").order_by("rule__code", "position")

    def matching(self, text: str) -> "ArticleQuerySet":
        """Articles whose text, explanation or rule name holds every word of `text`."""
        found = self
        for word in text.split()[:5]:
            found = found.filter(
                models.Q(text_zh__icontains=word)
                | models.Q(text_en__icontains=word)
                | models.Q(plain_zh__icontains=word)
                | models.Q(plain_en__icontains=word)
                | models.Q(rule__name_zh__icontains=word)
                | models.Q(rule__name_en__icontains=word)
            )
        return found


class Article(models.Model):
    """One article of a rule with its explanation in plain words (A2)."""

    rule = models.ForeignKey(Rule, models.PROTECT, related_name="articles", verbose_name=_("rule"))
    position = models.PositiveSmallIntegerField(_("article"))
    text_zh = models.TextField(_("text in Chinese"))
    text_en = models.TextField(_("text in English"))
    plain_zh = models.TextField(_("explanation in Chinese"))
    plain_en = models.TextField(_("explanation in English"))

    objects = ArticleQuerySet.as_manager()

    class Meta:
        ordering = ["rule", "position"]
        constraints = [
            models.UniqueConstraint(
                fields=["rule", "position"],
                name="article_once_per_rule",
                violation_error_message=_("This rule already has an article with that number."),
            )
        ]

    def __str__(self) -> str:
        return _("%(rule)s, article %(number)d") % {"rule": self.rule.name, "number": self.position}

    @property
    def text(self) -> str:
        """Text in the active language."""
        return self.text_en if get_language() == "en" else self.text_zh

    @property
    def plain(self) -> str:
        """Explanation in the active language."""
        return self.plain_en if get_language() == "en" else self.plain_zh
