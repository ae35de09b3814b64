"""Addresses of questions to departments."""

from django.urls import path

from parkservice.tasks.coordination import views

urlpatterns = [
    path("questions/", views.QuestionList.as_view(), name="questions"),
    path("questions/new/", views.question_new, name="question_new"),
    path("questions/<key:pk>/", views.PAGES.record(), name="question"),
    *(path(f"questions/<key:pk>/{name}/", views.PAGES.act(name), name=f"question_{name}") for name in views.ACTS),
]
