"""Addresses of the casework: queue, status list, record page and its acts."""

from django.urls import path

from complaints.casework import lists, views

urlpatterns = [
    path("", lists.queue, name="queue"),
    path("status/", lists.StatusList.as_view(), name="status"),
    path("<int:pk>/", views.record, name="record"),
    path("<int:pk>/investigate/", views.investigate, name="investigate"),
    path("<int:pk>/findings/", views.findings, name="findings"),
    path("<int:pk>/act/", views.act, name="act"),
    path("<int:pk>/resolve/", views.resolve, name="resolve"),
    path("<int:pk>/explain/", views.explain, name="explain"),
    path("<int:pk>/dismiss/", views.dismiss, name="dismiss"),
    path("<int:pk>/escalate/", views.escalate, name="escalate"),
    path("<int:pk>/decide/", views.decide, name="decide"),
    path("<int:pk>/close/", views.close, name="close"),
    path("<int:pk>/assign/", views.assign, name="assign"),
    path("<int:pk>/release/", views.release, name="release"),
    path("<int:pk>/reply/", views.reply, name="reply"),
    path("<int:pk>/report/", views.report, name="report"),
    path("<int:pk>/note/", views.note, name="note"),
    path("<int:pk>/reveal/", views.reveal, name="reveal"),
    path("<int:pk>/print/register/", views.print_register, name="print_register"),
    path("<int:pk>/print/reply/", views.print_reply, name="print_reply"),
    path("<int:pk>/papers/<int:paper_id>/", views.paper, name="paper"),
]
