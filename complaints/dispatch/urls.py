"""The address of sending somebody."""

from django.urls import path

from complaints.dispatch import views

urlpatterns = [path("<int:pk>/dispatch/", views.dispatch, name="dispatch")]
