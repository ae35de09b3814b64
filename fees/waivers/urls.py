"""Addresses of waivers."""

from django.urls import path

from fees.waivers import views

urlpatterns = [
    path("waivers/", views.WaiverList.as_view(), name="waivers"),
    path("waivers/find/", views.waiver_find, name="waiver_find"),
    path("waivers/<key:pk>/", views.PAGES.record(), name="waiver"),
    *(path(f"waivers/<key:pk>/{name}/", views.PAGES.act(name), name=f"waiver_{name}") for name in views.ACTS),
    path("customers/<key:pk>/waivers/new/", views.waiver_new, name="waiver_new"),
]
