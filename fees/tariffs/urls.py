"""Addresses of prices."""

from django.urls import path

from fees.tariffs import views

urlpatterns = [
    path("prices/", views.TariffList.as_view(), name="tariffs"),
    path("prices/new/", views.tariff_new, name="tariff_new"),
    path("prices/<key:pk>/", views.tariff, name="tariff"),
    path("prices/<key:pk>/release/", views.tariff_release, name="tariff_release"),
    path("prices/<key:pk>/return/", views.tariff_return, name="tariff_return"),
    path("prices/<key:pk>/withdraw/", views.tariff_withdraw, name="tariff_withdraw"),
]
