"""Addresses of the ready answers."""

from django.urls import path

from complaints.enquiries import views

urlpatterns = [
    path("answers/", views.answers, name="answers"),
    path("answers/options/", views.answer_options, name="answer_options"),
    path("answers/new/", views.answer_new, name="answer_new"),
    path("answers/<key:pk>/edit/", views.answer_edit, name="answer_edit"),
]
