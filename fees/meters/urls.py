"""Addresses of meters and readings."""

from django.urls import path

from fees.meters import views

urlpatterns = [
    path("meters/", views.MeterList.as_view(), name="meters"),
    path("meters/new/", views.meter_new, name="meter_new"),
    path("meters/<key:pk>/", views.meter, name="meter"),
    path("meters/<key:pk>/change/", views.meter_change, name="meter_change"),
    path("meters/<key:pk>/out/", views.meter_out, name="meter_out"),
    path("meters/<key:pk>/read/", views.reading_new, name="reading_new"),
    path("meters/routes/", views.routes, name="routes"),
    path("meters/routes/<key:pk>/", views.route, name="route"),
    path("meters/readings/<key:pk>/void/", views.reading_void, name="reading_void"),
    path("meters/import/", views.readings_import, name="readings_import"),
    path("meters/import/template/", views.readings_template, name="readings_template"),
    path("meters/files/<key:pk>/", views.readings_file, name="readings_file"),
    path("meters/files/<key:pk>/confirm/", views.readings_confirm, name="readings_confirm"),
    path("meters/files/<key:pk>/drop/", views.readings_drop, name="readings_drop"),
]
