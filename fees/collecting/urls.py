"""Addresses of collection visits and reviews."""

from django.urls import path

from fees.collecting import lists, views

urlpatterns = [
    path("collection/visits/", lists.VisitList.as_view(), name="collection_visits"),
    path("collection/visits/<key:pk>/new/", views.visit_new, name="collection_visit_new"),
    path("collection/reviews/", lists.ReviewList.as_view(), name="collection_reviews"),
    path("collection/reviews/officers/", views.officers, name="collection_officers"),
    path("collection/reviews/new/", views.review_new, name="collection_review_new"),
    path("collection/reviews/<key:pk>/", views.review, name="collection_review"),
]
