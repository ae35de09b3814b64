"""Addresses of receipts and statements of account."""

from django.urls import path

from fees.ledger import views

urlpatterns = [
    path("receipts/", views.ReceiptList.as_view(), name="receipts"),
    path("receipts/<int:pk>/", views.PAGES.record(), name="receipt"),
    *(path(f"receipts/<int:pk>/{name}/", views.PAGES.act(name), name=f"receipt_{name}") for name in views.ACTS),
    path("receipts/<int:pk>/print/", views.receipt_print, name="receipt_print"),
    path("receipts/<int:pk>/paper/<int:paper>/", views.receipt_paper, name="receipt_paper"),
    path("customers/<int:pk>/statement/", views.statement_page, name="statement"),
]
