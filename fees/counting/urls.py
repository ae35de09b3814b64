"""Addresses of cash differences."""

from django.urls import path

from fees.counting import views

urlpatterns = [
    path("differences/", views.DifferenceList.as_view(), name="differences"),
    path("differences/<key:pk>/", views.difference, name="difference"),
    path("differences/<key:pk>/explain/", views.difference_explain, name="difference_explain"),
    path("differences/<key:pk>/decide/", views.difference_decide, name="difference_decide"),
    path("differences/<key:pk>/carry-out/", views.difference_carry_out, name="difference_carry_out"),
]
