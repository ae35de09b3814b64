"""Addresses of the books of a former system."""

from django.urls import path

from fees.opening import views

urlpatterns = [
    path("opening/", views.OpeningList.as_view(), name="openings"),
    path("opening/new/", views.opening_new, name="opening_new"),
    path("opening/template/", views.opening_template, name="opening_template"),
    path("opening/<key:pk>/", views.PAGES.record(), name="opening"),
    *(path(f"opening/<key:pk>/{name}/", views.PAGES.act(name), name=f"opening_{name}") for name in views.ACTS),
]
