"""Addresses of invitations."""

from django.urls import path

from parkservice.estate.invitations import views

urlpatterns = [
    path("company/", views.company, name="company"),
    path("customers/<key:pk>/invite/", views.invite_new, name="invite_new"),
    path("customers/contacts/<key:pk>/invite/", views.invite, name="invite"),
    path("customers/contacts/<key:pk>/end-access/", views.end_access, name="end_access"),
    path("customers/invitations/<key:pk>/withdraw/", views.withdraw, name="withdraw_invitation"),
    path("invitation/<str:token>/", views.invitation, name="invitation"),
]
