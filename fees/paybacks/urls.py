"""Addresses of prepayments paid back."""

from django.urls import path

from fees.paybacks import views

urlpatterns = [
    path("paybacks/", views.PaybackList.as_view(), name="paybacks"),
    path("paybacks/find/", views.payback_find, name="payback_find"),
    path("paybacks/<key:pk>/", views.PAGES.record(), name="payback"),
    *(path(f"paybacks/<key:pk>/{name}/", views.PAGES.act(name), name=f"payback_{name}") for name in views.ACTS),
    path("customers/<key:pk>/payback/", views.payback_new, name="payback_new"),
]
