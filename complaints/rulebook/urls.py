"""Addresses of the rule book for people with an account."""

from django.urls import path

from complaints.rulebook import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/options/", views.rule_options, name="rule_options"),
    path("rules/new/", views.rule_new, name="rule_new"),
    path("rules/signatures/", views.rule_signatures, name="rule_signatures"),
    path("rules/signatures/remind/", views.rule_remind, name="rule_remind"),
    path("rules/<int:pk>/", views.rule, name="rule"),
    path("rules/<int:pk>/sign/", views.rule_sign, name="rule_sign"),
    path("rules/<int:pk>/print/", views.rule_print, name="rule_print"),
    path("rules/<int:pk>/papers/<int:paper_id>/", views.rule_paper, name="rule_paper"),
    path("rules/<int:pk>/begin/", views.rule_begin, name="rule_begin"),
    path("rules/<int:pk>/repeal/", views.rule_repeal, name="rule_repeal"),
    path("rules/<int:pk>/draft/", views.rule_draft, name="rule_draft"),
    path("rules/<int:pk>/proposal/", views.rule_proposal, name="rule_proposal"),
    path("rules/<int:pk>/take-back/", views.rule_take_back, name="rule_take_back"),
    path("rules/<int:pk>/discard/", views.rule_discard, name="rule_discard"),
    path("rules/<int:pk>/return/", views.rule_return, name="rule_return"),
    path("rules/<int:pk>/release/", views.rule_release, name="rule_release"),
]
