"""Addresses of arrears and collection."""

from django.urls import path

from fees.arrears import lists, views

urlpatterns = [
    path("arrears/", lists.DebtorList.as_view(), name="arrears"),
    path("arrears/bills/", lists.FigureBills.as_view(), name="arrears_bills"),
    path("arrears/collection/", views.collection, name="collection"),
    path("arrears/customers/<int:pk>/", views.debtor, name="debtor"),
]
