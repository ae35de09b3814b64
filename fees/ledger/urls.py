"""Addresses of receipts and statements of account."""

from django.urls import path

from fees.ledger import views

urlpatterns = [
    path("receipts/", views.ReceiptList.as_view(), name="receipts"),
    path("receipts/<key:pk>/", views.PAGES.record(), name="receipt"),
    *(path(f"receipts/<key:pk>/{name}/", views.PAGES.act(name), name=f"receipt_{name}") for name in views.ACTS),
    path("receipts/<key:pk>/print/", views.receipt_print, name="receipt_print"),
    path("receipts/<key:pk>/paper/<key:paper>/", views.receipt_paper, name="receipt_paper"),
    path("customers/<key:pk>/statement/", views.statement_page, name="statement"),
]
