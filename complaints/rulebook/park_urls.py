"""The public rule book of one park by its name, `/p/<park>/rules/`: the address where there are several parks."""

from django.urls import path

from complaints.rulebook import views

app_name = "park_rulebook"
urlpatterns = [path("", views.book, name="book")]
