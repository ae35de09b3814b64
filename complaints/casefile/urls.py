"""Addresses of the handling form and the case file."""

from django.urls import path

from complaints.casefile import views

urlpatterns = [
    path("<key:pk>/print/handling/", views.print_handling, name="print_handling"),
    path("<key:pk>/print/file/", views.print_file, name="print_file"),
    path("<key:pk>/file/<key:paper_id>/", views.case_paper, name="case_paper"),
]
