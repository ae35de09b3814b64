"""Addresses of files and of the public verification page."""

from django.urls import path

from parkservice.paperwork import views

app_name = "paperwork"
urlpatterns = [
    path("files/<uuid:uuid>/", views.file, name="file"),
    path("files/<uuid:uuid>/thumb/", views.thumb, name="thumb"),
    path("verify/", views.verify_form, name="verify_form"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
