"""The address of rejecting what is held."""

from django.urls import path

from complaints.held import views

urlpatterns = [path("<key:pk>/reject/", views.reject, name="reject")]
