"""Addresses of units, customers and the working calendar; a unit's and a customer's own page are in `home`."""

from django.urls import include, path

from parkservice.estate import lists, views
from parkservice.estate.imports import views as imports

app_name = "estate"
urlpatterns = [
    path("units/", lists.UnitList.as_view(), name="units"),
    path("units/new/", views.unit_new, name="unit_new"),
    path("units/options/", views.unit_options, name="unit_options"),
    path("units/<key:pk>/edit/", views.unit_edit, name="unit_edit"),
    path("units/import/", imports.import_new, {"kind": "units"}, name="unit_import"),
    path("units/import/template/", imports.import_template, {"kind": "units"}, name="unit_template"),
    path("customers/import/", imports.import_new, {"kind": "customers"}, name="customer_import"),
    path("customers/import/template/", imports.import_template, {"kind": "customers"}, name="customer_template"),
    path("imports/<uuid:uuid>/", imports.import_run, name="import_run"),
    path("imports/<uuid:uuid>/confirm/", imports.import_confirm, name="import_confirm"),
    path("imports/<uuid:uuid>/drop/", imports.import_drop, name="import_drop"),
    path("customers/", lists.CustomerList.as_view(), name="customers"),
    path("customers/new/", views.customer_new, name="customer_new"),
    path("customers/options/", views.customer_options, name="customer_options"),
    path("customers/<key:pk>/edit/", views.customer_edit, name="customer_edit"),
    path("customers/<key:pk>/contacts/new/", views.contact_new, name="contact_new"),
    path("customers/contacts/<key:pk>/edit/", views.contact_edit, name="contact_edit"),
    path("customers/<key:pk>/occupancies/new/", views.occupancy_new, name="occupancy_new"),
    path("customers/occupancies/<key:pk>/end/", views.occupancy_end, name="occupancy_end"),
    path("", include("parkservice.estate.invitations.urls")),
    path("parks/calendar/", views.working_calendar, name="calendar"),
]
