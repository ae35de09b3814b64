"""Addresses of the contact register."""

from django.urls import path

from complaints.contacts import views

urlpatterns = [
    path("contacts/", views.ContactList.as_view(), name="contacts"),
    path("contacts/new/", views.contact_new, name="contact_new"),
    path("contacts/caller/", views.caller, name="caller"),
    path("contacts/<key:pk>/", views.contact, name="contact"),
    path("contacts/<key:pk>/answer/", views.contact_answer, name="contact_answer"),
    path("contacts/<key:pk>/convert/", views.contact_convert, name="contact_convert"),
]
