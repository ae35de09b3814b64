"""A view of a list that somebody keeps: the filter as it stands in the address, under a name."""

from typing import TYPE_CHECKING

from django.conf import settings
from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from parkservice.kit import clock

if TYPE_CHECKING:
    from parkservice.accounts.models import Person


class SavedViewQuerySet(models.QuerySet["SavedView"]):
    """Which kept views."""

    def visible_to(self, user: "Person") -> "SavedViewQuerySet":
        """One's own and the shared ones, in the parks of one's postings; which rows they show is the list's matter."""
        from parkservice.accounts.rights import parks_of

        return self.filter(Q(owner_id=user.pk) | Q(shared=True), park_id__in=parks_of(user))

    def changeable_by(self, user: "Person") -> "SavedViewQuerySet":
        """One's own, and for those who share views every shared one, so that none outlives its owner's posting."""
        from parkservice.accounts.rights import parks_of, scope

        sharing = scope(user, "views.share").parks
        return self.filter(Q(owner_id=user.pk) | Q(shared=True, park_id__in=sharing), park_id__in=parks_of(user))


class SavedView(models.Model):
    """A name for a filter of one list. It holds no rows and gives no right: every reader sees their own rows in it."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    owner = models.ForeignKey(
        settings.AUTH_USER_MODEL, models.CASCADE, related_name="saved_views", verbose_name=_("person")
    )
    list_name = models.CharField(_("list"), max_length=60)
    name = models.CharField(_("name"), max_length=30)
    query = models.CharField(_("filter"), max_length=1000, blank=True)
    start = models.BooleanField(_("opens first"), default=False)
    shared = models.BooleanField(_("shared with the department"), default=False)
    at = models.DateTimeField(_("kept since"), default=clock.now)

    objects = SavedViewQuerySet.as_manager()

    class Meta:
        ordering = ["at", "id"]
        verbose_name = _("saved view")
        verbose_name_plural = _("saved views")
        constraints = [
            models.UniqueConstraint(
                fields=["owner", "park", "list_name", "name"],
                name="saved_view_name_once",
                violation_error_message=_("You already have a view of this name. Choose another name."),
            ),
            models.UniqueConstraint(
                fields=["owner", "park", "list_name"],
                condition=Q(start=True),
                name="saved_view_one_start",
                violation_error_message=_("Only one view opens first."),
            ),
            models.CheckConstraint(
                condition=~Q(name="") & ~Q(list_name=""),
                name="saved_view_has_name",
                violation_error_message=_("Give the view a name."),
            ),
        ]
        indexes = [models.Index(fields=["park", "list_name"], name="saved_view_by_list")]

    def __str__(self) -> str:
        return self.name
