"""The short public address of the rule book, `/rules/`."""

from django.urls import path

from complaints.rulebook import views

app_name = "rulebook"
urlpatterns = [path("", views.book, name="book")]
