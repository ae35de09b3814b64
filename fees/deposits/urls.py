"""Addresses of deposits and their refunds."""

from django.urls import path

from fees.deposits import views

urlpatterns = [
    path("deposits/", views.DepositList.as_view(), name="deposits"),
    path("deposits/new/", views.deposit_new, name="deposit_new"),
    path("deposits/<key:pk>/", views.PAGES.record(), name="deposit"),
    path("deposits/<key:pk>/print/", views.deposit_print, name="deposit_print"),
    path("deposits/<key:pk>/paper/<key:paper>/", views.deposit_paper, name="deposit_paper"),
    *(path(f"deposits/<key:pk>/{name}/", views.PAGES.act(name), name=f"deposit_{name}") for name in views.ACTS),
]
