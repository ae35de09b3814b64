"""Addresses of the frame itself."""

from django.urls import path

from parkservice.ui import views

app_name = "ui"
urlpatterns = [
    path("ui/language/", views.language, name="language"),
    path("ui/theme/", views.theme, name="theme"),
    path("ui/all/", views.everything, name="all"),
    path("ui/quick/", views.quick, name="quick"),
    path("ui/components/", views.components, name="components"),
]
