"""Addresses of hand-overs."""

from django.urls import path

from complaints.handovers import views

urlpatterns = [
    path("<key:pk>/hand-over/", views.hand_over, name="hand_over"),
    path("<key:pk>/hand-over/accept/", views.accept, name="accept"),
    path("<key:pk>/hand-over/refuse/", views.refuse, name="refuse"),
    path("<key:pk>/hand-over/take-back/", views.take_back, name="take_back"),
]
