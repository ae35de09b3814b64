"""Addresses of taking a complaint back."""

from django.urls import path

from complaints.withdrawals import views

urlpatterns = [
    path("track/<slug:track_code>/withdraw/", views.track_withdraw, name="track_withdraw"),
    path("<key:pk>/withdraw/", views.withdraw, name="withdraw"),
]
