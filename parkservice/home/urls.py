"""Addresses of the pages that show several apps."""

from django.urls import path

from parkservice.home import views

app_name = "home"
urlpatterns = [
    path("", views.front, name="front"),
    path("p/<slug:slug>/", views.front, name="park_front"),
    path("desk/", views.desk, name="desk"),
    path("welcome/", views.after_sign_in, name="welcome"),
    path("duties/", views.duties, name="duties"),
    path("search/", views.search_page, name="search"),
    path("units/<key:pk>/", views.unit, name="unit"),
    path("customers/<key:pk>/", views.customer, name="customer"),
    path("healthz", views.healthz, name="healthz"),
    path("readyz", views.readyz, name="readyz"),
]
