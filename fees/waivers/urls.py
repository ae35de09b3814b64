"""Addresses of waivers."""

from django.urls import path

from fees.waivers import views

urlpatterns = [
    path("waivers/", views.WaiverList.as_view(), name="waivers"),
    path("waivers/<int:pk>/", views.PAGES.record(), name="waiver"),
    *(path(f"waivers/<int:pk>/{name}/", views.PAGES.act(name), name=f"waiver_{name}") for name in views.ACTS),
    path("customers/<int:pk>/waivers/new/", views.waiver_new, name="waiver_new"),
]
