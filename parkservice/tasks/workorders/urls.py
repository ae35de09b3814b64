"""Addresses of work orders."""

from django.urls import path

from parkservice.tasks.workorders import views

urlpatterns = [
    path("work-orders/", views.WorkOrderList.as_view(), name="workorders"),
    path("work-orders/new/", views.workorder_new, name="workorder_new"),
    path("work-orders/<key:pk>/", views.PAGES.record(), name="workorder"),
    *(path(f"work-orders/<key:pk>/{name}/", views.PAGES.act(name), name=f"workorder_{name}") for name in views.ACTS),
]
