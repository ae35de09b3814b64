"""Addresses of the appointments."""

from django.urls import path

from complaints.appointments import views

urlpatterns = [
    path("appointments/", views.appointments, name="appointments"),
    path("appointments/<key:pk>/call-off/", views.call_off, name="appointment_call_off"),
]
