"""Addresses of dunning notices."""

from django.urls import path

from fees.dunning import lists, views

urlpatterns = [
    path("dunning/", lists.NoticeList.as_view(), name="notices"),
    path("dunning/propose/", views.propose, name="notices_propose"),
    path("dunning/<key:pk>/", views.notice, name="notice"),
    path("dunning/<key:pk>/deliver/", views.deliver, name="notice_deliver"),
    path("dunning/<key:pk>/ask/", views.ask, name="notice_ask"),
    path("dunning/<key:pk>/approve/", views.approve, name="notice_approve"),
    path("dunning/<key:pk>/refuse/", views.refuse, name="notice_refuse"),
    path("dunning/<key:pk>/print/", views.print_notice, name="notice_print"),
    path("dunning/<key:pk>/papers/<key:paper_id>/", views.paper, name="notice_paper"),
]
