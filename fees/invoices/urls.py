"""Addresses of tax invoices."""

from django.urls import path

from fees.invoices import views

urlpatterns = [
    path("invoices/", views.InvoiceList.as_view(), name="invoices"),
    path("invoices/missing/", views.MissingList.as_view(), name="invoices_missing"),
    path("invoices/<key:pk>/", views.PAGES.record(), name="invoice"),
    *(path(f"invoices/<key:pk>/{name}/", views.PAGES.act(name), name=f"invoice_{name}") for name in views.ACTS),
    path("customers/<key:pk>/invoices/new/", views.invoice_new, name="invoice_new"),
]
