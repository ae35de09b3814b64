"""Addresses of the month."""

from django.urls import path

from fees.monthclose import views

urlpatterns = [
    path("months/", views.month, name="month"),
    path("months/sign/", views.month_sign, name="month_sign"),
    path("months/close/", views.month_close, name="month_close"),
    path("months/reopen/", views.month_reopen, name="month_reopen"),
    path("months/agree/", views.month_agree, name="month_agree"),
    path("months/print/", views.month_print, name="month_print"),
    path("months/<key:pk>/papers/<key:paper>/", views.month_paper, name="month_paper"),
]
