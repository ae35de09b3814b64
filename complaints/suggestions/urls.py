"""Addresses of suggestions, for staff and for tenants with an account."""

from django.urls import path

from complaints.suggestions import views

urlpatterns = [
    path("suggestions/", views.SuggestionList.as_view(), name="suggestions"),
    path("suggestions/<int:pk>/", views.suggestion, name="suggestion"),
    path("suggestions/<int:pk>/release/", views.release, name="suggestion_release"),
]
