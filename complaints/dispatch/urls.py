"""The address of sending somebody."""

from django.urls import path

from complaints.dispatch import views

urlpatterns = [path("<key:pk>/dispatch/", views.dispatch, name="dispatch")]
