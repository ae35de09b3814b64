"""Addresses of extensions."""

from django.urls import path

from complaints.extensions import views

urlpatterns = [
    path("<key:pk>/extension/ask/", views.ask, name="extension_ask"),
    path("<key:pk>/extension/approve/", views.approve, name="extension_approve"),
    path("<key:pk>/extension/refuse/", views.refuse, name="extension_refuse"),
]
