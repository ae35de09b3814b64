"""Addresses of fees and cash, feature by feature."""

from django.urls import include, path

app_name = "fees"
urlpatterns = [
    path("", include("fees.till.urls")),
    path("", include("fees.slips.urls")),
    path("", include("fees.balances.urls")),
    path("", include("fees.billing.urls")),
    path("", include("fees.meters.urls")),
    path("", include("fees.tariffs.urls")),
    path("", include("fees.ledger.urls")),
    path("", include("fees.bank.urls")),
    path("", include("fees.invoices.urls")),
    path("", include("fees.waivers.urls")),
    path("", include("fees.disputes.urls")),
    path("", include("fees.deposits.urls")),
    path("", include("fees.paybacks.urls")),
    path("", include("fees.opening.urls")),
    path("", include("fees.cashdesk.urls")),
    path("", include("fees.dayclose.urls")),
    path("", include("fees.payins.urls")),
    path("", include("fees.counting.urls")),
    path("", include("fees.safes.urls")),
    path("", include("fees.monthclose.urls")),
    path("", include("fees.reconciliation.urls")),
    path("", include("fees.vouchers.urls")),
    path("", include("fees.arrears.urls")),
    path("", include("fees.dunning.urls")),
    path("", include("fees.collecting.urls")),
]
