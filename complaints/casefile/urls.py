"""Addresses of the handling form and the case file."""

from django.urls import path

from complaints.casefile import views

urlpatterns = [
    path("<int:pk>/print/handling/", views.print_handling, name="print_handling"),
    path("<int:pk>/print/file/", views.print_file, name="print_file"),
    path("<int:pk>/file/<int:paper_id>/", views.case_paper, name="case_paper"),
]
