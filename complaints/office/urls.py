"""Addresses of the park office."""

from django.urls import path

from complaints.office import views

urlpatterns = [
    path("<key:pk>/acknowledge/", views.acknowledge, name="acknowledge"),
    path("<key:pk>/office-comment/", views.comment, name="office_comment"),
    path("office/<str:token>/", views.word, name="office_word"),
]
