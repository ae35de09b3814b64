"""Addresses of the return visits."""

from django.urls import path

from complaints.returnvisits import lists, views

urlpatterns = [
    path("visits/", lists.DueList.as_view(), name="visits"),
    path("visits/book/", lists.VisitList.as_view(), name="visits_made"),
    path("visits/book/<key:pk>/", views.visit_record, name="visit_record"),
    path("visits/<key:pk>/", views.visit, name="visit"),
    path("visits/<key:pk>/phone/", views.visit_phone, name="visit_phone"),
    path("visits/<key:pk>/slip/", views.visit_slip, name="visit_slip"),
    path("visits/<key:pk>/slip/<key:paper_id>/", views.visit_slip_paper, name="visit_slip_paper"),
    path("<key:pk>/quality/", views.quality, name="quality"),
]
