"""Addresses of the inbox and the outbox."""

from django.urls import include, path

from parkservice.messaging import views

app_name = "messaging"
urlpatterns = [
    path("", include("parkservice.messaging.wordbook.urls")),
    path("inbox/", views.inbox, name="inbox"),
    path("inbox/read/", views.read_all, name="read_all"),
    path("inbox/<key:pk>/", views.inbox_item, name="inbox_item"),
    path("outbox/", views.outbox, name="outbox"),
    path("outbox/<key:pk>/", views.outbox_message, name="outbox_message"),
    path("outbox/<key:pk>/retry/", views.outbox_retry, name="outbox_retry"),
]
