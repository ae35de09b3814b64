"""The public price board of one park by its name, `/p/<park>/prices/`: the address where there are several parks."""

from django.urls import path

from fees.tariffs import views

app_name = "park_prices"
urlpatterns = [path("", views.board, name="board")]
