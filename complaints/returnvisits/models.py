"""Return visits 回访 and the manager's quality check of a closed case (domain 2.1); neither is ever edited."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _

from parkservice.accounts.models import User
from parkservice.kit import appendonly


class Method(models.TextChoices):
    """How the complainant was asked."""

    PHONE = "phone", _("By telephone")
    DOOR = "door", _("At the door")
    LETTER = "letter", _("By letter")


class Effect(models.TextChoices):
    """What the handling came to, in the complainant's eyes."""

    SETTLED = "settled", _("Fully settled")
    PARTLY = "partly", _("Partly settled")
    NOT = "not", _("Not settled")


class Result(models.TextChoices):
    """What follows from a visit."""

    OK = "ok", _("In order")
    REDO = "redo", _("To be done again")


class ReturnVisitQuerySet(models.QuerySet["ReturnVisit"]):
    """Which visits."""

    def visible_to(self, user: User) -> "ReturnVisitQuerySet":
        """Visits that I made, and those of complaints that I may read; never of one about me."""
        from complaints.casework.models import Complaint

        readable = Complaint.objects.visible_to(user).values("pk")
        about_me = Q(complaint__against_staff_id=user.pk)
        return self.filter(Q(by_id=user.pk) | Q(complaint__in=readable)).exclude(about_me)


def _from_1_to_5(name: str) -> Q:
    return Q(**{f"{name}__isnull": True}) | Q(**{f"{name}__range": (1, 5)})


class ReturnVisit(models.Model):
    """One visit or call after the result, by somebody who did not handle the matter, or an attempt at one."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    number = models.CharField(_("number"), max_length=24)
    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="return_visits")
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("visitor"))
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handled by")
    )
    method = models.CharField(_("method"), max_length=8, choices=Method)
    reached = models.BooleanField(_("reached"), default=True)
    quality = models.PositiveSmallIntegerField(_("quality of the handling"), null=True, blank=True)
    effect = models.CharField(_("effect"), max_length=8, choices=Effect, blank=True)
    satisfaction = models.PositiveSmallIntegerField(_("satisfaction"), null=True, blank=True)
    shortcomings = models.TextField(_("shortcomings"), blank=True)
    suggestion = models.TextField(_("suggestion"), blank=True)
    signed = models.BooleanField(_("signed by the complainant"), default=False)
    result = models.CharField(_("result"), max_length=8, choices=Result, blank=True)
    note = models.TextField(_("note"), blank=True)

    objects = ReturnVisitQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(fields=["park", "number"], name="visit_number_once_per_park"),
            models.CheckConstraint(
                condition=~Q(by=F("handler")),
                name="visit_not_by_handler",
                violation_error_message=_("Who handled a complaint does not make its return visit."),
            ),
            models.CheckConstraint(
                condition=Q(reached=False, result="", satisfaction__isnull=True)
                | (Q(reached=True, quality__isnull=False, satisfaction__isnull=False) & ~Q(effect="") & ~Q(result="")),
                name="visit_whole_when_reached",
                violation_error_message=_("A visit says quality, effect, satisfaction and result."),
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.DOOR) | Q(reached=False) | Q(signed=True),
                name="visit_at_the_door_is_signed",
                violation_error_message=_("A visit at the door needs the complainant's signature."),
            ),
            models.CheckConstraint(
                condition=~Q(method=Method.LETTER) | Q(reached=True),
                name="visit_by_letter_is_reached",
                violation_error_message=_("Only a call or a visit can fail to reach somebody."),
            ),
            models.CheckConstraint(
                condition=~Q(result=Result.REDO) | ~Q(shortcomings=""),
                name="visit_redo_names_shortcomings",
                violation_error_message=_("Say what is not in order before it is done again."),
            ),
            models.CheckConstraint(
                condition=_from_1_to_5("quality") & _from_1_to_5("satisfaction"), name="visit_ratings_1_to_5"
            ),
        ]
        indexes = [models.Index(fields=["park", "-at", "-id"], name="visit_by_time")]

    def __str__(self) -> str:
        return self.number

    def get_absolute_url(self) -> str:
        """The page of this visit."""
        return reverse("complaints:visit_record", args=[self.pk])

    @property
    def tone(self) -> str:
        """The tone on a page: in order, to be done again, or nobody reached."""
        return {Result.OK: "done", Result.REDO: "miss"}.get(self.result, "due")  # type: ignore[call-overload, no-any-return]

    @property
    def word(self) -> str:
        """The result, or that nobody was reached."""
        return str(self.get_result_display() if self.reached else _("Not reached"))


class QualityCheck(models.Model):
    """The manager's own look at a closed case, apart from what the complainant says (peers 5)."""

    complaint = models.ForeignKey("complaints.Complaint", models.PROTECT, related_name="quality_checks")
    round = models.PositiveSmallIntegerField(_("times reopened before"))
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    handler = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("handled by")
    )
    quality = models.PositiveSmallIntegerField(_("quality of the handling"))
    remark = models.TextField(_("remark"))

    class Meta:
        ordering = ["at", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["complaint", "round"],
                name="quality_check_once_per_closing",
                violation_error_message=_("This case was checked already."),
            ),
            models.CheckConstraint(
                condition=~Q(by=F("handler")),
                name="quality_check_not_by_handler",
                violation_error_message=_("Nobody checks their own case."),
            ),
            models.CheckConstraint(condition=Q(quality__range=(1, 5)), name="quality_check_1_to_5"),
        ]

    def __str__(self) -> str:
        return f"{self.complaint_id} {self.quality}"


appendonly.protect("complaints_returnvisit")
appendonly.protect("complaints_qualitycheck")
