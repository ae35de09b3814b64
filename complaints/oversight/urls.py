"""Addresses of the duty room's oversight."""

from django.urls import path

from complaints.oversight import views

urlpatterns = [
    path("<key:pk>/remind/", views.remind, name="remind"),
    path("<key:pk>/observe/", views.observe, name="observe"),
    path("observations/", views.observations, name="observations"),
    path("observations/<key:pk>/answer/", views.answer, name="observation_answer"),
]
