"""Addresses of the slips to pay."""

from django.urls import path

from fees.slips import views

urlpatterns = [
    path("slips/", views.SlipList.as_view(), name="slips"),
    path("slips/find/", views.slip_find, name="slip_find"),
    path("slips/new/<int:pk>/", views.slip_new, name="slip_new"),
    path("slips/<int:pk>/", views.PAGES.record(), name="slip"),
    path("slips/<int:pk>/withdraw/", views.PAGES.act("withdraw"), name="slip_withdraw"),
]
