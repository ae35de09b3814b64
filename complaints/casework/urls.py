"""Addresses of the casework: queue, status list, record page and its acts."""

from django.urls import path

from complaints.casework import lists, views

urlpatterns = [
    path("", lists.queue, name="queue"),
    path("status/", lists.StatusList.as_view(), name="status"),
    path("<key:pk>/", views.record, name="record"),
    path("<key:pk>/investigate/", views.investigate, name="investigate"),
    path("<key:pk>/findings/", views.findings, name="findings"),
    path("<key:pk>/act/", views.act, name="act"),
    path("<key:pk>/resolve/", views.resolve, name="resolve"),
    path("<key:pk>/explain/", views.explain, name="explain"),
    path("<key:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("<key:pk>/escalate/", views.escalate, name="escalate"),
    path("<key:pk>/decide/", views.decide, name="decide"),
    path("<key:pk>/close/", views.close, name="close"),
    path("<key:pk>/assign/", views.assign, name="assign"),
    path("<key:pk>/release/", views.release, name="release"),
    path("<key:pk>/reply/", views.reply, name="reply"),
    path("<key:pk>/report/", views.report, name="report"),
    path("<key:pk>/note/", views.note, name="note"),
    path("<key:pk>/reveal/", views.reveal, name="reveal"),
    path("<key:pk>/print/register/", views.print_register, name="print_register"),
    path("<key:pk>/print/reply/", views.print_reply, name="print_reply"),
    path("<key:pk>/papers/<key:paper_id>/", views.paper, name="paper"),
]
