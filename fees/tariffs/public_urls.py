"""The short public address of the price board, `/prices/`."""

from django.urls import path

from fees.tariffs import views

app_name = "prices"
urlpatterns = [path("", views.board, name="board")]
