"""Addresses of taking a complaint up again."""

from django.urls import path

from complaints.reopening import views

urlpatterns = [
    path("track/<slug:track_code>/reopen/", views.track_reopen, name="track_reopen"),
    path("<key:pk>/reopen/", views.reopen, name="reopen"),
]
