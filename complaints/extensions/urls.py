"""Addresses of extensions."""

from django.urls import path

from complaints.extensions import views

urlpatterns = [
    path("<int:pk>/extension/ask/", views.ask, name="extension_ask"),
    path("<int:pk>/extension/approve/", views.approve, name="extension_approve"),
    path("<int:pk>/extension/refuse/", views.refuse, name="extension_refuse"),
]
