"""Addresses of duplicates."""

from django.urls import path

from complaints.duplicates import views

urlpatterns = [path("<key:pk>/merge/", views.merge, name="merge")]
