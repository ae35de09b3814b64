"""Addresses of pay-ins."""

from django.urls import path

from fees.payins import views

urlpatterns = [
    path("pay-ins/", views.PayInList.as_view(), name="pay_ins"),
    path("pay-ins/<key:pk>/", views.pay_in, name="pay_in"),
    path("pay-ins/<key:pk>/check/", views.pay_in_check, name="pay_in_check"),
    path("pay-ins/<key:pk>/print/", views.pay_in_print, name="pay_in_print"),
    path("pay-ins/<key:pk>/papers/<key:paper>/", views.pay_in_paper, name="pay_in_paper"),
]
