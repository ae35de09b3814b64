"""Addresses of the rule book for people with an account."""

from django.urls import path

from complaints.rulebook import views

urlpatterns = [
    path("rules/", views.rules, name="rules"),
    path("rules/options/", views.rule_options, name="rule_options"),
    path("rules/new/", views.rule_new, name="rule_new"),
    path("rules/signatures/", views.rule_signatures, name="rule_signatures"),
    path("rules/signatures/remind/", views.rule_remind, name="rule_remind"),
    path("rules/<key:pk>/", views.rule, name="rule"),
    path("rules/<key:pk>/sign/", views.rule_sign, name="rule_sign"),
    path("rules/<key:pk>/print/", views.rule_print, name="rule_print"),
    path("rules/<key:pk>/papers/<key:paper_id>/", views.rule_paper, name="rule_paper"),
    path("rules/<key:pk>/begin/", views.rule_begin, name="rule_begin"),
    path("rules/<key:pk>/repeal/", views.rule_repeal, name="rule_repeal"),
    path("rules/<key:pk>/draft/", views.rule_draft, name="rule_draft"),
    path("rules/<key:pk>/proposal/", views.rule_proposal, name="rule_proposal"),
    path("rules/<key:pk>/take-back/", views.rule_take_back, name="rule_take_back"),
    path("rules/<key:pk>/discard/", views.rule_discard, name="rule_discard"),
    path("rules/<key:pk>/return/", views.rule_return, name="rule_return"),
    path("rules/<key:pk>/release/", views.rule_release, name="rule_release"),
]
