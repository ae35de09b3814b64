"""Addresses of the reconciliation."""

from django.urls import path

from fees.reconciliation import lists, views

urlpatterns = [
    path("reconciliation/", views.reconciliation, name="reconciliation"),
    path("reconciliation/rows/", lists.FigureRows.as_view(), name="reconciliation_rows"),
    path("reconciliation/documents/", views.reconciliation_pairs, name="reconciliation_pairs"),
    path("reconciliation/sign/", views.reconciliation_sign, name="reconciliation_sign"),
    path("reconciliation/signatures/", lists.SignatureList.as_view(), name="reconciliation_signatures"),
    path("reconciliation/signatures/<key:pk>/", views.reconciliation_signature, name="reconciliation_signature"),
    path("reconciliation/signatures/<key:pk>/print/", views.reconciliation_print, name="reconciliation_print"),
    path(
        "reconciliation/signatures/<key:pk>/papers/<key:paper>/",
        views.reconciliation_paper,
        name="reconciliation_paper",
    ),
]
