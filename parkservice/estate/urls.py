"""Addresses of units, customers and the working calendar; a unit's and a customer's own page are in `home`."""

from django.urls import path

from parkservice.estate import lists, views

app_name = "estate"
urlpatterns = [
    path("units/", lists.UnitList.as_view(), name="units"),
    path("units/new/", views.unit_new, name="unit_new"),
    path("units/options/", views.unit_options, name="unit_options"),
    path("units/<int:pk>/edit/", views.unit_edit, name="unit_edit"),
    path("customers/", lists.CustomerList.as_view(), name="customers"),
    path("customers/new/", views.customer_new, name="customer_new"),
    path("customers/<int:pk>/edit/", views.customer_edit, name="customer_edit"),
    path("customers/<int:pk>/contacts/new/", views.contact_new, name="contact_new"),
    path("customers/contacts/<int:pk>/edit/", views.contact_edit, name="contact_edit"),
    path("customers/<int:pk>/occupancies/new/", views.occupancy_new, name="occupancy_new"),
    path("customers/occupancies/<int:pk>/end/", views.occupancy_end, name="occupancy_end"),
    path("parks/calendar/", views.working_calendar, name="calendar"),
]
