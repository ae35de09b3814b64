"""Addresses of the cash drawers."""

from django.urls import path

from fees.cashdesk import views

urlpatterns = [
    path("cash/", views.drawers, name="drawers"),
    path("cash/new/", views.drawer_new, name="drawer_new"),
    path("cash/<key:pk>/", views.drawer, name="drawer"),
    path("cash/<key:pk>/count/", views.drawer_count, name="drawer_count"),
    path("cash/<key:pk>/refill/", views.drawer_refill, name="drawer_refill"),
    path("cash/<key:pk>/return/", views.drawer_return, name="drawer_return"),
]
