"""Addresses of the rule book."""

from django.urls import path

from complaints.rulebook import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/options/", views.rule_options, name="rule_options"),
]
