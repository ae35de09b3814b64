"""People and their postings.

A person signs in once and holds postings: a role in a park, limited to buildings, a department and dates. A stand-in
is a posting with dates that names whom it stands in for. People are deactivated, never deleted.
"""

import datetime
from typing import Any, TypeAlias

from django.conf import settings
from django.contrib.auth.base_user import AbstractBaseUser, BaseUserManager
from django.contrib.auth.models import AnonymousUser
from django.core.validators import RegexValidator
from django.db import models
from django.db.models import F, Q
from django.utils.functional import cached_property
from django.utils.translation import gettext_lazy as _

from parkservice.accounts import names
from parkservice.accounts.roles import Role
from parkservice.accounts.saved.models import SavedView  # noqa: F401 - the models of an app are found here
from parkservice.accounts.tokens.models import ApiToken  # noqa: F401
from parkservice.kit import clock
from parkservice.kit.pinyin import search_key
from parkservice.parks.models import speaks_english


class Title(models.TextChoices):
    """Form of address (L1)."""

    MR = "mr", _("Mr")
    MS = "ms", _("Ms")


class Theme(models.TextChoices):
    """How the screens look; empty follows the device."""

    LIGHT = "light", _("Light")
    DARK = "dark", _("Dark")


class UserQuerySet(models.QuerySet["User"]):
    """Which people."""

    def visible_to(self, user: "Person") -> "UserQuerySet":
        """People with a posting, of whatever date, in a park where this person may see people."""
        from parkservice.accounts.rights import scope

        holders = Posting.objects.filter(park_id__in=scope(user, "people.view").parks).values("user_id")
        return self.filter(pk__in=holders)


class UserManager(BaseUserManager.from_queryset(UserQuerySet)):  # type: ignore[misc]
    """Makes people with a user name in small letters."""

    def create_user(self, username: str, password: str | None = None, **fields: Any) -> "User":
        """Save a person; without a password nobody can sign in until a sign-in link was used."""
        user = self.model(username=username.strip().lower(), **fields)
        user.set_password(password)
        user.save(using=self._db)
        return user

    def get_by_natural_key(self, username: str | None) -> "User":
        """Find by user name, whatever the case."""
        return self.get(username=(username or "").strip().lower())


class User(AbstractBaseUser):
    """A person who can sign in: staff, or a tenant's contact with an account."""

    username = models.CharField(
        _("user name"),
        max_length=40,
        unique=True,
        validators=[
            RegexValidator(
                r"^[a-z0-9][a-z0-9._-]*$",
                _("Use small Latin letters, digits, dot, hyphen and underscore; begin with a letter or digit."),
            )
        ],
        error_messages={"unique": _("This user name is taken. Choose another one.")},
    )
    name = models.CharField(_("name"), max_length=60)
    name_en = models.CharField(_("name in Latin letters"), max_length=60, blank=True)
    title = models.CharField(_("form of address"), max_length=2, choices=Title, blank=True)
    job_title_zh = models.CharField(_("job title in Chinese"), max_length=40, blank=True)
    job_title_en = models.CharField(_("job title in English"), max_length=60, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, blank=True)
    theme = models.CharField(_("appearance"), max_length=5, choices=Theme, blank=True)
    is_active = models.BooleanField(_("can sign in"), default=True)
    is_demo = models.BooleanField(default=False, editable=False)
    search_key = models.CharField(max_length=300, blank=True, editable=False)
    created_at = models.DateTimeField(default=clock.now, editable=False)

    objects = UserManager()

    USERNAME_FIELD = "username"
    EMAIL_FIELD = "email"
    REQUIRED_FIELDS = ["name"]

    class Meta:
        ordering = ["name", "id"]
        verbose_name = _("person")
        verbose_name_plural = _("people")
        constraints = [
            models.CheckConstraint(
                condition=~Q(username="") & ~Q(name=""),
                name="user_has_names",
                violation_error_message=_("A person needs a user name and a name."),
            ),
        ]

    def __str__(self) -> str:
        return self.display_name

    def save(self, *args: Any, **kwargs: Any) -> None:
        """Keep the search words in step with the names."""
        self.search_key = f"{search_key(self.name)} {self.name_en.lower()} {self.username}".strip()[:300]
        fields = kwargs.get("update_fields")
        if fields is not None and {"name", "name_en", "username"} & set(fields):
            kwargs["update_fields"] = {*fields, "search_key"}
        super().save(*args, **kwargs)

    @cached_property
    def memory(self) -> dict[str, Any]:
        """What was read about this person for one request: their postings and what they open (accounts.rights)."""
        return {}

    @property
    def display_name(self) -> str:
        """The name in the language of the moment."""
        return self.name_en if self.name_en and speaks_english() else self.name

    @property
    def short_name(self) -> str:
        """The name as colleagues use it in lists: the whole Chinese name, or the Latin one."""
        return self.display_name

    @property
    def address(self) -> str:
        """The proper form of address: 王经理, 李女士; Manager Wang, Ms Li (L1, L5)."""
        if speaks_english():
            return names.address_en(self.name, self.name_en, self.title, self.job_title_zh)
        return names.address_zh(self.name, self.title, self.job_title_zh)

    @property
    def job_title(self) -> str:
        """The job title in the language of the moment."""
        return self.job_title_en if self.job_title_en and speaks_english() else self.job_title_zh


Person: TypeAlias = User | AnonymousUser
"""Whoever sends a request."""


class PostingState(models.TextChoices):
    """A posting is proposed by one person and granted by another; one that ended before its last day is "ended"."""

    PROPOSED = "proposed", _("Proposed")
    GRANTED = "granted", _("Granted")
    REFUSED = "refused", _("Refused")
    ENDED = "ended", _("Ended")


class PostingQuerySet(models.QuerySet["Posting"]):
    """Which postings."""

    def current(self, on: datetime.date | None = None) -> "PostingQuerySet":
        """Granted postings of active people that count on a day (today when not given)."""
        day = on or clock.today()
        return self.filter(
            Q(ends__isnull=True) | Q(ends__gte=day),
            state=PostingState.GRANTED,
            starts__lte=day,
            user__is_active=True,
        )

    def proposed(self) -> "PostingQuerySet":
        """Postings that wait for the second person."""
        return self.filter(state=PostingState.PROPOSED)

    def grantable_by(self, user: "Person") -> "PostingQuerySet":
        """Proposed postings for which this person may be the second one: not their own and not proposed by them."""
        from parkservice.accounts.rights import scope

        waiting = self.proposed().filter(park_id__in=scope(user, "people.grant").parks)
        return waiting.exclude(proposed_by_id=user.pk).exclude(user_id=user.pk or 0)


class Posting(models.Model):
    """One role of one person in one park, with dates; both days count."""

    user = models.ForeignKey(User, models.PROTECT, related_name="postings", verbose_name=_("person"))
    role = models.CharField(_("role"), max_length=20, choices=Role)
    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="postings", verbose_name=_("park"))
    buildings = models.ManyToManyField(
        "parks.Building", blank=True, related_name="postings", verbose_name=_("buildings")
    )
    department = models.ForeignKey(
        "parks.Department",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="postings",
        verbose_name=_("department"),
    )
    starts = models.DateField(_("from"), default=clock.today)
    ends = models.DateField(_("to"), null=True, blank=True)
    standing_in_for = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="stand_ins", verbose_name=_("standing in for")
    )
    state = models.CharField(_("state"), max_length=10, choices=PostingState, default=PostingState.PROPOSED)
    proposed_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("proposed by")
    )
    granted_by = models.ForeignKey(
        User, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("granted by")
    )

    objects = PostingQuerySet.as_manager()

    class Meta:
        ordering = ["starts", "id"]
        verbose_name = _("posting")
        verbose_name_plural = _("postings")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="posting_ends_after_start",
                violation_error_message=_("The last day lies before the first day."),
            ),
            models.CheckConstraint(
                condition=~Q(state=PostingState.GRANTED)
                | (Q(granted_by__isnull=False) & (Q(proposed_by__isnull=True) | ~Q(granted_by=F("proposed_by"))))
                | Q(granted_by__isnull=True, proposed_by__isnull=True, role=Role.PROJECT_MANAGER),
                name="posting_granted_by_second_person",
                violation_error_message=_("A posting is granted by another person than the one who proposed it."),
            ),
            models.CheckConstraint(
                condition=Q(granted_by__isnull=True) | ~Q(granted_by=F("user")),
                name="posting_not_granted_to_oneself",
                violation_error_message=_("Nobody grants a posting to themselves."),
            ),
            models.CheckConstraint(
                condition=Q(standing_in_for__isnull=True) | (Q(ends__isnull=False) & ~Q(standing_in_for=F("user"))),
                name="posting_stand_in_has_last_day",
                violation_error_message=_("A stand-in posting needs a last day and another person to stand in for."),
            ),
        ]
        indexes = [
            models.Index(fields=["park", "role"], name="posting_by_role"),
            models.Index(fields=["user", "state"], name="posting_by_user"),
        ]

    def __str__(self) -> str:
        return f"{self.user} – {self.get_role_display()}"

    @property
    def is_current(self) -> bool:
        """Whether the posting counts today."""
        return (
            self.state == PostingState.GRANTED
            and self.starts <= clock.today()
            and (self.ends is None or self.ends >= clock.today())
        )

    @property
    def phase(self) -> str:
        """Whether a granted posting lies ahead or behind, in words."""
        return str(_("from later on") if self.starts > clock.today() else _("over"))


class SignInTry(models.Model):
    """One try to sign in within the last minutes; a success takes its row away (`accounts.throttle`)."""

    account = models.CharField(max_length=40)
    device = models.CharField(max_length=20, blank=True)
    address = models.GenericIPAddressField(null=True)
    at = models.DateTimeField()

    class Meta:
        indexes = [
            models.Index(fields=["account", "device"], name="try_by_account"),
            models.Index(fields=["address"], name="try_by_address"),
            models.Index(fields=["at"], name="try_by_time"),
        ]

    def __str__(self) -> str:
        return f"{self.account[:8]} {self.at:%H:%M}"
