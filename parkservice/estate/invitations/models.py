"""Invitations: how a customer's contact gets an account (design section 6)."""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.rights import Person, scope
from parkservice.kit import appendonly, clock

#: An invitation can be taken up for so long.
VALID = datetime.timedelta(days=14)


class InvitationQuerySet(models.QuerySet["Invitation"]):
    """Which invitations."""

    def visible_to(self, user: Person) -> "InvitationQuerySet":
        """Invitations of the parks whose customers this person looks after, and of the companies they invite for."""
        from parkservice.estate.tenure import inviting_for

        parks = scope(user, "estate.invite").parks
        mine = Q(contact__customer__park_id__in=parks) | Q(contact__customer__in=inviting_for(user))
        return self.filter(mine)

    def unsettled(self) -> "InvitationQuerySet":
        """Neither taken up nor withdrawn; perhaps too old."""
        return self.filter(accepted_at__isnull=True, withdrawn_at__isnull=True)


class Invitation(models.Model):
    """A link that works once: whoever holds it gets the account of one contact. Only its hash is kept."""

    contact = models.ForeignKey(
        "estate.ContactPerson", models.PROTECT, related_name="invitations", verbose_name=_("contact")
    )
    token_hash = models.CharField(max_length=64, unique=True, editable=False)
    email = models.EmailField(_("e-mail"), blank=True)
    invited_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("invited by")
    )
    at = models.DateTimeField(_("invited"), default=clock.now)
    expires_at = models.DateTimeField(_("valid until"))
    accepted_at = models.DateTimeField(_("taken up"), null=True, blank=True)
    account = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account")
    )
    withdrawn_at = models.DateTimeField(_("withdrawn"), null=True, blank=True)

    objects = InvitationQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("invitation")
        verbose_name_plural = _("invitations")
        constraints = [
            models.UniqueConstraint(
                fields=["contact"],
                condition=Q(accepted_at__isnull=True, withdrawn_at__isnull=True),
                name="invitation_one_unsettled_per_contact",
                violation_error_message=_("This contact is invited already. Withdraw that invitation first."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True) | Q(withdrawn_at__isnull=True),
                name="invitation_taken_up_or_withdrawn",
                violation_error_message=_("An invitation is taken up or withdrawn, not both."),
            ),
            models.CheckConstraint(
                condition=Q(accepted_at__isnull=True, account__isnull=True)
                | Q(accepted_at__isnull=False, account__isnull=False),
                name="invitation_taken_up_by_an_account",
                violation_error_message=_("An invitation is taken up by an account."),
            ),
            models.CheckConstraint(
                condition=Q(expires_at__gt=models.F("at")),
                name="invitation_ends_after_it_begins",
                violation_error_message=_("An invitation ends after it begins."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.contact} {self.at:%Y-%m-%d}"

    @property
    def is_open(self) -> bool:
        """Whether it can be taken up now."""
        return self.accepted_at is None and self.withdrawn_at is None and self.expires_at > clock.now()


appendonly.protect("estate_invitation", mutable=["accepted_at", "account_id", "withdrawn_at"])
