"""Addresses of limits, thresholds and the working calendar."""

from django.urls import path

from complaints.limits import views

urlpatterns = [
    path("limits/", views.limits, name="limits"),
    path("limits/propose/<slug:area>/", views.propose, name="limits_propose"),
    path("limits/propose/year/<key:year>/", views.propose_year, name="limits_propose_year"),
    path("limits/changes/<key:pk>/release/", views.release, name="change_release"),
    path("limits/changes/<key:pk>/return/", views.send_back, name="change_return"),
]
