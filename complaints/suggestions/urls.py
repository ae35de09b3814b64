"""Addresses of suggestions, for staff and for tenants with an account."""

from django.urls import path

from complaints.suggestions import views

urlpatterns = [
    path("suggestions/", views.SuggestionList.as_view(), name="suggestions"),
    path("suggestions/<int:pk>/", views.suggestion, name="suggestion"),
    path("suggestions/outcomes/", views.outcomes, name="outcomes"),
    path("suggestions/<int:pk>/decide/", views.decide, name="suggestion_decide"),
    path("suggestions/<int:pk>/answer/", views.answer, name="suggestion_answer"),
    path("suggestions/<int:pk>/publish/", views.publish, name="suggestion_publish"),
    path("suggestions/<int:pk>/release/", views.release, name="suggestion_release"),
]
