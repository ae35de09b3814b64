"""Addresses of the approval."""

from django.urls import path

from complaints.approvals import views

urlpatterns = [
    path("<key:pk>/propose/", views.propose, name="propose"),
    path("<key:pk>/approve/", views.approve, name="approve"),
    path("<key:pk>/send-back/", views.send_back, name="send_back"),
]
