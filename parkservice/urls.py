"""Every address of the product. Apps are included by name, so that this page stays outside the import order."""

from django.urls import include, path

urlpatterns = [
    path("", include("parkservice.home.urls")),
    path("", include("parkservice.ui.urls")),
    path("", include("parkservice.accounts.urls")),
    path("", include("parkservice.estate.urls")),
    path("", include("parkservice.paperwork.urls")),
    path("", include("parkservice.messaging.urls")),
    path("tasks/", include("parkservice.tasks.urls")),
    path("api/v1/", include("parkservice.home.api_urls")),
    path("complaints/", include("complaints.urls")),
    path("fees/", include("fees.urls")),
    path("p/<slug:slug>/complaints/", include("complaints.intake.park_urls")),
    path("rules/", include("complaints.rulebook.public_urls")),
    path("p/<slug:slug>/rules/", include("complaints.rulebook.park_urls")),
    path("prices/", include("fees.tariffs.public_urls")),
    path("p/<slug:slug>/prices/", include("fees.tariffs.park_urls")),
    path("accounts/", include("allauth.urls")),
]

handler400 = "parkservice.ui.errors.bad_request"
handler403 = "parkservice.ui.errors.permission_denied"
handler404 = "parkservice.ui.errors.page_not_found"
handler500 = "parkservice.ui.errors.server_error"
