"""Addresses of suggestions, for staff and for tenants with an account."""

from django.urls import path

from complaints.suggestions import views

urlpatterns = [
    path("suggestions/", views.SuggestionList.as_view(), name="suggestions"),
    path("suggestions/<key:pk>/", views.suggestion, name="suggestion"),
    path("suggestions/outcomes/", views.outcomes, name="outcomes"),
    path("suggestions/<key:pk>/decide/", views.decide, name="suggestion_decide"),
    path("suggestions/<key:pk>/answer/", views.answer, name="suggestion_answer"),
    path("suggestions/<key:pk>/publish/", views.publish, name="suggestion_publish"),
    path("suggestions/<key:pk>/release/", views.release, name="suggestion_release"),
]
