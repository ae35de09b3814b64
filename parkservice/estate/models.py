"""Units, customers, their contacts and who occupies what (domain G4, G5, 2.18).

A customer is a company or a person; an occupancy says that it owns, rents or lives in a unit, from and to. One company
may hold many units and have a contact for each errand.
"""

import datetime

from django.conf import settings
from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from parkservice.accounts.models import Title
from parkservice.accounts.rights import Person, scope
from parkservice.estate.imports.models import ImportRun  # noqa: F401 - the models of an app are found here
from parkservice.estate.invitations.models import Invitation  # noqa: F401 - a feature of this app
from parkservice.kit import appendonly, clock
from parkservice.kit.money import QtyField
from parkservice.kit.text import mask_phone
from parkservice.parks.models import Building, Park, SpaceKind, speaks_english

DEFAULT_LANGUAGE = "zh-hans"


class UnitQuerySet(models.QuerySet["Unit"]):
    """Which units."""

    def visible_to(self, user: Person) -> "UnitQuerySet":
        """Units of the parks and buildings in which this person may see units and customers."""
        reach = scope(user, "estate.view")
        return self.filter(Q(park_id__in=reach.parks) | Q(building_id__in=reach.buildings))

    def with_occupants(self) -> "UnitQuerySet":
        """Units with the occupancies of today in `now_in`, the main one first; one query more."""
        current = Occupancy.objects.current().select_related("customer").order_by("-main", "starts", "id")
        return self.prefetch_related(models.Prefetch("occupancies", queryset=current, to_attr="now_in"))


class Unit(models.Model):
    """One room, hall, flat or yard with a code that everybody in the park knows it by (A-301)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="units", verbose_name=_("park"))
    building = models.ForeignKey(Building, models.PROTECT, related_name="units", verbose_name=_("building"))
    code = models.CharField(_("unit code"), max_length=20)
    kind = models.CharField(_("use of space"), max_length=10, choices=SpaceKind)
    floor = models.SmallIntegerField(_("floor"), null=True, blank=True)
    gross_area = QtyField(_("gross floor area in m²"), null=True, blank=True)  # type: ignore[misc]
    is_active = models.BooleanField(_("in use"), default=True)

    now_in: "list[Occupancy]"  # set by with_occupants()

    objects = UnitQuerySet.as_manager()

    class Meta:
        ordering = ["park", "code"]
        verbose_name = _("unit")
        verbose_name_plural = _("units")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "code"],
                name="unit_code_once_per_park",
                violation_error_message=_("This park already has a unit with this code."),
            ),
            models.CheckConstraint(
                condition=Q(gross_area__isnull=True) | Q(gross_area__gt=0),
                name="unit_area_above_zero",
                violation_error_message=_("The area must be more than zero."),
            ),
        ]

    def __str__(self) -> str:
        return self.code


class CustomerKind(models.TextChoices):
    """Who the customer is."""

    COMPANY = "company", _("Company")
    PERSON = "person", _("Private person")


class CustomerQuerySet(models.QuerySet["Customer"]):
    """Which customers."""

    def visible_to(self, user: Person) -> "CustomerQuerySet":
        """Customers of the whole park, or, for the officer of some buildings, its companies and the residents there."""
        reach = scope(user, "estate.view")
        seen = Q(park_id__in=reach.parks)
        if reach.buildings:
            parks = Building.objects.filter(pk__in=reach.buildings).values("park_id")
            living = Occupancy.objects.filter(unit__building_id__in=reach.buildings).values("customer_id")
            seen |= Q(kind=CustomerKind.COMPANY, park_id__in=parks) | Q(pk__in=living)
        return self.filter(seen)

    def with_units(self) -> "CustomerQuerySet":
        """Customers with the occupancies of today in `now_in`, by unit; one query more."""
        current = Occupancy.objects.current().select_related("unit").order_by("unit__code", "id")
        return self.prefetch_related(models.Prefetch("occupancies", queryset=current, to_attr="now_in"))


class Customer(models.Model):
    """A company or a private person that the park serves; one file each (domain G4)."""

    park = models.ForeignKey(Park, models.PROTECT, related_name="customers", verbose_name=_("park"))
    kind = models.CharField(_("company or person"), max_length=8, choices=CustomerKind, default=CustomerKind.COMPANY)
    name = models.CharField(_("full name"), max_length=100)
    name_en = models.CharField(_("name in English"), max_length=100, blank=True)
    uscc = models.CharField(_("unified social credit code"), max_length=18, blank=True)
    title = models.CharField(_("form of address"), max_length=2, choices=Title, blank=True)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(
        _("language of letters"), max_length=8, choices=settings.LANGUAGES, default=DEFAULT_LANGUAGE
    )
    search_key = models.CharField(max_length=500, blank=True, editable=False)
    created_at = models.DateTimeField(_("since"), default=clock.now, editable=False)

    now_in: "list[Occupancy]"  # set by with_units()

    objects = CustomerQuerySet.as_manager()

    class Meta:
        ordering = ["park", "name", "id"]
        verbose_name = _("customer")
        verbose_name_plural = _("customers")
        constraints = [
            models.UniqueConstraint(
                fields=["park", "uscc"],
                condition=~Q(uscc=""),
                name="customer_uscc_once_per_park",
                violation_error_message=_("A customer with this social credit code is already there. Open its file."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="customer_has_name",
                violation_error_message=_("A customer needs a name."),
            ),
            models.CheckConstraint(
                condition=Q(kind=CustomerKind.COMPANY, title="") | Q(kind=CustomerKind.PERSON, uscc=""),
                name="customer_company_or_person",
                violation_error_message=_("A company has a credit code, a person a form of address; not both."),
            ),
        ]
        indexes = [models.Index(fields=["park", "phone"], name="customer_by_phone")]

    def __str__(self) -> str:
        return self.name

    @property
    def display_name(self) -> str:
        """The name in the language of the moment."""
        return self.name_en if self.name_en and speaks_english() else self.name

    @property
    def is_company(self) -> bool:
        """Whether bills, notices and surveys go to a company and not to a household (domain 2.18)."""
        return self.kind == CustomerKind.COMPANY

    @property
    def masked_phone(self) -> str:
        """The phone for lists: a company's landline in full, every number of a person masked (G7)."""
        return self.phone if self.is_company and self.phone.startswith("0") else mask_phone(self.phone)


class ContactKind(models.TextChoices):
    """The errand that a company's contact is for (domain 2.18)."""

    GENERAL = "general", _("General")
    CONTRACT = "contract", _("Contract")
    FINANCE = "finance", _("Finance")
    SAFETY = "safety", _("Safety")
    GOODS = "goods", _("Goods")


class ContactPerson(models.Model):
    """Somebody who speaks for a customer, for one errand; with an account when `user` is set."""

    customer = models.ForeignKey(Customer, models.PROTECT, related_name="contacts", verbose_name=_("customer"))
    name = models.CharField(_("name"), max_length=60)
    title = models.CharField(_("form of address"), max_length=2, choices=Title, blank=True)
    position = models.CharField(_("job title"), max_length=60, blank=True)
    kind = models.CharField(_("contact for"), max_length=8, choices=ContactKind, default=ContactKind.GENERAL)
    phone = models.CharField(_("phone"), max_length=30, blank=True)
    email = models.EmailField(_("e-mail"), blank=True)
    language = models.CharField(_("language"), max_length=8, choices=settings.LANGUAGES, default=DEFAULT_LANGUAGE)
    is_active = models.BooleanField(_("still in charge"), default=True)
    may_invite = models.BooleanField(_("may invite colleagues"), default=False)
    user = models.ForeignKey(
        settings.AUTH_USER_MODEL,
        models.PROTECT,
        null=True,
        blank=True,
        related_name="contact_persons",
        verbose_name=_("account"),
    )
    search_key = models.CharField(max_length=500, blank=True, editable=False)

    class Meta:
        ordering = ["customer", "-is_active", "kind", "id"]
        verbose_name = _("contact")
        verbose_name_plural = _("contacts")
        constraints = [
            models.UniqueConstraint(
                fields=["customer", "user"],
                condition=Q(user__isnull=False),
                name="contact_account_once_per_customer",
                violation_error_message=_("This account already belongs to a contact of this customer."),
            ),
            models.CheckConstraint(
                condition=~Q(name=""),
                name="contact_has_name",
                violation_error_message=_("A contact needs a name."),
            ),
        ]
        indexes = [models.Index(fields=["phone"], name="contact_person_by_phone")]

    def __str__(self) -> str:
        return self.name

    @property
    def masked_phone(self) -> str:
        """The phone for lists (G7)."""
        return mask_phone(self.phone)


class OccupancyRole(models.TextChoices):
    """As what a customer is in a unit (domain G5)."""

    OWNER = "owner", pgettext_lazy("occupancy", "Owner")
    TENANT = "tenant", _("Tenant")
    RESIDENT = "resident", _("Resident")


class OccupancyQuerySet(models.QuerySet["Occupancy"]):
    """Which occupancies."""

    def current(self, on: datetime.date | None = None) -> "OccupancyQuerySet":
        """Occupancies that hold on a day, today when not given; first and last day included."""
        day = on or clock.today()
        return self.filter(Q(ends__isnull=True) | Q(ends__gte=day), starts__lte=day)


class Occupancy(models.Model):
    """A customer in a unit, from and to, both days included. Of the main ones a unit never has two on one day."""

    unit = models.ForeignKey(Unit, models.PROTECT, related_name="occupancies", verbose_name=_("unit"))
    customer = models.ForeignKey(Customer, models.PROTECT, related_name="occupancies", verbose_name=_("customer"))
    role = models.CharField(_("occupies as"), max_length=8, choices=OccupancyRole, default=OccupancyRole.TENANT)
    main = models.BooleanField(
        _("main occupant"), default=True, help_text=_("Bills and notices for the unit go to the main occupant.")
    )
    starts = models.DateField(_("from"))
    ends = models.DateField(_("to"), null=True, blank=True)

    objects = OccupancyQuerySet.as_manager()

    class Meta:
        ordering = ["unit", "-starts", "id"]
        verbose_name = _("occupancy")
        verbose_name_plural = _("occupancies")
        constraints = [
            models.CheckConstraint(
                condition=Q(ends__isnull=True) | Q(ends__gte=F("starts")),
                name="occupancy_ends_after_start",
                violation_error_message=_("The last day lies before the first day."),
            ),
        ]
        indexes = [
            models.Index(fields=["unit", "starts"], name="occupancy_by_unit"),
            models.Index(fields=["customer", "starts"], name="occupancy_by_customer"),
        ]

    def __str__(self) -> str:
        return f"{self.unit} – {self.customer}"

    @property
    def is_current(self) -> bool:
        """Whether it holds today."""
        return self.starts <= clock.today() and (self.ends is None or self.ends >= clock.today())


appendonly.no_overlap("estate_occupancy", ["unit_id"], condition="main")
