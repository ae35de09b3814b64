"""Addresses of the complaints app, feature by feature."""

from django.urls import include, path

app_name = "complaints"
urlpatterns = [
    path("", include("complaints.intake.urls")),
    path("", include("complaints.reopening.urls")),
    path("", include("complaints.withdrawals.urls")),
    path("", include("complaints.forgotten.urls")),
    path("", include("complaints.contacts.urls")),
    path("", include("complaints.suggestions.urls")),
    path("", include("complaints.rulebook.urls")),
    path("", include("complaints.analysis.urls")),
    path("", include("complaints.approvals.urls")),
    path("", include("complaints.returnvisits.urls")),
    path("", include("complaints.appointments.urls")),
    path("", include("complaints.casework.urls")),
    path("", include("complaints.casefile.urls")),
    path("", include("complaints.posters.urls")),
    path("", include("complaints.handovers.urls")),
    path("", include("complaints.duplicates.urls")),
    path("", include("complaints.reassigning.urls")),
    path("", include("complaints.enquiries.urls")),
    path("", include("complaints.office.urls")),
    path("", include("complaints.oversight.urls")),
    path("", include("complaints.dispatch.urls")),
    path("", include("complaints.held.urls")),
    path("", include("complaints.pauses.urls")),
    path("", include("complaints.extensions.urls")),
    path("", include("complaints.weighing.urls")),
    path("", include("complaints.limits.urls")),
]
