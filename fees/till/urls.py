"""Addresses of the till."""

from django.urls import path

from fees.till import views

urlpatterns = [
    path("", views.front, name="front"),
    path("till/", views.till, name="till"),
    path("till/<key:pk>/", views.till_payer, name="till_payer"),
    path("till/deposit/<key:pk>/", views.till_deposit, name="till_deposit"),
]
