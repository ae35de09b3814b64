"""Addresses of dunning notices."""

from django.urls import path

from fees.dunning import lists, views

urlpatterns = [
    path("dunning/", lists.NoticeList.as_view(), name="notices"),
    path("dunning/propose/", views.propose, name="notices_propose"),
    path("dunning/<int:pk>/", views.notice, name="notice"),
    path("dunning/<int:pk>/deliver/", views.deliver, name="notice_deliver"),
    path("dunning/<int:pk>/ask/", views.ask, name="notice_ask"),
    path("dunning/<int:pk>/approve/", views.approve, name="notice_approve"),
    path("dunning/<int:pk>/refuse/", views.refuse, name="notice_refuse"),
    path("dunning/<int:pk>/print/", views.print_notice, name="notice_print"),
    path("dunning/<int:pk>/papers/<int:paper_id>/", views.paper, name="notice_paper"),
]
