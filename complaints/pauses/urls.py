"""Addresses of pausing and going on."""

from django.urls import path

from complaints.pauses import views

urlpatterns = [
    path("<key:pk>/pause/", views.pause, name="pause"),
    path("<key:pk>/resume/", views.resume, name="resume"),
]
