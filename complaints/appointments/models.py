"""Appointments with visiting clients (M9): agreed, met and recorded, or called off."""

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.accounts.rights import scope
from parkservice.kit import appendonly, clock


class AppointmentQuerySet(models.QuerySet["Appointment"]):
    """Which appointments."""

    def visible_to(self, user: User) -> "AppointmentQuerySet":
        """Those of the parks where this person sees all visits, those with me, and those that I wrote down."""
        parks = scope(user, "contacts.view").parks
        here = Q(park_id__in=scope(user, "contacts.record").parks)
        return self.filter(Q(park_id__in=parks) | (here & (Q(host=user.pk) | Q(made_by=user.pk))))

    def waiting(self) -> "AppointmentQuerySet":
        """Those that were neither met nor called off."""
        return self.filter(contact__isnull=True, cancelled_at__isnull=True)


class Appointment(models.Model):
    """One agreed visit: who comes, when, to whom, about what; met when its visit stands in the register (M9)."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    at = models.DateTimeField(_("time"))
    visitor = models.CharField(_("visitor"), max_length=60)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    unit = models.ForeignKey("estate.Unit", models.PROTECT, null=True, blank=True, related_name="+")
    matter = models.CharField(_("about"), max_length=200)
    host = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="appointments", verbose_name=_("with")
    )
    made_by = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("written down by")
    )
    contact = models.OneToOneField(
        "complaints.Contact",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="appointment",
        verbose_name=_("visit"),
    )
    cancelled_at = models.DateTimeField(_("called off"), null=True, blank=True)
    reason = models.CharField(_("reason"), max_length=200, blank=True)

    objects = AppointmentQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.CheckConstraint(
                condition=Q(contact__isnull=True) | Q(cancelled_at__isnull=True),
                name="appointment_met_or_called_off",
            ),
            models.CheckConstraint(
                condition=Q(cancelled_at__isnull=True) | ~Q(reason=""),
                name="appointment_called_off_with_reason",
                violation_error_message=_("Write why it is called off."),
            ),
        ]
        indexes = [models.Index(fields=["park", "at"], name="appointment_by_time")]

    def __str__(self) -> str:
        return f"{self.visitor} {self.at:%Y-%m-%d %H:%M}"

    @property
    def tone(self) -> str:
        """Met, called off, still to come, or past without a record."""
        if self.contact_id is not None:
            return "done"
        if self.cancelled_at is not None:
            return ""
        return "miss" if self.at < clock.now() else "due"


appendonly.protect("complaints_appointment", mutable=["contact_id", "cancelled_at", "reason"])
