"""Addresses of rectifications."""

from django.urls import path

from parkservice.tasks.rectifications import views

urlpatterns = [
    path("rectifications/", views.RectificationList.as_view(), name="rectifications"),
    path("rectifications/new/", views.rectification_new, name="rectification_new"),
    path("rectifications/<key:pk>/", views.PAGES.record(), name="rectification"),
    *(
        path(f"rectifications/<key:pk>/{name}/", views.PAGES.act(name), name=f"rectification_{name}")
        for name in views.ACTS
    ),
]
