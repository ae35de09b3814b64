"""Addresses of the interface for programs; it asks for tokens itself, so its routes are declared open."""

from django.urls import include, path

from parkservice.accounts.access import public
from parkservice.home.api import api, docs

ROUTES, APP, NAMESPACE = api.urls
for route in ROUTES:
    public(route.callback)

urlpatterns = [
    path("docs", docs, name="api_docs"),
    path("", include((ROUTES, APP), namespace=NAMESPACE)),
]
