"""Addresses of reassigning many complaints."""

from django.urls import path

from complaints.reassigning import views

urlpatterns = [
    path("reassign/", views.reassign, name="reassign"),
    path("reassign/picked/", views.reassign_picked, name="reassign_picked"),
]
