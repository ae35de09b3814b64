"""Addresses of vouchers."""

from django.urls import path

from fees.vouchers import views

urlpatterns = [
    path("vouchers/", views.vouchers, name="vouchers"),
    path("vouchers/file/", views.vouchers_file, name="vouchers_file"),
    path("vouchers/accounts/", views.voucher_accounts, name="voucher_accounts"),
]
