"""What people are told: inside (inbox), outside (outbox), and the words that the desk keeps ready.

An inbox item stores a verb and its data, never a sentence: the sentence is made in the reader's language when it is
shown. An outbox message is a row written in the transaction of the change that it reports (reliability section 5
#10), so nothing that was decided is left unsaid, and nothing is said that was rolled back.
"""

from typing import Any, ClassVar

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.text import Truncator
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parkservice.accounts.rights import scope
from parkservice.journal.models import subject_kind
from parkservice.kit import appendonly, clock
from parkservice.messaging.hiding import hidden_from
from parkservice.messaging.masks import mask_text
from parkservice.messaging.wordbook.models import CourtesyDraft, CourtesyLevels
from parkservice.parks.models import Named, speaks_english
from parkservice.ui.words import when_text

__all__ = [
    "Channel",
    "CourtesyDraft",
    "CourtesyLevels",
    "InboxItem",
    "OutboxMessage",
    "OutboxState",
    "Phrase",
    "ReplyTemplate",
    "TextOutcome",
    "TextUse",
]

PREVIEW = 120


class InboxItemQuerySet(models.QuerySet["InboxItem"]):
    """Inbox items by reader."""

    def visible_to(self, user: Any) -> "InboxItemQuerySet":
        """An inbox is read by its owner alone, without what turned out to be about the owner (design section 4)."""
        return self.filter(recipient_id=user.pk).exclude(hidden_from(user))

    def unread(self) -> "InboxItemQuerySet":
        """Items that were not opened yet."""
        return self.filter(read_at__isnull=True)


class InboxItem(models.Model):
    """One thing that one person was told inside the product."""

    recipient = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="inbox_items", verbose_name=_("recipient")
    )
    park = models.ForeignKey("parks.Park", models.PROTECT, verbose_name=_("park"))
    verb = models.CharField(_("what happened"), max_length=60)
    subject_kind = models.CharField(_("kind of record"), max_length=60, blank=True)
    subject_id = models.PositiveBigIntegerField(_("record"), null=True, blank=True)
    url_name = models.CharField(_("page to open"), max_length=80, blank=True)
    data = models.JSONField(_("data"), default=dict, blank=True)
    at = models.DateTimeField(_("time"), default=clock.now)
    read_at = models.DateTimeField(_("read at"), null=True, blank=True)

    objects = InboxItemQuerySet.as_manager()

    class Meta:
        verbose_name = _("inbox item")
        verbose_name_plural = _("inbox items")
        indexes: ClassVar = [
            models.Index(fields=["recipient", "-id"], name="inbox_newest"),
            models.Index(fields=["recipient"], condition=Q(read_at__isnull=True), name="inbox_unread"),
        ]

    def __str__(self) -> str:
        return f"{self.verb} → {self.recipient_id}"


class Channel(models.TextChoices):
    """Ways out of the product."""

    MAIL = "mail", pgettext_lazy("message", "E-mail")
    SMS = "sms", pgettext_lazy("message", "Text message")
    ROBOT = "robot", pgettext_lazy("message", "Group robot")


#: The groups that robots write into; their addresses are secrets of the settings.
GROUPS = {"wecom": pgettext_lazy("message", "WeCom group"), "dingtalk": pgettext_lazy("message", "DingTalk group")}


class OutboxState(models.TextChoices):
    """Where an outgoing message stands."""

    WAITING = "waiting", pgettext_lazy("message", "Waiting")
    SENT = "sent", pgettext_lazy("message", "Sent")
    FAILED = "failed", pgettext_lazy("message", "Failed")


class OutboxMessageQuerySet(models.QuerySet["OutboxMessage"]):
    """Outgoing messages by record, reader and due time."""

    def visible_to(self, user: Any) -> "OutboxMessageQuerySet":
        """Messages of the parks where the person looks after deliveries; others see those they wrote themselves.

        Nobody sees those on a record about themselves (design section 4).
        """
        reach = scope(user, "outbox.view")
        mine = Q(sender_id=user.pk) if reach.own else Q(pk__in=[])
        return self.filter(Q(park_id__in=reach.parks) | mine).exclude(hidden_from(user))

    def about(self, subject: models.Model) -> "OutboxMessageQuerySet":
        """Messages about one record."""
        return self.filter(subject_kind=subject_kind(subject), subject_id=subject.pk)

    def due(self) -> "OutboxMessageQuerySet":
        """Waiting messages whose next try has come, oldest first."""
        return self.filter(state__among=[OutboxState.WAITING], next_try_at__lte=clock.now()).order_by(
            "next_try_at", "pk"
        )


class OutboxMessage(models.Model):
    """One message to the outside: written with the change that it reports, delivered by the worker."""

    park = models.ForeignKey("parks.Park", models.PROTECT, verbose_name=_("park"))
    channel = models.CharField(_("channel"), max_length=8, choices=Channel, default=Channel.MAIL)
    to = models.CharField(_("recipient"), max_length=254)
    subject = models.CharField(_("subject line"), max_length=200, blank=True)
    body = models.TextField(_("text"))
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES, default="zh-hans")
    purpose = models.CharField(_("purpose"), max_length=60)
    subject_kind = models.CharField(_("kind of record"), max_length=60, blank=True)
    subject_id = models.PositiveBigIntegerField(_("record"), null=True, blank=True)
    sender = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("written by")
    )
    state = models.CharField(_("state"), max_length=8, choices=OutboxState, default=OutboxState.WAITING)
    attempts = models.PositiveSmallIntegerField(_("attempts"), default=0)
    created_at = models.DateTimeField(_("written at"), default=clock.now)
    next_try_at = models.DateTimeField(_("next try at"), default=clock.now)
    sent_at = models.DateTimeField(_("sent at"), null=True, blank=True)
    error = models.CharField(_("last error"), max_length=300, blank=True)
    answer = models.CharField(_("answer of the provider"), max_length=300, blank=True)
    key = models.CharField(_("key"), max_length=120, unique=True)

    objects = OutboxMessageQuerySet.as_manager()

    class Meta:
        verbose_name = _("outgoing message")
        verbose_name_plural = _("outgoing messages")
        indexes: ClassVar = [
            models.Index(fields=["next_try_at"], condition=Q(state__among=["waiting"]), name="outbox_due"),
            models.Index(fields=["subject_kind", "subject_id"], name="outbox_subject"),
            models.Index(fields=["park", "-id"], name="outbox_newest"),
        ]
        constraints: ClassVar = [
            models.CheckConstraint(
                name="outbox_sent_has_time",
                condition=Q(state="sent", sent_at__isnull=False) | (~Q(state="sent") & Q(sent_at__isnull=True)),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.channel} {self.purpose} ({self.state})"

    @property
    def masked_to(self) -> str:
        """The address as it may be shown in a list; a robot has a group and no address."""
        return str(GROUPS.get(self.to, self.to)) if self.channel == Channel.ROBOT else mask_text(self.to)

    @property
    def headline(self) -> str:
        """The line that names the message in a list: its subject, or the way it goes."""
        return self.subject or str(self.get_channel_display())

    @property
    def preview(self) -> str:
        """The beginning of the text without addresses, phone numbers and secret links."""
        return Truncator(mask_text(" ".join(self.body.split()))).chars(PREVIEW)

    @property
    def tone(self) -> str:
        """The tone of the state on a page."""
        return {OutboxState.SENT: "done", OutboxState.FAILED: "miss"}.get(OutboxState(self.state), "due")

    @property
    def status_line(self) -> str:
        """Where the message stands, as a sentence for the page of its record."""
        if self.state == OutboxState.SENT:
            when = {"when": when_text(self.sent_at), "answer": self.answer}
            return str(_("Sent %(when)s; receipt: %(answer)s") if self.answer else _("Sent %(when)s.")) % when
        if self.state == OutboxState.FAILED:
            return str(_("Could not be delivered. Call instead."))
        if self.error:
            return str(_("Waits in the outbox: the last try failed, the next one is %(when)s.")) % {
                "when": when_text(self.next_try_at)
            }
        return str(_("Waits in the outbox."))


class TextUse(models.TextChoices):
    """What a ready text is for."""

    COMPLAINT = "complaint", _("Replies to complaints")
    SUGGESTION = "suggestion", _("Answers to suggestions")
    KINDNESS = "kindness", _("Answers to thanks and apologies")
    NOTICE = "notice", _("Notices of works")


class TextOutcome(models.TextChoices):
    """What a ready text tells: how far a complaint or suggestion is, or what the works mean."""

    ACKNOWLEDGED = "acknowledged", pgettext_lazy("ready text", "Received")
    INVESTIGATING = "investigating", pgettext_lazy("ready text", "Still investigating")
    PLANNED = "planned", pgettext_lazy("ready text", "Facts known, measure planned")
    SETTLED = "settled", pgettext_lazy("ready text", "Put right")
    EXPLAINED = "explained", pgettext_lazy("ready text", "Explained by the rules")
    UNFOUNDED = "unfounded", pgettext_lazy("ready text", "Nothing found")
    DECLINED = "declined", pgettext_lazy("ready text", "Cannot be done")
    ADOPTED = "adopted", pgettext_lazy("ready text", "Adopted")
    DONE = "done", pgettext_lazy("ready text", "Carried out")
    THANKED = "thanked", pgettext_lazy("ready text", "Answer to thanks")
    APOLOGISED = "apologised", pgettext_lazy("ready text", "Answer to an apology")
    OUTAGE = "outage", pgettext_lazy("ready text", "Supply interrupted")
    WORKS = "works", pgettext_lazy("ready text", "Works with noise or dust")
    CLOSURE = "closure", pgettext_lazy("ready text", "Place closed")


class Kept(models.Model):
    """Words that a manager may change: in use or not, and who changed them last."""

    is_active = models.BooleanField(_("in use"), default=True)
    changed_at = models.DateTimeField(_("changed"), null=True, blank=True)
    changed_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("changed by")
    )

    class Meta:
        abstract = True

    @property
    def version(self) -> str:
        """What an open form remembers, so that two people who change the same words at once are told."""
        return self.changed_at.isoformat() if self.changed_at else ""


class ReplyTemplate(Named, Kept):  # noqa: DJ008 - Named says it
    """A courteous text for one outcome in one language, with placeholders in braces (domain.md section 5)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, verbose_name=_("park"))
    code = models.SlugField(_("code"), max_length=40)
    language = models.CharField(_("language"), max_length=10, choices=settings.LANGUAGES)
    category = models.CharField(_("used for"), max_length=40, choices=TextUse)
    outcome = models.CharField(_("outcome"), max_length=40, choices=TextOutcome, blank=True)
    body = models.TextField(_("text"))

    class Meta:
        verbose_name = _("reply template")
        verbose_name_plural = _("reply templates")
        ordering = ("category", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["park", "code", "language"], name="replytemplate_one_per_code_language"),
        ]


class Phrase(Kept):
    """A courteous phrase of the phrase book (duty L1), with the moment in which to say it."""

    park = models.ForeignKey("parks.Park", models.PROTECT, verbose_name=_("park"))
    code = models.SlugField(_("code"), max_length=40)
    text_zh = models.CharField(_("Chinese text"), max_length=80)
    text_en = models.CharField(_("English text"), max_length=80)
    use_zh = models.CharField(_("when to say it, in Chinese"), max_length=120)
    use_en = models.CharField(_("when to say it, in English"), max_length=120)
    position = models.PositiveSmallIntegerField(_("position"), default=0)

    class Meta:
        verbose_name = _("phrase")
        verbose_name_plural = _("phrases")
        ordering = ("position", "id")
        constraints: ClassVar = [
            models.UniqueConstraint(fields=["park", "code"], name="phrase_one_per_code"),
        ]

    def __str__(self) -> str:
        return self.text_zh

    @property
    def text(self) -> str:
        """The words in the reader's language."""
        return self.text_en if speaks_english() else self.text_zh

    @property
    def use(self) -> str:
        """When to say it, in the reader's language."""
        return self.use_en if speaks_english() else self.use_zh


appendonly.protect("messaging_inboxitem", mutable=["read_at"])
appendonly.protect(
    "messaging_outboxmessage", mutable=["state", "attempts", "next_try_at", "sent_at", "error", "answer"]
)
