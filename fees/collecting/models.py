"""Collection visits: who was urged by a person, what came of it, and the promise (P8)."""

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from fees.dunning.models import DunningNotice, Reason, Result
from parkservice.accounts.rights import Person, parks_with, scope
from parkservice.estate.models import Customer
from parkservice.kit import appendonly
from parkservice.kit.money import MoneyField
from parkservice.parks.models import Building, Park


class Way(models.TextChoices):
    """How somebody was urged by a person."""

    VISIT = "visit", pgettext_lazy("dunning", "Visit")
    PHONE = "phone", _("Telephone call")
    COUNTER = "counter", _("At the counter")


class VisitQuerySet(models.QuerySet["CollectionVisit"]):
    """Which collection visits."""

    def visible_to(self, user: Person) -> "VisitQuerySet":
        """Visits to customers of the parks and buildings whose arrears this person reads, and own ones there."""
        reach = scope(user, "arrears.view")
        mine = Q(by_id=user.pk, park_id__in=parks_with(user, "arrears.view"))
        return self.filter(Q(park_id__in=reach.parks) | Q(building_id__in=reach.buildings) | mine)

    def promised(self) -> "VisitQuerySet":
        """Visits that brought a promise."""
        return self.filter(promise_date__isnull=False)


class CollectionVisit(models.Model):
    """One visit or call about a debt: what came of it, why it is not paid, and the promise (P8).

    `overdue` is what was past due in that moment; `complaint` is what a dispute about the service was opened as.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="visits", verbose_name=_("customer"))
    building = models.ForeignKey(
        Building, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("building")
    )
    notice = models.ForeignKey(
        DunningNotice,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="visits",
        verbose_name=_("dunning notice"),
    )
    complaint = models.ForeignKey(
        "complaints.Complaint",
        models.PROTECT,
        null=True,
        blank=True,
        related_name="collection_visits",
        verbose_name=_("complaint"),
    )
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    way = models.CharField(_("how"), max_length=8, choices=Way)
    overdue = MoneyField(_("overdue in yuan"))
    result = models.CharField(_("result"), max_length=10, choices=Result)
    reason = models.CharField(_("reason"), max_length=16, choices=Reason, blank=True)
    promise_date = models.DateField(_("promises to pay by"), null=True, blank=True)
    promise_amount = MoneyField(_("promised in yuan"), null=True, blank=True)  # type: ignore[misc]
    said = models.TextField(_("what was said"), blank=True)

    objects = VisitQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("collection visit")
        verbose_name_plural = _("collection visits")
        constraints = [
            models.CheckConstraint(
                condition=Q(
                    result=Result.PROMISED,
                    promise_date__isnull=False,
                    promise_amount__isnull=False,
                    promise_amount__gt=0,
                )
                | ~Q(result=Result.PROMISED) & Q(promise_date__isnull=True, promise_amount__isnull=True),
                name="visit_promise_is_whole",
                violation_error_message=_("A promise has its day and its amount."),
            ),
            models.CheckConstraint(
                condition=Q(result=Result.PAID) | ~Q(reason=""),
                name="visit_says_why_not_paid",
                violation_error_message=_("Say why it is not paid."),
            ),
            models.CheckConstraint(
                condition=~Q(reason=Reason.SERVICE_DISPUTE) | Q(complaint__isnull=False),
                name="visit_dispute_has_complaint",
                violation_error_message=_("A dispute about the service is a complaint first."),
            ),
        ]
        indexes = [
            models.Index(fields=["park", "-at", "-id"], name="collection_visit_by_time"),
            models.Index(fields=["customer", "-at"], name="collection_visit_by_customer"),
            models.Index(
                fields=["park", "promise_date"], condition=Q(promise_date__isnull=False), name="collection_promise"
            ),
        ]

    def __str__(self) -> str:
        return f"{self.customer_id} {self.at:%Y-%m-%d}"


class ReviewQuerySet(models.QuerySet["CollectionReview"]):
    """Which collection reviews."""

    def visible_to(self, user: Person) -> "ReviewQuerySet":
        """Reviews of the parks whose reviews this person reads, and those of the own collection."""
        reach = scope(user, "collection.view")
        seen = Q(park_id__in=reach.parks)
        if reach.own:
            seen |= Q(officer_id=user.pk, park_id__in=parks_with(user, "collection.view"))
        return self.filter(seen)


class CollectionReview(models.Model):
    """The manager's look at the collection of one officer in one week, with the figures of that moment (M11).

    `figures` are kept as they were read: amounts as text in yuan, rates as text in percent, counts as numbers.
    """

    park = models.ForeignKey(Park, models.PROTECT, related_name="+", verbose_name=_("park"))
    officer = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.PROTECT, related_name="collection_reviews", verbose_name=_("officer")
    )
    week = models.DateField(_("week from"))
    at = models.DateTimeField(_("time"))
    by = models.ForeignKey(settings.AUTH_USER_MODEL, models.PROTECT, related_name="+", verbose_name=_("by"))
    figures = models.JSONField(_("figures"))
    note = models.TextField(_("note"))

    objects = ReviewQuerySet.as_manager()

    class Meta:
        ordering = ["-at", "-id"]
        verbose_name = _("collection review")
        verbose_name_plural = _("collection reviews")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "officer", "week"],
                name="collection_review_once_a_week",
                violation_error_message=_("The collection of this officer was reviewed this week already."),
            ),
            models.CheckConstraint(
                condition=~Q(by=F("officer")),
                name="collection_review_by_another",
                violation_error_message=_("Nobody reviews their own collection."),
            ),
            models.CheckConstraint(
                condition=~Q(note=""),
                name="collection_review_has_note",
                violation_error_message=_("Write what you make of the figures."),
            ),
        ]
        indexes = [models.Index(fields=["park", "-at", "-id"], name="collection_review_by_time")]

    def __str__(self) -> str:
        return f"{self.officer_id} {self.week}"

    def get_absolute_url(self) -> str:
        """The record page."""
        return reverse("fees:collection_review", args=[self.pk])


appendonly.protect("fees_collectionvisit")
appendonly.protect("fees_collectionreview")
