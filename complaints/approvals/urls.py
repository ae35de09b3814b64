"""Addresses of the approval."""

from django.urls import path

from complaints.approvals import views

urlpatterns = [
    path("<int:pk>/propose/", views.propose, name="propose"),
    path("<int:pk>/approve/", views.approve, name="approve"),
    path("<int:pk>/send-back/", views.send_back, name="send_back"),
]
