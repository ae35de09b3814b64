"""Addresses of the public pages. A secret code has only letters, digits, - and _ (complaints.voice)."""

from django.urls import path

from complaints.intake import views

urlpatterns = [
    path("submit/", views.submit, name="submit"),
    path("submit/done/<slug:track_code>/", views.submit_done, name="submit_done"),
    path("track/", views.track, name="track"),
    path("track/<slug:track_code>/", views.track_case, name="track_case"),
    path("track/<slug:track_code>/remark/", views.track_remark, name="track_remark"),
    path("track/<slug:track_code>/rate/", views.track_rate, name="track_rate"),
    path("about/", views.about, name="about"),
    path("privacy/", views.privacy, name="privacy"),
]
