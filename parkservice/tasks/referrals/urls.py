"""Addresses of questions to the next level."""

from django.urls import path

from parkservice.tasks.referrals import views

urlpatterns = [
    path("referrals/", views.ReferralList.as_view(), name="referrals"),
    path("referrals/new/", views.referral_new, name="referral_new"),
    path("referrals/<key:pk>/", views.PAGES.record(), name="referral"),
    *(path(f"referrals/<key:pk>/{name}/", views.PAGES.act(name), name=f"referral_{name}") for name in views.ACTS),
]
