"""Addresses of the return visits."""

from django.urls import path

from complaints.returnvisits import lists, views

urlpatterns = [
    path("visits/", lists.DueList.as_view(), name="visits"),
    path("visits/book/", lists.VisitList.as_view(), name="visits_made"),
    path("visits/book/<int:pk>/", views.visit_record, name="visit_record"),
    path("visits/<int:pk>/", views.visit, name="visit"),
    path("visits/<int:pk>/phone/", views.visit_phone, name="visit_phone"),
    path("visits/<int:pk>/slip/", views.visit_slip, name="visit_slip"),
    path("visits/<int:pk>/slip/<int:paper_id>/", views.visit_slip_paper, name="visit_slip_paper"),
    path("<int:pk>/quality/", views.quality, name="quality"),
]
