"""Addresses of files and of the public verification page."""

from django.urls import path

from parkservice.paperwork import views
from parkservice.paperwork.exports import views as exports

app_name = "paperwork"
urlpatterns = [
    path("files/<uuid:uuid>/", views.file, name="file"),
    path("files/<uuid:uuid>/thumb/", views.thumb, name="thumb"),
    path("exports/new/", exports.export_new, name="export_new"),
    path("exports/<uuid:uuid>/", exports.export_job, name="export"),
    path("exports/<uuid:uuid>/file/", exports.export_file, name="export_file"),
    path("verify/", views.verify_form, name="verify_form"),
    path("verify/<str:code>/", views.verify, name="verify"),
]
