"""What suppliers charge for lines of service: their files, and what is missing in them (O2, domain 3.5)."""

from django.db.models import CharField, Exists, OuterRef, Q, QuerySet, Value
from django.db.models.functions import Cast, Concat

from fees.billing.models import Bill
from fees.billing.records import BillingRun, ServiceLine, SupplierAmount


def without_amount(run: BillingRun) -> QuerySet[ServiceLine]:
    """The lines that a run would bill at their price alone, while others have an amount for its period."""
    amounts = SupplierAmount.objects.filter(line__item=run.item_id, period_from=run.period_from)
    if not amounts.exists():
        return ServiceLine.objects.none()
    rows = ServiceLine.objects.filter(item=run.item_id, building__in=run.buildings, starts__lte=run.period_to)
    rows = rows.filter(Q(ends__isnull=True) | Q(ends__gte=run.period_from))
    billed = Bill.objects.live().filter(
        item=run.item_id,
        charge_object=Concat(Value("line:"), Cast(OuterRef("pk"), CharField())),
        period_from__range=(run.period_from, run.period_to),
    )
    rows = rows.filter(~Exists(amounts.filter(line=OuterRef("pk"))), ~Exists(billed))
    return rows.select_related("unit", "customer").order_by("unit__code", "label")
