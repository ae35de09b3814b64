"""Addresses of the posters."""

from django.urls import path

from complaints.posters import views

urlpatterns = [
    path("posters/", views.posters, name="posters"),
    path("posters/print/", views.posters_print, name="posters_print"),
    path("posters/sheets/", views.posters_sheets, name="posters_sheets"),
]
