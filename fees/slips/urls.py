"""Addresses of the slips to pay."""

from django.urls import path

from fees.slips import views

urlpatterns = [
    path("slips/", views.SlipList.as_view(), name="slips"),
    path("slips/find/", views.slip_find, name="slip_find"),
    path("slips/new/<key:pk>/", views.slip_new, name="slip_new"),
    path("slips/<key:pk>/", views.PAGES.record(), name="slip"),
    path("slips/<key:pk>/withdraw/", views.PAGES.act("withdraw"), name="slip_withdraw"),
]
