"""Addresses of arrears and collection."""

from django.urls import path

from fees.arrears import lists, views

urlpatterns = [
    path("arrears/", lists.DebtorList.as_view(), name="arrears"),
    path("arrears/print/", views.arrears_print, name="arrears_print"),
    path("arrears/papers/<key:pk>/", views.arrears_paper, name="arrears_paper"),
    path("arrears/collection/print/", views.collection_print, name="collection_print"),
    path("arrears/bills/", lists.FigureBills.as_view(), name="arrears_bills"),
    path("arrears/collection/", views.collection, name="collection"),
    path("arrears/customers/<key:pk>/", views.debtor, name="debtor"),
]
