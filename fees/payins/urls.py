"""Addresses of pay-ins."""

from django.urls import path

from fees.payins import views

urlpatterns = [
    path("pay-ins/", views.PayInList.as_view(), name="pay_ins"),
    path("pay-ins/<int:pk>/", views.pay_in, name="pay_in"),
    path("pay-ins/<int:pk>/check/", views.pay_in_check, name="pay_in_check"),
    path("pay-ins/<int:pk>/print/", views.pay_in_print, name="pay_in_print"),
    path("pay-ins/<int:pk>/papers/<int:paper>/", views.pay_in_paper, name="pay_in_paper"),
]
