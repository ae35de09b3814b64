"""Addresses of the monthly analysis."""

from django.urls import path

from complaints.analysis import views

urlpatterns = [
    path("analysis/", views.month_page, name="analysis"),
    path("analysis/conclude/", views.conclude, name="analysis_conclude"),
    path("analysis/print/", views.print_month, name="analysis_print"),
    path("analysis/papers/<key:pk>/", views.paper, name="analysis_paper"),
]
