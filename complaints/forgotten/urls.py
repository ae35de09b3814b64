"""Address of raising what was forgotten."""

from django.urls import path

from complaints.forgotten import views

urlpatterns = [
    path("track/<slug:track_code>/forgotten/", views.track_forgotten, name="track_forgotten"),
]
