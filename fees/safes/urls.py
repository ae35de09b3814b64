"""Addresses of the safes."""

from django.urls import path

from fees.safes import views

urlpatterns = [
    path("safes/", views.safes, name="safes"),
    path("safes/new/", views.safe_new, name="safe_new"),
    path("safes/<key:pk>/check/", views.safe_check, name="safe_check"),
]
