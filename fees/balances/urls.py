"""Addresses of what a customer owes, for the counter."""

from django.urls import path

from fees.balances import views

urlpatterns = [
    path("balance/", views.balance_find, name="balance_find"),
    path("customers/<key:pk>/balance/", views.balance, name="balance"),
]
