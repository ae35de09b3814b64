"""Addresses of pausing and going on."""

from django.urls import path

from complaints.pauses import views

urlpatterns = [
    path("<int:pk>/pause/", views.pause, name="pause"),
    path("<int:pk>/resume/", views.resume, name="resume"),
]
