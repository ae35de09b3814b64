"""Addresses of tax invoices."""

from django.urls import path

from fees.invoices import views

urlpatterns = [
    path("invoices/", views.InvoiceList.as_view(), name="invoices"),
    path("invoices/missing/", views.MissingList.as_view(), name="invoices_missing"),
    path("invoices/<int:pk>/", views.PAGES.record(), name="invoice"),
    *(path(f"invoices/<int:pk>/{name}/", views.PAGES.act(name), name=f"invoice_{name}") for name in views.ACTS),
    path("customers/<int:pk>/invoices/new/", views.invoice_new, name="invoice_new"),
]
