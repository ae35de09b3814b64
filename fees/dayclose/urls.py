"""Addresses of the close of a day."""

from django.urls import path

from fees.dayclose import views

urlpatterns = [
    path("cash/<key:pk>/close/", views.close, name="close"),
    *(
        path(f"cash/<key:pk>/close/{name.replace('_', '-')}/", views.act(name), name=f"close_{name}")
        for name in views.SERVICES
    ),
    path("cash/days/<key:pk>/print/", views.print_day, name="day_print"),
    path("cash/days/<key:pk>/papers/<key:paper>/", views.day_paper, name="day_paper"),
]
