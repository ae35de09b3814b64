"""The address of weighing again."""

from django.urls import path

from complaints.weighing import views

urlpatterns = [path("<key:pk>/weigh/", views.weigh, name="weigh")]
