"""The public pages of one park by its name, `/p/<park>/complaints/…`: the addresses where there are several parks."""

from django.urls import path

from complaints.intake import views
from complaints.suggestions.views import outcomes

app_name = "park"
urlpatterns = [
    path("submit/", views.submit, name="submit"),
    path("track/", views.track, name="track"),
    path("about/", views.about, name="about"),
    path("suggestions/outcomes/", outcomes, name="outcomes"),
    path("privacy/", views.privacy, name="privacy"),
]
