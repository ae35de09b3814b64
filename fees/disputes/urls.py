"""Addresses of disputed bills."""

from django.urls import path

from fees.disputes import views

urlpatterns = [
    path("disputes/", views.DisputeList.as_view(), name="disputes"),
    path("disputes/<key:pk>/answer/", views.dispute_answer, name="dispute_answer"),
    path("bills/<key:pk>/dispute/", views.dispute_new, name="dispute_new"),
]
