"""The words of complaints, suggestions and contacts as an index finds them (issue: two characters, a million rows)."""

from django.db import models
from django.utils.translation import gettext_lazy as _

from parkservice.kit import wordindex


class SearchText(models.Model):
    """What one record can be found by: pairs of characters of its words, and apart from them those of its person."""

    park = models.ForeignKey("parks.Park", models.PROTECT, related_name="+", verbose_name=_("park"))
    kind = models.CharField(max_length=16)
    object_id = models.PositiveBigIntegerField()
    words = models.TextField(blank=True)
    person = models.TextField(blank=True)

    class Meta:
        constraints = [models.UniqueConstraint(fields=["kind", "object_id"], name="searchtext_once_per_record")]

    def __str__(self) -> str:
        return f"{self.kind} {self.object_id}"


INDEX = wordindex.register("complaints_searchtext", ["words", "person"])
